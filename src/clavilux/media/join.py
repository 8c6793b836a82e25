"""Segments and a song into a film: pictures as they were encoded, one stream of sound, exact timestamps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import av
from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from clavilux.errors import RenderError
from clavilux.media.container import open_segment
from clavilux.media.convert import convert
from clavilux.media.formats import Format, usual
from clavilux.media.output import appearing
from clavilux.media.segments import media_errors
from clavilux.media.tags import add_cover
from clavilux.media.tracks import FilmSound, film_sound
from clavilux.values import Sound

__all__ = ["join"]


def join(
    segments: Iterable[Path],
    path: Path | str,
    *,
    fps: Fraction,
    audio: Sound | None,
    form: Format | None = None,
    texts: Mapping[str, str] | None = None,
    cover: Path | str | None = None,
    overwrite: bool = True,
) -> int:
    """Join segments (`media.segments`) and add the song.

    Frame i is shown at exactly i/fps. The sound ends with the last frame: what the song has more is cut, what it lacks
    is silence (`media.tracks`). The file appears under its name when it is complete
    (`clavilux.media.output.appearing`), and vanishes when anything fails.

    Parameters
    ----------
    segments : iterable of Path
        One or more of one size, rate and format, in order; each is asked for when the one before has been read.
    path : Path or str
        The film; its folder is made.
    fps : Fraction
        Frames per second, of all segments.
    audio : Sound or None
        The song; its blocks are read as the film goes. None is a silent film.
    form : Format, optional
        What the film is, and its segments were made for; an mp4 when left out.
    texts : mapping, optional
        What the file carries, such as its recipe, by ``"comment"``, ``"description"``, ``"title"`` or ``"artist"``.
        With none, the container does not name the software that wrote it; the streams still name their encoders.
    cover : Path or str, optional
        A song whose cover the file carries, if it has one and films of that format can.
    overwrite : bool
        Replace a file of that name. If not, and there is one in the end, the film is kept under a free name.

    Returns
    -------
    int
        Number of frames.

    Raises
    ------
    UserError
        If the file cannot be created, or nobody knows how to mix the song's channels.
    RenderError
        If segments are none or do not fit together, writing fails half way, as on a full disk, or the name is taken in
        the end.
    """
    form = form or usual()
    if form.converter:
        return convert(segments, path, fps=fps, form=form, overwrite=overwrite)
    carried = {key: text for key, text in (texts or {}).items() if text}
    is_mp4 = form.container in ("mp4", "mov")
    options = {"movflags": "+faststart"} if is_mp4 else {}
    coming = iter(segments)
    first = next(coming)
    with (
        appearing(path, overwrite=overwrite) as part,
        media_errors(path),
        open_segment(first) as (_, pattern),
        # "file:" keeps FFmpeg from reading a colon in the name as a protocol.
        av.open(
            f"file:{part}",
            "w",
            format=form.container,
            options=options | ({} if carried else {"fflags": "+bitexact"}),
        ) as film,
    ):
        film.metadata.update(carried)
        picture = film.add_stream_from_template(pattern, opaque=True)
        picture.time_base = 1 / fps
        if form.tag:
            picture.codec_context.codec_tag = form.tag
        head = pattern.codec_context.extradata
        with film_sound(film, audio, form) as sound:
            film.mux(add_cover(film, cover) if cover and is_mp4 else [])
            return _mux(film, picture, _packets(first, coming, fps, head, form.late), sound, fps)


def _mux(
    film: OutputContainer,
    picture: VideoStream,
    packets: Iterator[Packet[VideoStream]],
    sound: FilmSound,
    fps: Fraction,
) -> int:
    """Write pictures and sound side by side; the number of pictures."""
    count = 0
    for count, packet in enumerate(packets, start=1):
        packet.stream = picture
        film.mux(packet)
        film.mux(sound.until(count / fps))
    film.mux(sound.rest())
    return count


def _packets(
    first: Path, others: Iterator[Path], fps: Fraction, head: bytes | None, late: int
) -> Iterator[Packet[VideoStream]]:
    """The packets of all segments, on the clock of the film."""
    before, path = 0, first
    while True:
        count = 0
        with open_segment(path) as (container, stream):
            if stream.codec_context.extradata != head:
                raise RenderError(f"{path}: was encoded in another way than {first}; remove it, and render again")
            for packet in container.demux(stream):
                if packet.pts is None:  # the last one, which is empty
                    continue
                shown = round(packet.pts * packet.time_base * fps)
                packet.time_base = 1 / fps
                packet.pts, packet.dts, packet.duration = before + shown, before + count - late, 1
                yield packet
                count += 1
        before += count
        if (following := next(others, None)) is None:
            return
        path = following
