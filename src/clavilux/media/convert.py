"""Segments without loss into what cannot be joined from packets: a gif, a webp, or a folder of pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image as Pillow

from clavilux.media.container import open_segment
from clavilux.media.formats import Format
from clavilux.media.output import appearing
from clavilux.media.output_folder import NUMBERED, appearing_folder
from clavilux.media.segments import media_errors

__all__ = ["convert"]

AGAIN = {"loop": "0"}
"""Have players begin anew when they have come to the end, without an end."""
TICK = Fraction(1, 1000)
"""Any: frames are counted by it within a graph."""
QUALITY = {"libwebp_anim": {"quality": "85"}}
"""Options of an encoder, as paintings need them."""


def convert(segments: Iterable[Path], path: Path | str, *, fps: Fraction, form: Format, overwrite: bool) -> int:
    """Encode the pictures of segments anew, without sound.

    Parameters and errors are those of `media.join.join`; the number of frames is returned.
    """
    if not form.suffix:
        with appearing_folder(path, overwrite=overwrite) as folder, media_errors(path):
            return _pictures(segments, folder)
    files = list(segments)
    with appearing(path, overwrite=overwrite) as part, media_errors(path):
        return _animation(files, part, fps, form)


def _pictures(segments: Iterable[Path], folder: Path) -> int:
    """Write each frame as a PNG."""
    count = 0
    for count, frame in enumerate(_frames(segments), start=1):
        Pillow.fromarray(frame.to_ndarray(format="rgb24")).save(folder / NUMBERED.format(count), compress_level=1)
    return count


def _animation(files: Sequence[Path], part: Path, fps: Fraction, form: Format) -> int:
    """Write a file that plays again and again; a gif after a first look at all frames, for its colours."""
    assert form.converter is not None
    few = form.container == "gif"
    frames = _with_palette(files) if few else _frames(files)
    count = 0
    with av.open(f"file:{part}", "w", format=form.container, options=AGAIN) as film:
        for count, frame in enumerate(frames, start=1):
            if count == 1:
                added = film.add_stream(form.converter, rate=fps, options=QUALITY.get(form.converter, {}))
                picture = cast(VideoStream, added)
                picture.width, picture.height = frame.width, frame.height
                picture.pix_fmt = "pal8" if few else "bgra"
                picture.codec_context.time_base = 1 / fps
            shown = frame if few else frame.reformat(format="bgra")
            shown.pts, shown.time_base = count - 1, 1 / fps
            film.mux(picture.encode(shown))
        film.mux(picture.encode(None))
    return count


def _frames(files: Iterable[Path]) -> Iterator[VideoFrame]:
    for file in files:
        with open_segment(file) as (container, stream):
            yield from container.decode(stream)


def _with_palette(files: Sequence[Path]) -> Iterator[VideoFrame]:
    """The frames in the 256 colours that serve all of them best."""
    palette = _palette(files)
    graph = Graph()
    pictures, colours = _source(graph, next(_frames(files))), _source(graph, palette)
    painter, sink = graph.add("paletteuse", "dither=bayer"), graph.add("buffersink")  # a pattern that does not flicker
    pictures.link_to(painter, 0, 0)
    colours.link_to(painter, 0, 1)
    painter.link_to(sink)
    graph.configure()
    colours.push(palette)
    colours.push(None)
    for count, frame in enumerate(_frames(files)):
        frame.pts, frame.time_base = count, TICK
        pictures.push(frame)
        yield cast(VideoFrame, sink.pull())


def _palette(files: Sequence[Path]) -> VideoFrame:
    """A picture of 16x16 pixels, of the colours that all frames need most."""
    graph = Graph()
    source, sink = _source(graph, next(_frames(files))), graph.add("buffersink")
    graph.link_nodes(source, graph.add("palettegen", "reserve_transparent=0"), sink).configure()
    for count, frame in enumerate(_frames(files)):
        frame.pts, frame.time_base = count, TICK
        source.push(frame)
    source.push(None)
    palette = cast(VideoFrame, sink.pull())
    palette.pts, palette.time_base = 0, TICK
    return palette


def _source(graph: Graph, like: VideoFrame) -> FilterContext:
    """Where frames go into a graph."""
    return graph.add_buffer(width=like.width, height=like.height, format=like.format, time_base=TICK)
