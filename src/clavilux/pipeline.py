"""The one place that knows the order of the rooms."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from clavilux import plugins
from clavilux.errors import UserError
from clavilux.film.encode import encode
from clavilux.imagine.framing import framed
from clavilux.imagine.keyframes import chosen_style, keyframes
from clavilux.imagine.paint import centre, covering
from clavilux.imagine.painters.choose import choose
from clavilux.imagine.pictures import load, load_mask
from clavilux.imagine.styles import StyleBook
from clavilux.kernel.bands import cores
from clavilux.listen.hear import hear
from clavilux.media.decode import decode
from clavilux.media.output import check_free, make_room
from clavilux.move.paths import check_path
from clavilux.move.render import frames
from clavilux.move.timeline import timeline
from clavilux.recipe import Recipe
from clavilux.sharing import texts
from clavilux.types import Captioner, Film, Hearing, Image, Keyframe, Prepares, Progress

__all__ = ["make"]


def make(
    song: Path | str,
    pictures: Sequence[Path | str],
    recipe: Recipe | None = None,
    *,
    output: Path | str | None = None,
    overwrite: bool = False,
    metadata: bool = True,
    progress: Progress | None = None,
) -> Film:
    """Make a music video.

    Parameters
    ----------
    song : Path or str
        Anything with sound that FFmpeg reads, also a video.
    pictures : sequence of Path or str
        The artwork. Several pictures are spread over the song's sections, in order.
    recipe : Recipe, optional
        Every choice; ``Recipe()`` when left out.
    output : Path or str, optional
        The mp4; the song's name with ``.mp4`` in the current folder when left out. Its folder is created.
    overwrite : bool
        Replace the output if it exists, or if it appears meanwhile.
    metadata : bool
        Have the file carry the recipe (without paths of this machine; see `sharing.shareable`) and the licences.
    progress : callable, optional
        Called as ``progress(stage, done, total)``; the stages are ``"listen"``, ``"imagine"`` and ``"film"``.

    Returns
    -------
    Film
        The finished file and what it took.

    Raises
    ------
    UserError
        If an input or a choice is wrong. Nothing has been written then.
    RenderError
        If the render fails on our side, or a file of that name has appeared meanwhile and may not be replaced: the film
        is kept under a free name then, which the message tells.
    """
    recipe = recipe or Recipe()
    path = Path(output) if output is not None else Path(Path(song).stem + ".mp4")
    if path.suffix.lower() != ".mp4":
        raise UserError(f"{path}: the video is an mp4; choose an output that ends in .mp4")
    check_free(path, [song, *pictures], overwrite=overwrite)
    report = progress or _silent
    seconds: dict[str, float] = {}

    # What can be wrong in the choices is found before the work begins: the quick first, the models' files last.
    if not pictures:
        raise UserError("no picture to start from; give at least one")
    painter = choose(recipe.imagine)
    check_path(painter, recipe.move)
    captioner: Captioner = plugins.create("captioners", recipe.listen.captioner)
    book = StyleBook.load()
    chosen_style(book, recipe.imagine, painter)
    genre = book.genre(recipe.imagine.genre) if recipe.imagine.genre is not None else None
    size = (recipe.film.width, recipe.film.height)
    canvas = covering(size, painter.multiple)
    whole, keep = _read(pictures, recipe.imagine.keep, max(canvas))
    fps = recipe.film.rate

    with _timed(seconds, "listen"):
        sound = decode(song, start=recipe.listen.start, duration=recipe.listen.duration, track=recipe.listen.track)
    with _timed(seconds, "imagine"):
        if isinstance(painter, Prepares):
            painter.prepare()
        fit, seed = recipe.imagine.fit, recipe.seed
        artworks = [framed(picture, canvas, fit, keep, seed=seed, threads=cores()) for picture in whole]
    make_room(path)
    with _timed(seconds, "listen"):
        hearing = hear(sound.heard, recipe.listen, rate=float(fps), genre=genre, captioner=captioner, progress=report)
        if genre is None and recipe.listen.genre_from == "caption":
            hearing = _by_caption(hearing, book)
    # Keyframes are painted when the film has come to them: two are in memory at a time, however long the song.
    painted = keyframes(
        hearing.sections, artworks, painter, book, recipe.imagine, seed=recipe.seed, size=canvas, progress=report
    )
    painted = _clocked(painted, seconds, "imagine")
    # Two now, so that the painter has read all its models, and knows their licences.
    painted = chain(iter(list(islice(painted, 2))), painted)
    before = seconds["imagine"]
    with _timed(seconds, "film"):
        plan = timeline(hearing, [0.0, *(section.end for section in hearing.sections)], recipe.move, fps)
        pictures_ = frames(plan, painted, painter, recipe.move)
        shots = _counted((centre(picture, size) for picture in pictures_), plan.frames, report)
        made_with = {"imagine.painter": painter.licence, "listen.captioner": captioner.licence}
        licences = {recipe.imagine.painter: painter.licence, recipe.listen.captioner: captioner.licence}
        count = encode(
            shots,
            path,
            fps=fps,
            size=size,
            audio=sound,
            crf=recipe.film.crf,
            **(texts(recipe, made_with) if metadata else {}),
            overwrite=overwrite,
        )
    seconds["film"] -= seconds["imagine"] - before
    return Film(
        path=path,
        fps=fps,
        frames=count,
        size=size,
        recipe=recipe.to_json(),
        seconds=seconds,
        licences=MappingProxyType(licences),
    )


def _read(pictures: Sequence[Path | str], keep: str | None, most: int) -> tuple[list[Image], NDArray[np.bool_] | None]:
    """The pictures, and the mask of what must stay whole in the one that there is then."""
    if keep is not None and len(pictures) > 1:
        raise UserError(f"--keep is for one picture, not for {len(pictures)}; give one picture, or leave it out")
    return [load(picture, most) for picture in pictures], None if keep is None else load_mask(keep, most)


def _by_caption(hearing: Hearing, book: StyleBook) -> Hearing:
    """The paper's rule: a section's genre is the first one that its caption names."""
    named = [(section, book.genre_in(section.caption)) for section in hearing.sections]
    return replace(
        hearing,
        sections=tuple(replace(section, genre=genre, confidence=float(genre is not None)) for section, genre in named),
    )


def _counted(images: Iterator[Image], total: int, report: Progress) -> Iterator[Image]:
    report("film", 0, total)
    for done, image in enumerate(images, start=1):
        yield image
        report("film", done, total)


def _clocked(items: Iterator[Keyframe], seconds: dict[str, float], stage: str) -> Iterator[Keyframe]:
    """The same items; the time that each takes to come is added to the stage's."""
    while True:
        start = time.perf_counter()
        item = next(items, None)
        seconds[stage] += time.perf_counter() - start
        if item is None:
            return
        yield item


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - start


def _silent(stage: str, done: int, total: int) -> None:
    """No progress wanted."""
