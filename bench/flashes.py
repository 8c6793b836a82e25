"""Claim: no film flashes more than three times a second, whatever moves it. Patterns that do, before and after."""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path
from unittest import mock

import numpy as np

from clavilux import Recipe

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from flash_films import Darkening, film, flashes, pattern

PRESETS = ["default", "calm", "dance", "strobe-safe"]
BPM = [120, 180, 240]
PATTERNS = list(product(["rings", "checkers", "stripes"], [64, 16, 4], ["white", "red"]))


def told(pictures: list[np.ndarray], recipe: Recipe, **more: object) -> str:
    """Flashes in the worst second at the worst tempo, general and red, before and after; how many frames are held."""
    before, after, held = [], [], []
    for bpm in BPM:
        with mock.patch("clavilux.render.frames.limited", lambda images, *_: images):
            free = film(pictures, bpm, recipe, **more)
        shown = film(pictures, bpm, recipe, **more)
        before.append(flashes(free))
        after.append(flashes(shown))
        held.append(np.mean([(a != b).any() for a, b in zip(free, shown, strict=True)]))
    worst = ["{:g} / {:g}".format(*np.max(seen, axis=0)) for seen in (before, after)]
    return f"{worst[0]} -> {worst[1]}, {np.mean(held):.0%}"


def main() -> None:
    """Print the table."""
    print("General / red flashes in the worst second, without and with the limiter, and the share of frames it alters.")
    print(f"The worst of {BPM} BPM; films of 4 s at 24 frames/s, a beat of full strength on every beat.\n")
    print(f"| between | {' | '.join(PRESETS)} |\n|---|{'---|' * len(PRESETS)}")
    recipes = [Recipe.named(name) for name in PRESETS]
    for kind, parts, pair in PATTERNS:
        pictures = [pattern(kind, 1 / parts, side=max(64, 2 * parts), pair=pair)] * 3
        cells = [told(pictures, recipe) for recipe in recipes]
        print(f"| {kind} of 1/{parts} of the height, black and {pair} | {' | '.join(cells)} |", flush=True)
    cuts = [pattern("bright" if n % 2 else "dark") for n in range(7)]
    cells = [told(cuts, recipe, borders=(0.5, 1, 1.5, 2, 2.5)) for recipe in recipes]
    print(f"| black and white, a cut in every half second | {' | '.join(cells)} |", flush=True)
    morph = {"path.kind": "morph", "path.morph": 1, "path.morph_stops": 0, "path.kick.amount": 1}
    deep = [recipe.with_values(morph) for recipe in recipes]
    cells = [told([pattern("bright")] * 3, recipe, painter=Darkening()) for recipe in deep]
    print(f"| a morph from white to white through black, kick 1 | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
