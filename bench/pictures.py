"""Claim: what a painter makes is free of what eyes object to, true to its artwork, and quick on two cores.

``python bench/pictures.py [FOLDER] [--painter NAME] [--figures FILE]``: every picture of the folder (else the example)
in every style of the book, on a short side of 512. *Burnt or crushed*: pixels whose channels are all at 253 and more or
at 2 and less, in points above the larger of artwork's and exemplar's. *Grid*: power at a period of pixels over the
median of its surroundings. *Light*: correlation of luma blurred by 1/16 of the side. *Combing*: how often a patch of
1/12 of the height comes again within three times its size, most of all patches, above artwork and crop. *Fineness*:
gradient energy of the finest octave at 1920x1080 as a share of the exemplar's own. Faces by OpenCV's cascades, words by
tesseract where it is installed. Figures say where to look; eyes decide.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache, partial
from itertools import combinations, product
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clavilux.direct.briefs import exemplar, keyframe_seed
from clavilux.examples import ARTWORK
from clavilux.imagine import exemplars
from clavilux.imagine.framing import Framed, framed
from clavilux.imagine.inputs import Inputs, framed_file
from clavilux.imagine.keyframes import keyframe
from clavilux.imagine.painters.choose import choose
from clavilux.kernel.bands import cores
from clavilux.kernel.colour import as_bytes
from clavilux.media.pictures import load
from clavilux.plan import Brief
from clavilux.protocols import Painter
from clavilux.styles import StyleBook, with_exemplar
from clavilux.values import Image, Style
from looks.figures import Figures, Value, told
from looks.repeats import repeats
from looks.subjects import Box, faces, found_again, read_again, words
from looks.tones import agreement, extreme, grid, shrunk, ssim, top_octave

SHORT = 512
WIDE = (1920, 1080)
SIZES = ((512, 512), (1280, 720), WIDE)
PERIODS = (2, 4, 8, 16)
FEW = 5  # every so many styles where a picture is large
SEEDS = range(1, 6)
MOST_ALIKE = {None: 0.97, 0.25: np.inf, 0.75: np.inf, 1.0: 0.7}  # by strength; None is the default
Size = tuple[int, int]


class Painted(NamedTuple):
    """A picture and what it was made from."""

    picture: Image
    take: Image
    """The composition that was painted over, of the same size."""
    exemplar: Image | None = None
    """The picture in whose hand it is, as it ships."""
    kept: NDArray[np.bool_] | None = None
    """What was kept whole, bool [h, w]."""


def paint(painter: str, artwork: Path, style: Style | None, size: Size, seed: int, strength: float | None) -> Painted:
    """The one place that knows how pictures are painted: without a style, another take of the artwork."""
    own = chosen(painter)
    brief = Brief(picture="artwork", strength=strength, seed=keyframe_seed(seed, 0))
    hand = exemplar(style, seed)
    inputs = Inputs(*shown(artwork, size, painter), with_exemplar(style, hand) if style else None)
    painted = keyframe(brief, inputs, own, threads=cores())
    request = painted.request
    assert request is not None
    shown_by = None if hand is None else as_bytes(exemplars.load(hand).picture)
    take = painted.image if style is None else own.paint(replace(request, style=None))
    return Painted(painted.image, take, shown_by, request.kept)


@lru_cache(maxsize=4)
def shown(artwork: Path, size: Size, painter: str) -> tuple[Framed, Framed]:
    """The artwork in that shape, and its sketch."""
    return framed_file(artwork, size, chosen(painter), threads=cores())


@cache
def chosen(painter: str) -> Painter:
    """The painter of that name."""
    return choose({"use": painter})


def natural(path: Path, short: int = SHORT) -> Size:
    """The artwork's own shape on that short side."""
    with Pillow.open(path) as file:
        k = short / min(file.size)
        return round(file.width * k), round(file.height * k)


@cache
def subjects(path: Path) -> tuple[list[Box], list[str]]:
    """Faces and words of an artwork."""
    picture = shown(path, natural(path), "lumia")[0].picture
    return faces(picture), words(picture) or []


