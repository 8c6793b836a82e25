# The studio for a team, on the processor: docs/server.md says how to run it.
#
#   docker build -t clavilux .
#   docker run -p 2412:2412 -v "$PWD/films:/films" -e CLAVILUX_PASSWORD=... clavilux

FROM python:3.12-slim

# Numba keeps what it has compiled beside the film's projects, or each new container compiles it anew.
ENV PYTHONUNBUFFERED=1 NUMBA_CACHE_DIR=/films/.numba

COPY pyproject.toml README.md LICENSE NOTICE.md /source/
COPY src /source/src
RUN pip install --no-cache-dir "/source[studio]" && rm -r /source \
    && useradd --create-home clavilux && install -d -o clavilux /films

USER clavilux
WORKDIR /films
VOLUME /films
EXPOSE 2412

ENTRYPOINT ["clavilux"]
CMD ["studio", "--share", "--no-browser", "--port", "2412"]
