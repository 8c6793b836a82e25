"""Claim: Lumia paints in the manner that is asked for, true to the artwork, in about a second on two cores.

Ten artworks that no network of ours was trained on, each with a seed of its own, in every style of the book, 384x384.
*Own style*: the output is nearest to an exemplar of its own style among those of all styles; once by the VGG statistics
that the transfer was trained with, once by the style vector of Magenta's network, which no loss knew. *Structure*:
correlation of blurred luma with the artwork's. *Seeds differ*: distance of VGG features, unit length per place, between
two seeds; the layers are weighted equally, so it is akin to LPIPS but not the same. *Sharpness*: mean gradient half-way
between two keyframes of two styles, as a share of that at the keyframes. *Flicker*: mean absolute second difference of
the frames of a straight way of 2 s / of 8 s; most of it is the rounding to whole levels. Needs the training pictures:
run ``training/fetch.py`` and ``training/synthesize.py`` first.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image as Pillow
from PIL import ImageOps
from scipy import ndimage

from clavilux import recipe
from clavilux.imagine.painters.conditions import mean_colour, standardised_luma
from clavilux.imagine.painters.lumia import LumiaPainter
from clavilux.imagine.styles import StyleBook
from clavilux.move.render import frames
from clavilux.move.timeline import straight
from clavilux.types import Brief, Image, Keyframe, Style

TRAINING = Path(__file__).parents[1] / "training"
sys.path.insert(0, str(TRAINING))

from nets import VGG, style_statistics  # noqa: E402
from pictures import split, to_tensor  # noqa: E402
from stylize import Stylist  # noqa: E402

SIDE, FULL = 384, 512
ARTWORKS = 10
FPS = Fraction(24)
KINDS = ("met-", "museums-", "morisot-", "land-", "world-", "lomiri")  # pictures that a person would give
PACES = (2, 8)  # seconds from one keyframe to the next
PAIRS = (("impressionism", "woodcut"), ("fauvism", "nocturne"), ("pop-art", "symbolism"))


def main() -> None:
    """Print the figures."""
    files = {f.stem: f for f in sorted((TRAINING / "data" / "pictures").rglob("*.jpg"))}
    if not files:
        raise SystemExit("no pictures in training/data; run training/fetch.py and training/synthesize.py")
    names = [name for name in files if "--" not in name and name.startswith(KINDS)]
    held_out = split(names, names)[1]
    artworks = [opened(files[name], SIDE) for name in held_out[:: max(1, len(held_out) // ARTWORKS)][:ARTWORKS]]
    painter, book, vgg = LumiaPainter(), StyleBook.load(), VGG(TRAINING / "data" / "vgg19.pth")
    print("| what | value |\n|---|---|")
    reconstruction(painter, [opened(files[name], FULL) for name in held_out])
    painted = {
        (n, style.name): painter.paint(brief(art, style, seed=n))
        for n, art in enumerate(artworks)
        for style in book.styles.values()
    }
    fidelity("VGG", lambda picture: statistics(vgg, picture), book, files, painted)
    stylist = Stylist()
    fidelity("Magenta", lambda p: stylist.manner(Pillow.fromarray(p)).ravel(), book, files, painted)
    structure(painter, artworks, book, painted)
    diversity(painter, vgg, artworks, book, painted)
    few_steps(painter, artworks[0], book)
    ways(painter, [opened(files[name], FULL) for name in held_out[:: max(1, len(held_out) // 3)][:3]], book)


def told(what: str, value: str) -> None:
    """One line of the table."""
    print(f"| {what} | {value} |", flush=True)


def opened(path: Path, side: int) -> Image:
    """The middle square of a picture."""
    return np.asarray(ImageOps.fit(Pillow.open(path).convert("RGB"), (side, side), Pillow.Resampling.LANCZOS))


def brief(art: Image, style: Style | None, **more: Any) -> Brief:
    """As a render asks for it, without words."""
    own = LumiaPainter.defaults
    dials = {"strength": own.strength, "guidance": own.guidance, "steps": own.steps, "seed": 3}
    return Brief(artwork=art, style=style, **(dials | more))


def reconstruction(painter: LumiaPainter, pictures: list[Image]) -> None:
    """How much of a picture passes through the latents."""
    errors = [np.square(painter.decode(painter.encode(p)[None])[0].astype(float) - p).mean() for p in pictures]
    told(
        f"reconstruction of {len(pictures)} pictures at {FULL}x{FULL}",
        f"{np.mean(10 * np.log10(255**2 / np.array(errors))):.1f} dB",
    )


def statistics(vgg: VGG, picture: Image) -> np.ndarray:
    """VGG statistics of the middle of a picture."""
    with torch.inference_mode():
        return style_statistics(vgg(to_tensor([picture[64:-64, 64:-64]])))[0].numpy()


def fidelity(
    judge: str,
    seen: Callable[[Image], np.ndarray],
    book: StyleBook,
    files: dict[str, Path],
    painted: dict[tuple[int, str], Image],
) -> None:
    """How often the nearest exemplar is one of the style that was asked for."""
    by_name = {name.split("--")[0]: path for name, path in files.items()}
    known = [(s.name, seen(opened(by_name[e], SIDE))) for s in book.styles.values() for e in s.exemplars]
    scale = np.std([vector for _, vector in known], axis=0)
    hits, missed = [], list[str]()
    for (_, style), picture in painted.items():
        here = seen(picture)
        gaps = [np.square((vector - here) / scale).mean() for _, vector in known]
        hits.append(known[int(np.argmin(gaps))][0] == style)
        missed += [] if hits[-1] else [style]
    worst = ", ".join(
        f"{name} {missed.count(name)}" for name in sorted(set(missed), key=missed.count, reverse=True)[:6]
    )
    told(f"own style is nearest, {len(hits)} pictures, {judge}", f"{np.mean(hits):.0%}; missed most: {worst or 'none'}")


def likeness(a: Image, b: Image) -> float:
    """Correlation of the blurred luma of two pictures."""
    smooth = [ndimage.gaussian_filter(standardised_luma(mean_colour(p)), 2).ravel() for p in (a, b)]
    return float(np.corrcoef(*smooth)[0, 1])


def structure(
    painter: LumiaPainter, artworks: list[Image], book: StyleBook, painted: dict[tuple[int, str], Image]
) -> None:
    """How much of the artwork is seen in the painting."""
    alike = {key: likeness(artworks[key[0]], picture) for key, picture in painted.items()}
    least = min(book.styles, key=lambda s: np.mean([v for k, v in alike.items() if k[1] == s]))
    low = np.mean([v for k, v in alike.items() if k[1] == least])
    told("structure at the default strength", f"mean {np.mean(list(alike.values())):.2f}; least, {least}, {low:.2f}")
    dial = []
    for strength in (0.0, 0.25, 0.5, 0.75, 1.0):
        shown = [
            (a, painter.paint(brief(a, s, strength=strength)))
            for a in artworks[:2]
            for s in list(book.styles.values())[::5]
        ]
        dial.append(f"{np.mean([likeness(*pair) for pair in shown]):.2f}")
    told("structure at strength 0, 0.25, 0.5, 0.75, 1", ", ".join(dial))


def diversity(
    painter: LumiaPainter, vgg: VGG, artworks: list[Image], book: StyleBook, painted: dict[tuple[int, str], Image]
) -> None:
    """How much seeds differ."""
    gaps = []
    for n in (0, 1):
        for style in book.styles.values():
            other = painter.paint(brief(artworks[n], style, seed=n + ARTWORKS))
            with torch.inference_mode():
                pairs = zip(*(vgg(to_tensor([p])) for p in (painted[n, style.name], other)), strict=True)
                unit = [[f / (f.norm(dim=1, keepdim=True) + 1e-6) for f in pair] for pair in pairs]
                gaps.append(float(np.mean([(a - b).square().sum(1).mean().item() for a, b in unit])))
    told("two seeds differ by", f"{np.mean(gaps):.2f}")


def few_steps(painter: LumiaPainter, art: Image, book: StyleBook) -> None:
    """Whether more denoising steps would change the picture."""
    gaps: dict[int, list[float]] = {6: [], 8: [], 12: []}
    others = []
    for style in list(book.styles.values())[::4]:
        many = painter.paint(brief(art, style, steps=50)).astype(float)
        others.append(np.abs(painter.paint(brief(art, style, steps=50, seed=4)) - many).mean())
        for steps, found in gaps.items():
            found.append(float(np.abs(painter.paint(brief(art, style, steps=steps)) - many).mean()))
    shown = ", ".join(f"{steps} steps {np.mean(found):.1f}" for steps, found in gaps.items())
    told("levels between few steps and 50", f"{shown}; between two seeds {np.mean(others):.1f}")


def ways(painter: LumiaPainter, artworks: list[Image], book: StyleBook) -> None:
    """Sharpness half-way, flicker and speed of glide and morph."""
    begin = time.perf_counter()
    keys = [
        [keyframe(painter, brief(art, book.style(name), seed=seed)) for seed, name in enumerate(pair)]
        for art, pair in zip(artworks, PAIRS, strict=True)
    ]
    told(f"one keyframe of {FULL}x{FULL}", f"{(time.perf_counter() - begin) / 6:.1f} s")
    still: dict[str, Any] = dict.fromkeys(("kick", "zoom", "flash", "swell", "rotate", "drift", "shimmer"), 0.0)
    for name, choices in (
        ("glide, every frame decoded (the paper)", recipe.Move(stops=0, **still)),
        ("glide", recipe.Move(**still)),
        ("morph", recipe.Move(between="morph", **still)),
    ):
        fast, slow = (filmed(painter, keys, round(seconds * FPS), choices) for seconds in PACES)
        told(f"flicker, {name}", " / ".join(f"{flicker(s):.3f}" for s in (fast, slow)) + " levels")
        told(f"sharpness half-way, {name}", f"{np.mean([half_way(s) for s in fast]):.0%}")
    for way in ("glide", "morph"):
        filmed(painter, keys[:1], 24, recipe.Move(between=way))
        begin = time.perf_counter()
        filmed(painter, keys[:2], 240, recipe.Move(between=way), keep=False)
        told(
            f"frames of {FULL}x{FULL} before encoding, {way}, default motion",
            f"{480 / (time.perf_counter() - begin):.0f} /s",
        )


def keyframe(painter: LumiaPainter, asked: Brief) -> Keyframe:
    """Painted."""
    return Keyframe(at=0.0, prompt="", style=None, seed=asked.seed, image=painter.paint(asked), brief=asked)


def filmed(
    painter: LumiaPainter, keys: list[list[Keyframe]], count: int, choices: recipe.Move, *, keep: bool = True
) -> list[list[Image]]:
    """Frames on a straight way between the keyframes of each pair, music halfway up all the time."""
    plan = straight(count, FPS, music=0.5)
    return [[shot for shot in frames(plan, pair, painter, choices) if keep] for pair in keys]


def flicker(shots: list[list[Image]]) -> float:
    """Mean absolute second difference, levels."""
    return float(np.mean([np.abs(np.diff(np.stack(s).astype(np.int16), 2, axis=0)).mean() for s in shots]))


def half_way(shots: list[Image]) -> float:
    """Sharpness in the middle as a share of that at both ends."""

    def sharpness(picture: Image) -> float:
        grey = picture.astype(float).mean(-1)
        return float(np.mean([np.abs(np.diff(grey, axis=axis)).mean() for axis in (0, 1)]))

    return 2 * sharpness(shots[len(shots) // 2]) / (sharpness(shots[0]) + sharpness(shots[-1]))


if __name__ == "__main__":
    main()