def paintings(painter: str, artworks: list[Path], book: StyleBook, figures: Figures) -> None:
    """Tones, grids, light and subjects of all paintings, and a verdict per style."""
    for path, style in product(artworks, book.styles.values()):
        figures.once(f"{path.stem} in {style.name}", partial(looked_at, painter, path, style))
    told("burnt or crushed, points above", figures.of("burnt"), most=2)
    for n in PERIODS:
        told(f"grid of {n} px", figures.of(f"grid {n}"), most=60)
    told("light of painting and take", figures.of("light"), least=0.85)
    for what in ("faces", "words"):
        told(f"share of {what} found again", figures.of(what), least=0.95)


def looked_at(painter: str, path: Path, style: Style) -> dict[str, float]:
    """All figures of one painting; of faces and words only where the artwork has some."""
    painted = paint(painter, path, style, natural(path), 1, None)
    boxes, text = subjects(path)
    own = max(extreme(p) for p in (shown(path, natural(path), painter)[0].picture, painted.exemplar) if p is not None)
    out = {"burnt": 100 * (extreme(painted.picture) - own), "light": agreement(painted.picture, painted.take)}
    out |= {f"grid {n}": grid(painted.picture, n) for n in PERIODS}
    if boxes:
        out["faces"] = found_again(boxes, faces(painted.picture)) / len(boxes)
    if text:
        out["words"] = read_again(text, words(painted.picture) or []) / len(text)
    return out


def per_style(figures: Figures, book: StyleBook) -> None:
    """The worst of each style."""
    print("\n| style | burnt or crushed, most | grid, most | light, least | faces | words |\n|---|---|---|---|---|---|")
    grids = [v for n in PERIODS for v in figures.of(f"grid {n}")]
    for style in book.styles:
        burnt, grid_, light, *both = (
            [v.value for v in values if v.where.endswith(f" in {style}")]
            for values in (figures.of("burnt"), grids, *map(figures.of, ("light", "faces", "words")))
        )
        again = " | ".join(f"{np.mean(own):.0%}" if own else "none" for own in both)
        print(f"| {style} | {max(burnt):.1f} | {max(grid_):.0f} | {min(light):.2f} | {again} |", flush=True)


def takes(painter: str, artworks: list[Path], figures: Figures) -> None:
    """How far takes differ, by strength, and whether faces survive."""
    for strength, path in product(MOST_ALIKE, artworks):
        figures.once(f"{path.stem} at {strength}", partial(several_takes, painter, path, strength))
    for strength, most in MOST_ALIKE.items():
        name = "the default strength" if strength is None else f"strength {strength:g}"
        told(f"light of takes, median of pairs, at {name}", figures.of(f"alike at {strength}"), most=most)
    told("share of faces found again in takes", figures.of("faces in takes"), least=0.95)


def several_takes(painter: str, path: Path, strength: float | None) -> dict[str, float]:
    """How much alike takes are where they had to keep nothing, of most pairs; and, at the default, their faces."""
    made = [paint(painter, path, None, natural(path), seed, strength) for seed in SEEDS]
    pairs = [agreement(one.picture, other.picture, one.kept) for one, other in combinations(made, 2)]
    found = {} if strength is not None else refound(path, made[0].picture, "takes")
    return {f"alike at {strength}": median(pairs)} | found


def refound(path: Path, picture: Image, where: str) -> dict[str, float]:
    """Share of the artwork's faces that are anywhere in a picture; nothing if it has none."""
    boxes, _ = subjects(path)
    return {f"faces in {where}": found_again(boxes, faces(picture), np.inf) / len(boxes)} if boxes else {}


def reframed(painter: str, artworks: list[Path], figures: Figures) -> None:
    """Combing and faces of pictures brought to 16:9 and 9:16."""
    for path, (width, height) in product(artworks, ((16, 9), (9, 16))):
        size = round(SHORT * width / min(width, height)), round(SHORT * height / min(width, height))
        figures.once(f"{path.stem} to {width}:{height}", partial(one_reframed, painter, path, size))
    told("combing when reframed, above", figures.of("combing"), most=0)
    told("share of faces found again when reframed", figures.of("faces in reframed"), least=0.95)


