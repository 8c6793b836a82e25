"""Claim: what a painter makes is free of what eyes object to, true to its artwork, and quick on two cores.

``python bench/pictures.py [FOLDER] [--painter NAME]``: every picture of the folder (else the example) in every style of
the book, on a short side of 512. *Burnt or crushed*: pixels whose channels are all at 253 and more or at 2 and less,
in points above the larger of artwork's and exemplar's. *Grid*: power at a period of pixels over the median of its
surroundings. *Light*: correlation of luma blurred by 1/16 of the side. *Combing*: how often a patch of 1/12 of the
height comes again within three times its size, most of all patches, above artwork and crop. *Fineness*: gradient energy
of the finest octave at 1920x1080 as a share of the exemplar's own. Faces by OpenCV's cascades, words by tesseract
where it is installed. Figures say where to look; eyes decide.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, lru_cache, partial
from itertools import product
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clavilux.imagine import exemplars
from clavilux.imagine.framing import Framed, framed
from clavilux.imagine.keyframes import keyframe
from clavilux.imagine.paint import covering
from clavilux.imagine.painters.choose import choose
from clavilux.imagine.pictures import load
from clavilux.imagine.styles import StyleBook
from clavilux.kernel.bands import cores
from clavilux.kernel.colour import as_bytes
from clavilux.recipe import Imagine
from clavilux.types import Image, Painter, Style
from looks.repeats import repeats
from looks.subjects import Box, faces, found_again, read_again, words
from looks.tones import agreement, extreme, grid, shrunk, ssim, top_octave

EXAMPLES = Path(__file__).parent.parent / "examples"
SHORT = 512
WIDE = (1920, 1080)
SIZES = ((512, 512), (1280, 720), WIDE)
PERIODS = (2, 4, 8, 16)
FEW = 5  # every so many styles where a picture is large
SEEDS = (1, 2)
MOST_ALIKE = {None: 0.97, 0.25: np.inf, 0.5: np.inf, 0.75: np.inf, 1.0: 0.7}  # by strength; None is the default
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


class Value(NamedTuple):
    """A figure, and of which picture."""

    value: float
    where: str


def paint(painter: str, artwork: Path, style: Style | None, size: Size, seed: int, strength: float | None) -> Painted:
    """The one place that knows how pictures are painted: without a style, another take of the artwork."""
    choices, own = Imagine(painter=painter, strength=strength), made(painter)
    canvas = covering(size, own.multiple)
    painted = keyframe(shown(artwork, canvas), own, style, choices, seed=seed)
    brief = painted.brief
    assert brief is not None
    exemplar = None
    if style is not None and brief.style is not None and brief.style.exemplars:
        exemplar = as_bytes(exemplars.load(brief.style.exemplars[0]).picture)
    take = painted.image if style is None else own.paint(replace(brief, style=None))
    return Painted(painted.image, take, exemplar, brief.kept)


@lru_cache(maxsize=4)
def shown(artwork: Path, size: Size) -> Framed:
    """The artwork in that shape."""
    return framed(load(artwork, max(size)), size, threads=cores())


@cache
def made(painter: str) -> Painter:
    """The painter of that name."""
    return choose(Imagine(painter=painter))


def natural(path: Path, short: int = SHORT) -> Size:
    """The artwork's own shape on that short side."""
    with Pillow.open(path) as file:
        k = short / min(file.size)
        return round(file.width * k), round(file.height * k)


def told(what: str, values: Sequence[Value], *, most: float = np.inf, least: float = -np.inf) -> None:
    """One line of the table: the worst figure and its picture, the median, and how many are within the bounds."""
    bound = f"<= {most:g}" if most < np.inf else f">= {least:g}" if least > -np.inf else "none"
    if not values:
        print(f"| {what} | {bound} | not measured | | |", flush=True)
        return
    worst = min(values) if least > -np.inf else max(values)
    good, middle = sum(least <= v.value <= most for v in values), median(v.value for v in values)
    print(
        f"| {what} | {bound} | {worst.value:.3g}, {worst.where} | {middle:.3g} | {good} of {len(values)} |", flush=True
    )


@cache
def subjects(path: Path) -> tuple[list[Box], list[str]]:
    """Faces and words of an artwork."""
    picture = shown(path, natural(path)).picture
    return faces(picture), words(picture) or []


def paintings(painter: str, artworks: list[Path], book: StyleBook) -> None:
    """Tones, grids, light and subjects of all paintings, and a verdict per style."""
    found: dict[str, list[Value]] = {}
    for path, style in product(artworks, book.styles.values()):
        painted = paint(painter, path, style, natural(path), 1, None)
        for what, value in looked_at(path, painted).items():
            found.setdefault(what, []).append(Value(value, f"{path.stem} in {style.name}"))
    told("burnt or crushed, points above", found["burnt"], most=2)
    for n in PERIODS:
        told(f"grid of {n} px", found[f"grid {n}"], most=60)
    told("light of painting and take", found["light"], least=0.85)
    for what in ("faces", "words"):
        told(f"share of {what} found again", found.get(what, []), least=0.95)
    per_style(found, book)


