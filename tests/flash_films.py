"""Films that are made to flash, and an oracle that counts how they do, pixel by pixel; for tests and benchmarks."""

from itertools import pairwise

import numpy as np

from clavilux.direct import envelopes
from clavilux.imagine.painters.fake import FakePainter
from clavilux.plan import PathOptions
from clavilux.recipe import Recipe
from clavilux.render.flashes import FlashGuard
from clavilux.render.frames import frames
from plans import STILL, keyframe, plan, timeline

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


def moved(recipe, bpm, *, seconds=4.0, borders=(2.0,), fps=24):
    """A recipe's plan and timeline: beats of full strength in music that never rests."""
    ends = [0, *(round(at * fps) for at in borders), round(seconds * fps)]
    path = recipe.path
    made = plan(
        ends,
        fps=fps,
        shots=[{"kick": path.kick, "jump": jump} for jump in (0.0, *(path.jump for _ in borders))],
        effects=tuple(recipe.effects.values()),
        safe=recipe.film.safe,
        lanes=dict.fromkeys(recipe.lanes, STILL),
        path=PathOptions(**{name: getattr(path, name) for name in PathOptions.__struct_fields__}),
    )
    beats, times = np.arange(0, seconds, 60 / bpm), np.arange(ends[-1]) / fps
    lanes = {"travel": np.concatenate([np.linspace(0, 1, end - start) for start, end in pairwise(ends)])}
    for name in ("pulse", "kick", "snare"):
        attack, decay = recipe.lanes[name].get("attack", 0.0), recipe.lanes[name]["decay"]
        lanes[name] = envelopes.pulse(beats, np.ones(beats.size), times, attack=attack, decay=decay)
    return made, timeline(made, **dict.fromkeys(recipe.lanes, np.ones(times.size)) | lanes)


def film(pictures, bpm=240, recipe=None, *, painter=None, **times):
    """The frames of a film from picture to picture, one more than there are borders within it."""
    keys = {f"k{n}": keyframe(picture) for n, picture in enumerate(pictures)}
    made, laid = moved(recipe or Recipe(), bpm, **times)
    return list(frames(made, laid, keys.__getitem__, painter or FakePainter(), guard=FlashGuard(made.rate)))
