"""The one place that knows the order of the rooms."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType

from clavilux import plugins
from clavilux.errors import OutputExists, UserError
from clavilux.film.encode import encode
from clavilux.imagine.keyframes import chosen_style, keyframes
from clavilux.imagine.painters.choose import choose
from clavilux.imagine.pictures import load
from clavilux.imagine.styles import StyleBook
from clavilux.listen.hear import hear
from clavilux.media.decode import decode
from clavilux.media.output import check, make_room
from clavilux.move.render import frames
from clavilux.move.timeline import timeline
from clavilux.recipe import Recipe
from clavilux.sharing import shareable
from clavilux.types import Captioner, Film, Hearing, Image, Keyframe, Morphs, Painter, Prepares, Progress

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
    _check_output(path, [song, *pictures], overwrite)
    report = progress or _silent
    seconds: dict[str, float] = {}

    # What can be wrong in the choices is found before the work begins: the quick first, the models' files last.
    if not pictures:
        raise UserError("no picture to start from; give at least one")
    painter = choose(recipe.imagine)
    _check_morphs(painter, recipe)
    captioner: Captioner = plugins.create("captioners", recipe.listen.captioner)
    book = StyleBook.load()
    chosen_style(book, recipe.imagine, painter)
    genre = book.genre(recipe.imagine.genre) if recipe.imagine.genre is not None else None
    size = (recipe.film.width, recipe.film.height)
    canvas = _canvas(size, painter.multiple)
    artworks = [load(picture, canvas) for picture in pictures]
    fps = recipe.film.rate

    with _timed(seconds, "listen"):
        sound = decode(song, start=recipe.listen.start, duration=recipe.listen.duration, track=recipe.listen.track)
    with _timed(seconds, "imagine"):
        if isinstance(painter, Prepares):
            painter.prepare()
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
    opening = list(islice(painted, 2))  # so that the painter has read all its models, and knows their licences
    before = seconds["imagine"]
    with _timed(seconds, "film"):
        plan = timeline(hearing, [0.0, *(section.end for section in hearing.sections)], recipe.move, fps)
        pictures_ = frames(plan, chain(opening, painted), painter, recipe.move)
        shots = _counted(_cropped(pictures_, size), plan.frames, report)
        licences = {recipe.imagine.painter: painter.licence, recipe.listen.captioner: captioner.licence}
        count = encode(
            shots,
            path,
            fps=fps,
            size=size,
            audio=sound,
            crf=recipe.film.crf,
            **(_texts(recipe, painter, captioner) if metadata else {}),
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


def _texts(recipe: Recipe, painter: Painter, captioner: Captioner) -> dict[str, str]:
    """What the file says of itself: how to make another, and whose weights it was made with."""
    public = shareable(recipe)
    made_with = f"{public.imagine.painter} ({painter.licence}), {public.listen.captioner} ({captioner.licence})"
    return {"comment": public.to_json(), "description": f"Made with {made_with}"}


def _check_output(path: Path, inputs: Sequence[Path | str], overwrite: bool) -> None:
    if path.suffix.lower() != ".mp4":
        raise UserError(f"{path}: the video is an mp4; choose an output that ends in .mp4")
    check(path)
    if any(_same(path, name) for name in inputs):
        raise UserError(f"{path} is an input of this render; choose another --output")
    if path.is_file() and not overwrite:
        raise OutputExists(path)


def _same(path: Path, other: Path | str) -> bool:
    """Whether both name one file that exists."""
    try:
        return path.samefile(other)
    except OSError:
        return False


def _check_morphs(painter: Painter, recipe: Recipe) -> None:
    if recipe.move.between == "morph" and not (isinstance(painter, Morphs) and painter.morphs):
        raise UserError(f"painter '{recipe.imagine.painter}' cannot morph; use --set move.between=glide")


def _by_caption(hearing: Hearing, book: StyleBook) -> Hearing:
    """The paper's rule: a section's genre is the first one that its caption names."""
    named = [(section, book.genre_in(section.caption)) for section in hearing.sections]
    return replace(
        hearing,
        sections=tuple(replace(section, genre=genre, confidence=float(genre is not None)) for section, genre in named),
    )


def _canvas(size: tuple[int, int], multiple: int) -> tuple[int, int]:
    """The smallest size that the painter can paint and that covers the film."""
    width, height = (-(-side // multiple) * multiple for side in size)
    return width, height


def _cropped(images: Iterator[Image], size: tuple[int, int]) -> Iterator[Image]:
    """The centre of each picture, (width, height)."""
    width, height = size
    for image in images:
        top, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
        yield image[top : top + height, left : left + width]


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
