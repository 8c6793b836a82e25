"""Films that are made to flash, and an oracle that counts how they do, pixel by pixel; for tests and benchmarks."""

from fractions import Fraction
from itertools import pairwise

import numpy as np

from clavilux import recipe
from clavilux.imagine.painters.fake import FakePainter
from clavilux.move import envelopes
from clavilux.move.render import frames
from clavilux.types import Brief, Envelope, Keyframe, Timeline

PAIRS = {"white": ((0, 0, 0), (255, 255, 255)), "red": ((0, 0, 0), (255, 0, 0)), "rose": ((120, 120, 120), (255, 0, 0))}


def light(pictures):
    """Linear light of every pixel, after WCAG's definition."""
    share = pictures / np.float32(255)
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def luminance(pictures):
    return light(pictures) @ [0.2126, 0.7152, 0.0722]


def redness(pictures):
    """R - G - B, at least 0, and whether the red is saturated."""
    linear = light(pictures)
    red, total = linear[..., 0], linear.sum(-1)
    return np.maximum(2 * red - total, 0), (red >= 0.8 * total) & (red > 0)


def turns(values, least, counts=True, darkest=np.inf):
    """Frames at which a pixel completes a change against its last one: [frames, ...] of bool.

    It counts where one of its ends does, and where its darker end is below a limit.
    """
    found = np.zeros(values.shape, bool)
    counts = np.broadcast_to(counts, values.shape)
    low, high, way, involved = values[0], values[0], np.zeros(values[0].shape), np.zeros(values[0].shape, bool)
    for n, (value, counted) in enumerate(zip(values, counts, strict=True)):
        low, high, involved = np.minimum(low, value), np.maximum(high, value), involved | counted
        up = involved & (way <= 0) & (value - low >= least) & (low < darkest)
        down = involved & (way >= 0) & (high - value >= least) & (value < darkest)
        way = np.where(up, 1, np.where(down, -1, way))
        found[n] = up | down
        low, high = np.where(found[n], value, low), np.where(found[n], value, high)
        involved = np.where(found[n], counted, involved)
    return found


def flashes(pictures, fps=24):
    """General and red flashes in the worst second, over more than a quarter of some third by third of the picture.

    Half a flash is one change, so 3.5 are too many.
    """
    pictures = np.asarray(pictures)
    red, saturated = redness(pictures)
    general = turns(luminance(pictures), 0.1, darkest=0.8)
    return _worst(general, fps), _worst(turns(red, 20 / 320, saturated), fps)


def _worst(changed, fps):
    summed = np.cumsum(np.concatenate([np.zeros_like(changed[:1]), changed]), axis=0, dtype=np.int16)
    seconds = summed[fps:] - summed[:-fps]
    most = 0
    while _widest(seconds > most) > 0.25:
        most += 1
    return most / 2


def _widest(which):
    """The largest share of any field: [n, h, w] of bool."""
    n, h, w = which.shape
    corners = np.zeros((n, h + 1, w + 1), np.int32)
    corners[:, 1:, 1:] = which.cumsum(1).cumsum(2)
    y, x = round(h / 3), round(w / 3)
    sums = corners[:, y:, x:] - corners[:, :-y, x:] - corners[:, y:, :-x] + corners[:, :-y, :-x]
    return sums.max() / (y * x)


def pattern(kind, period=0.0, *, side=64, pair="white"):
    """Two colours in rings, checkers or stripes, or evenly.

    The period is a share of the side: a ring, square or stripe is half as wide.
    """
    y, x = np.mgrid[:side, :side] / side + 0.5 / side
    waves = {
        "dark": lambda: 0 * x,
        "bright": lambda: 0 * x + 1,
        "left": lambda: x < 0.5,
        "corner": lambda: (x < 0.3) & (y < 0.3),
        "rings": lambda: np.hypot(x - 0.5, y - 0.5) / period % 1 < 0.5,
        "stripes": lambda: x / period % 1 < 0.5,
        "slanted": lambda: (x + 0.6 * y) / period % 1 < 0.5,
        "checkers": lambda: (x / period % 1 < 0.5) ^ (y / period % 1 < 0.5),
    }
    return np.array(PAIRS[pair], np.uint8)[waves[kind]().astype(int)]


class Darkening(FakePainter):
    """Its morph leaves the luminances of both ends: half-way all is dark."""

    morphs = True

    def morph(self, latents, shares, behind, ahead, *, level, steps):
        return latents - level * 8 * (shares * (1 - shares)).reshape(-1, 1, 1, 1)


def plan(move, bpm, *, seconds=4.0, borders=(2.0,), fps=24):
    """Beats of full strength in music that never rests."""
    n = round(seconds * fps)
    times, ends = np.arange(n) / fps, [0, *(round(at * fps) for at in borders), n]
    travel = np.concatenate([np.linspace(0, 1, end - start) for start, end in pairwise(ends)])
    beats = np.arange(0, seconds, 60 / bpm)
    curves = {
        "travel": travel,
        "pulse": envelopes.pulse(beats, np.ones(beats.size), times, attack=move.attack, decay=move.decay),
        "sway": np.ones(n),
        "shimmer": np.ones(n),
        "swell": np.ones(n),
        "cut": np.where(times >= borders[0], 1 - travel, 0) if move.cut == "hard" else np.zeros(n),
    }
    named = {name: Envelope(name=name, values=curve.astype(np.float32)) for name, curve in curves.items()}
    return Timeline(fps=Fraction(fps), frames=n, borders=tuple(ends), envelopes=named)


def film(pictures, bpm=240, move=None, *, painter=None, **times):
    """The frames of a film from picture to picture, one more than there are borders within it."""
    move = move or recipe.Move()
    keys = [
        Keyframe(at=0, prompt="", style=None, seed=0, image=image, brief=Brief(artwork=image, style=None, seed=0))
        for image in pictures
    ]
    return list(frames(plan(move, bpm, **times), keys, painter or FakePainter(), move))