def looked_at(path: Path, painted: Painted) -> dict[str, float]:
    """All figures of one painting; of faces and words only where the artwork has some."""
    boxes, text = subjects(path)
    own = max(extreme(p) for p in (shown(path, natural(path)).picture, painted.exemplar) if p is not None)
    out = {"burnt": 100 * (extreme(painted.picture) - own), "light": agreement(painted.picture, painted.take)}
    out |= {f"grid {n}": grid(painted.picture, n) for n in PERIODS}
    if boxes:
        out["faces"] = found_again(boxes, faces(painted.picture)) / len(boxes)
    if text:
        out["words"] = read_again(text, words(painted.picture) or []) / len(text)
    return out


def per_style(found: dict[str, list[Value]], book: StyleBook) -> None:
    """The worst of each style."""
    print("\n| style | burnt or crushed, most | grid, most | light, least | faces | words |\n|---|---|---|---|---|---|")
    for style in book.styles:
        own = {k: [v.value for v in values if v.where.endswith(f" in {style}")] for k, values in found.items()}
        grids = max(max(own[f"grid {n}"]) for n in PERIODS)
        again = " | ".join(f"{np.mean(own[k]):.0%}" if own.get(k) else "none" for k in ("faces", "words"))
        print(f"| {style} | {max(own['burnt']):.1f} | {grids:.0f} | {min(own['light']):.2f} | {again} |", flush=True)
    print("\n| what | bound | worst | median | within |\n|---|---|---|---|---|")


def takes(painter: str, artworks: list[Path]) -> None:
    """How far takes differ, by strength, and whether faces survive."""
    pairs = [
        (strength, path, [paint(painter, path, None, natural(path), seed, strength) for seed in SEEDS])
        for strength, path in product(MOST_ALIKE, artworks)
    ]
    for strength, most in MOST_ALIKE.items():
        alike = [Value(apart(*two), path.stem) for s, path, two in pairs if s == strength]
        name = "the default strength" if strength is None else f"strength {strength:g}"
        told(f"light of two takes at {name}", alike, most=most)
    kept = [Value(v, p.stem) for s, p, two in pairs if s is None for v in refound(p, two[0].picture)]
    told("share of faces found again in takes", kept, least=0.95)


def apart(one: Painted, other: Painted) -> float:
    """Agreement of two takes where neither had to keep anything."""
    masks = [p.kept for p in (one, other) if p.kept is not None]
    return agreement(one.picture, other.picture, np.logical_or.reduce(masks) if masks else None)


def refound(path: Path, picture: Image) -> list[float]:
    """Share of the artwork's faces that are anywhere in a picture; nothing if it has none."""
    boxes, _ = subjects(path)
    return [found_again(boxes, faces(picture), np.inf) / len(boxes)] if boxes else []


def reframed(painter: str, artworks: list[Path]) -> None:
    """Combing and faces of pictures brought to 16:9 and 9:16."""
    combs, again = [], []
    for path, (width, height) in product(artworks, ((16, 9), (9, 16))):
        size = round(SHORT * width / min(width, height)), round(SHORT * height / min(width, height))
        picture = paint(painter, path, None, size, 1, None).picture
        where = f"{path.stem} to {width}:{height}"
        # A crop shows the same things larger, so it repeats itself at other sizes than the whole artwork does.
        own = max(
            int(repeats(framed(load(path, max(shape)), shape, "crop").picture).max(initial=0))
            for shape in (natural(path), size)
        )
        combs.append(Value(float(repeats(picture).max(initial=0) - own), where))
        again += [Value(v, where) for v in refound(path, picture)]
    told("combing when reframed, above", combs, most=0)
    told("share of faces found again when reframed", again, least=0.95)


def sizes(painter: str, artworks: list[Path], book: StyleBook) -> None:
    """Whether size changes the picture, and whether strokes stay fine at 1920x1080."""
    alike, fine = [], []
    for path, style in product(artworks[:: max(1, len(artworks) // 3)], list(book.styles.values())[::FEW]):
        small, large = (paint(painter, path, style, natural(path, n), 1, None).picture for n in (SHORT, 3 * SHORT))
        two = [shrunk(small, 128), shrunk(large, 128)]
        height, width = np.min([p.shape[:2] for p in two], axis=0)
        where = f"{path.stem} in {style.name}"
        alike.append(Value(ssim(*(p[:height, :width] for p in two)), where))
        painted = paint(painter, path, style, WIDE, 1, None)
        if painted.exemplar is not None:
            fine.append(Value(top_octave(painted.picture) / top_octave(painted.exemplar), where))
    told("512 and 1536 px alike at 128", alike, least=0.95)
    told("fineness at 1920x1080", fine, least=0.7)


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
    ask.add_argument("folder", type=Path, nargs="?", default=EXAMPLES)
    ask.add_argument("--painter", default="lumia")
    asked = ask.parse_args()
    artworks = sorted(p for p in asked.folder.iterdir() if p.suffix in (".jpg", ".png"))
    book = StyleBook.load()
    print(f"{asked.painter}, {len(artworks)} pictures, {len(book.styles)} styles:")
    print("\n| what | bound | worst | median | within |\n|---|---|---|---|---|")
    paintings(asked.painter, artworks, book)
    takes(asked.painter, artworks)
    reframed(asked.painter, artworks)
    sizes(asked.painter, artworks, book)
    times(asked.painter, artworks[0], book)


if __name__ == "__main__":
    main()
