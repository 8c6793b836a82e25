"""Claim: most effects cost a core less than 10 ms a frame at 1920x1080, those that bend the picture less than 20.

Processor time of every effect, transition and view, with one thread of OpenCV's and with as many as it likes: ms a
frame, the least of some, without the first. Amounts are those that the effects' pages call strong.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps

from clavilux import plugins
from clavilux.direct.timeline import controls_of
from clavilux.examples import ARTWORK
from clavilux.kernel.depth import depth
from clavilux.render.views import viewed
from clavilux.values import Image

SIZES = (640, 360), (1280, 720), (1920, 1080)
FRAMES, FPS = 15, 24
EFFECTS: dict[str, dict[str, Any]] = {
    "aberration": {"amount": 0.006},
    "bloom": {"amount": 0.1},
    "camera": {"zoom": 0.05, "turn": 1.5, "shift": 0.02, "speed": 0.5, "shake": 0.005},
    "feedback": {"amount": 0.5, "turn": 0.01},
    "flash": {"amount": 0.05},
    "grain": {"amount": 0.15},
    "hue": {"shift": 10, "sway": 20},
    "kaleidoscope": {"amount": 1},
    "leaks": {"amount": 0.4},
    "liquid": {"amount": 0.01},
    "mirror": {"amount": 1},
    "particles": {"amount": 0.5},
    "ring": {"amount": 0.9, "kick": 0.1, "bass": 0.1, "melody": 0.1, "treble": 0.05},
    "tint": {"amount": 0.3},
    "vignette": {"amount": 0.4},
}
TRANSITIONS = "dissolve", "luma-wipe", "whip-pan", "zoom-through"
VIEWS: dict[str, dict[str, Any]] = {"a view": {}, "a view in depth": {"right": 0.02, "down": 0.005, "ahead": 0.02}}


def main() -> None:
    """Print the table."""
    default = cv2.getNumThreads()
    heads = [f"{width}x{height}, {threads}" for width, height in SIZES for threads in (1, default)]
    print(f"| | {' | '.join(heads)} |\n|---|{'---|' * len(heads)}")
    shows = {name: affected(name) for name in EFFECTS} | {name: taken_over(name) for name in TRANSITIONS}
    shows |= {name: seen(parallax) for name, parallax in VIEWS.items()}
    for show in shows.values():  # in a film, too, the process has been given its memory before
        show(SIZES[-1])(1)
    for name, show in shows.items():
        costs = [cost(show(size), threads) for size in SIZES for threads in (1, default)]
        print(f"| `{name}` | {' | '.join(f'{1000 * each:.1f}' for each in costs)} |", flush=True)
    cv2.setNumThreads(default)


def affected(name: str) -> Callable[[tuple[int, int]], Callable[[int], Image]]:
    """By size, what shows the frames of an effect."""

    def show(size: tuple[int, int]) -> Callable[[int], Image]:
        effect, frame = plugins.configured("effects", {"use": name} | EFFECTS[name]), picture(size)
        state: dict[str, Any] = {}
        summed = controls_of(type(effect))
        return lambda n: effect.apply(
            frame,
            {option: getattr(effect, option) * (n / FPS if speed else 1) for option, speed in summed.items()},
            state,
        )

    return show


def taken_over(name: str) -> Callable[[tuple[int, int]], Callable[[int], Image]]:
    """By size, what shows the frames of a transition."""

    def show(size: tuple[int, int]) -> Callable[[int], Image]:
        transition, after = plugins.configured("transitions", {"use": name}), picture(size)
        before = np.ascontiguousarray(after[::-1])
        return lambda n: transition.apply(before, after, n / (FRAMES + 1))

    return show


def seen(parallax: dict[str, Any]) -> Callable[[tuple[int, int]], Callable[[int], Image]]:
    """By size, what shows a part of a picture, flat or in depth."""

    def show(size: tuple[int, int]) -> Callable[[int], Image]:
        image = picture(size)
        near = depth(image, np.zeros(image.shape[:2], bool))
        return lambda n: viewed(image, near, zoom=1.1 + n / 1000, x=0.5, y=0.5, **parallax)

    return show


def cost(show: Callable[[int], Image], threads: int) -> float:
    """Seconds of the processor for a frame."""
    cv2.setNumThreads(threads)
    seconds = []
    for n in range(FRAMES + 1):
        start = time.process_time()
        show(n)
        seconds.append(time.process_time() - start)
    return min(seconds[1:])


def picture(size: tuple[int, int]) -> Image:
    """The example's painting."""
    with Pillow.open(ARTWORK) as painting:
        return np.asarray(ImageOps.fit(painting.convert("RGB"), size))


if __name__ == "__main__":
    main()
