"""The studio as an application: the page, and all that it asks for."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

from clavilux.studio.replies import answer_errors
from clavilux.studio.routes.films import add_film_routes
from clavilux.studio.routes.pictures import add_picture_routes
from clavilux.studio.routes.plan import add_plan_routes
from clavilux.studio.routes.song import add_song_routes
from clavilux.studio.studio import Studio
from clavilux.version import __version__

__all__ = ["PAGE", "create_app"]

PAGE = Path(str(files(__package__).joinpath("page")))
"""The folder of the page as it is shipped."""


def create_app(studio: Studio) -> FastAPI:
    """A studio as an ASGI application; `Access` belongs before it.

    Parameters
    ----------
    studio : Studio
        What it shows.
    """
    app = FastAPI(title="Clavilux studio", version=__version__, docs_url=None, redoc_url=None)
    answer_errors(app, studio)
    for add in (add_plan_routes, add_song_routes, add_picture_routes, add_film_routes):
        add(app, studio)

    @app.get("/")
    def page() -> FileResponse:
        return FileResponse(PAGE / "index.html")

    app.mount("/", StaticFiles(directory=PAGE))
    return app