def one_reframed(painter: str, path: Path, size: Size) -> dict[str, float]:
    """Combing and faces of a picture brought to another shape."""
    picture = paint(painter, path, None, size, 1, None).picture
    # A crop shows the same things larger, so it repeats itself at other sizes than the whole artwork does.
    own = max(
        int(repeats(framed(load(path, max(shape)), shape, "crop").picture).max(initial=0))
        for shape in (natural(path), size)
    )
    return {"combing": float(repeats(picture).max(initial=0) - own)} | refound(path, picture, "reframed")


def sizes(painter: str, artworks: list[Path], book: StyleBook, figures: Figures) -> None:
    """Whether size changes the picture, and whether strokes stay fine at 1920x1080."""
    for path, style in product(artworks[:: max(1, len(artworks) // 3)], list(book.styles.values())[::FEW]):
        figures.once(f"{path.stem} in {style.name} at sizes", partial(at_sizes, painter, path, style))
    told("512 and 1536 px alike at 128", figures.of("ssim"), least=0.95)
    told("fineness at 1920x1080", figures.of("fineness"), least=0.7)


def at_sizes(painter: str, path: Path, style: Style) -> dict[str, float]:
    """Likeness of a small and a large painting, and the fineness of one in full HD."""
    small, large = (paint(painter, path, style, natural(path, n), 1, None).picture for n in (SHORT, 3 * SHORT))
    one = shrunk(small, 128)
    # To the very same size: rounded apart, the far edges would be a pixel off.
    other = np.asarray(Pillow.fromarray(large).resize(one.shape[1::-1], Pillow.Resampling.LANCZOS))
    out = {"ssim": ssim(one, other)}
    painted = paint(painter, path, style, WIDE, 1, None)
    if painted.exemplar is not None:
        out["fineness"] = top_octave(painted.picture) / top_octave(painted.exemplar)
    return out


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def times(painter: str, artwork: Path, book: StyleBook) -> None:
    """Of one picture, warm; and of a first process beside a second."""
    styles = list(book.styles.values())[::FEW]
    for size, most in zip(SIZES, (1.5, 3, 5), strict=True):
        paint(painter, artwork, styles[0], size, 0, None)
        took = [Value(seconds(partial(paint, painter, artwork, s, size, 1, None)), s.name) for s in styles]
        told("seconds, {}x{}".format(*size), took, most=most)
    with tempfile.TemporaryDirectory() as cache_folder:
        first, second = (seconds(partial(process, painter, artwork, cache_folder)) for _ in range(2))
    told("seconds more in the first process", [Value(first - second, "512x512")], most=6)


def process(painter: str, artwork: Path, cache_folder: str) -> None:
    """Paint one picture in a process of its own, which keeps what it compiles in a folder."""
    here = Path(__file__).parent
    script = (
        f"import sys; sys.path.insert(0, {str(here)!r}); import pictures as p; "
        f"style = next(iter(p.StyleBook.load().styles.values())); "
        f"p.paint({painter!r}, p.Path({str(artwork)!r}), style, {SIZES[0]}, 1, None)"
    )
    subprocess.run([sys.executable, "-c", script], env=os.environ | {"NUMBA_CACHE_DIR": cache_folder}, check=True)


def main() -> None:
    """Print the tables."""
    ask = argparse.ArgumentParser()
    ask.add_argument("folder", type=Path, nargs="?", default=ARTWORK.parent)
    ask.add_argument("--painter", default="lumia")
    ask.add_argument("--figures", type=Path, help="file that keeps what was measured; a run that was cut off goes on")
    asked = ask.parse_args()
    artworks = sorted(p for p in asked.folder.iterdir() if p.suffix in (".jpg", ".png"))
    book, figures = StyleBook.load(), Figures(asked.figures)
    print(f"{asked.painter}, {len(artworks)} pictures, {len(book.styles)} styles:")
    print("\n| what | bound | worst | median | within |\n|---|---|---|---|---|")
    paintings(asked.painter, artworks, book, figures)
    takes(asked.painter, artworks, figures)
    reframed(asked.painter, artworks, figures)
    sizes(asked.painter, artworks, book, figures)
    times(asked.painter, artworks[0], book)
    per_style(figures, book)


if __name__ == "__main__":
    main()
