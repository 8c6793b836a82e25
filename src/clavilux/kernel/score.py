"""A diffusion model whose score is computed, not trained: another picture of the parts of its sources.

A convolutional diffusion model that had learned its training pictures perfectly would put at every pixel the mean of
all patches that may have been there before the noise came (Kamb & Ganguli, ICML 2025, arXiv 2412.20292). For a few
small pictures that mean is a product of matrices, so it needs no network: see `clavilux.kernel.posterior`. Sampling is
the usual one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import zoom

from .posterior import Guides, Posterior, Source, contrast, halved

__all__ = ["FULL", "Guides", "Source", "nearest", "noise_levels", "sample"]

Picture = NDArray[np.float32]

FULL = 20.0
"""Strength at which little more than the guides is left of the picture that one begins with."""
LEAST = 0.25
"""The last level of noise, and so the least strength that changes anything."""
VERY_LITTLE = 0.01
"""Noise at which nothing but the distance tells which patch is the most probable."""


class Sight(NamedTuple):
    """What the denoiser sees."""

    above: float
    """For noise above this."""
    half: bool
    """Whether it works at half the resolution: much noise hides finer detail anyway, and this is 16 times as fast."""
    patch: int
    """Width of its patches in pixels of that resolution."""


SIGHTS = Sight(3.0, True, 9), Sight(1.2, True, 7), Sight(0.5, False, 7), Sight(0.0, False, 5)
"""It shrinks as the noise falls, as Kamb & Ganguli measured it in trained networks. Chosen by eye."""


def noise_levels(strength: float, steps: int = 10) -> NDArray[np.float64]:
    """Falling deviations of the noise, in geometric progression, from a strength down to `LEAST`.

    Parameters
    ----------
    strength : float
        The first level.
    steps : int
        How many levels the whole way from `FULL` has; a weaker strength has its share of them (Meng et al., "SDEdit",
        ICLR 2022), but at least two.

    Returns
    -------
    ndarray
        float64, shape [n]; empty when the strength is below `LEAST`.
    """
    if strength < LEAST:
        return np.empty(0)
    share = np.log(strength / LEAST) / np.log(FULL / LEAST)
    return np.geomspace(strength, LEAST, max(2, round(steps * share)))


def sample(
    sources: Sequence[Source],
    start: Picture,
    noise: Picture,
    strength: ArrayLike,
    *,
    guides: Guides = Guides(),  # noqa: B008 (it cannot be changed)
    places: Picture | None = None,
    steps: int = 10,
    threads: int = 1,
) -> Iterator[Picture]:
    r"""Noise over a picture, and the flow back to a picture that is made of the sources' patches.

    Euler steps of the probability-flow equation :math:`dx / d\sigma = (x - D(x, \sigma)) / \sigma` (Karras et al.,
    "Elucidating the design space of diffusion-based generative models", NeurIPS 2022), where :math:`D` is the posterior
    mean.

    Parameters
    ----------
    sources : sequence of Source
        The pictures that patches are taken from. Small ones, 48 by 85 pixels, say: every patch is compared with every
        other.
    start : ndarray
        float32, shape [h, w, 3]: the picture to begin with.
    noise : ndarray
        Of the same shape, unit normal.
    strength : array_like
        Deviation of the noise, in deviations of the sources (`contrast`): 0 to about `FULL`. A number, or one for each
        pixel, shape [h, w]: a pixel is held at the start, under the noise of the step, until the noise has fallen to
        its own strength (Levin & Fried, "Differential diffusion: giving each pixel its strength", 2023). Below `LEAST`
        it stays as it is.
    guides : Guides
        What belongs on top stays on top, however strong the noise.
    places : ndarray, optional
        float32, shape [h, w, 2]: where in the sources each pixel should rather come from, row and column in heights of
        the picture; its own place when left out.
    steps : int
        See `noise_levels`.
    threads : int
        How many threads compute. The result is the same for any number.

    Yields
    ------
    ndarray
        float32, shape [h, w, 3]: the estimate of the clean picture at every level of noise; the last one is the sample.

    Raises
    ------
    ValueError
        When no source has both a weight and a usable patch.
    """
    strengths = np.broadcast_to(np.asarray(strength, np.float64), start.shape[:2])[..., None]
    levels = noise_levels(float(strengths.max()), steps)
    if not len(levels):
        yield start.copy()
        return
    unit = contrast(sources)
    denoisers = {
        sight: _Denoiser(sources, start, places, sight, guides, threads)
        for sight in {_sight(level) for level in levels}
    }
    noisy = start + np.float32(levels[0] * unit) * noise
    for now, then in pairwise([*levels, 0.0]):
        seen = denoisers[_sight(now)](noisy, now * unit)
        clean = np.where(strengths >= now, seen, start)
        yield clean
        noisy = clean + np.float32(then / now) * (noisy - clean)


def nearest(
    sources: Sequence[Source],
    picture: Picture,
    *,
    guides: Guides = Guides(0, 0),  # noqa: B008 (it cannot be changed)
    places: Picture | None = None,
    patch: int = SIGHTS[-1].patch,
    threads: int = 1,
) -> NDArray[np.intp]:
    """The source patch that is nearest to each patch of a sample: where a search at a larger size may begin.

    Parameters
    ----------
    sources : sequence of Source
        As for `sample`.
    picture : ndarray
        float32, shape [h, w, 3].
    guides : Guides, optional
        Decide between patches that are about as near; none when left out.
    places : ndarray, optional
        As for `sample`.
    patch : int
        Width of a patch in pixels, odd.
    threads : int
        How many threads compute. The result is the same for any number.

    Returns
    -------
    ndarray
        int, shape [h, w, 3]: index of the source, y and x of the patch's centre.

    Raises
    ------
    ValueError
        When no source has both a weight and a usable patch.
    """
    posterior = Posterior(sources, patch, guides, threads)
    return posterior.mode(picture, picture, VERY_LITTLE * posterior.contrast, places)


class _Denoiser:
    """The posterior mean, at full or half resolution."""

    def __init__(
        self,
        sources: Sequence[Source],
        guide: Picture,
        places: Picture | None,
        sight: Sight,
        guides: Guides,
        threads: int,
    ) -> None:
        self.half = sight.half
        self.guide = halved(guide) if sight.half else guide
        self.places = halved(places) if sight.half and places is not None else places
        self.posterior = Posterior(
            [_halved(s) for s in sources] if sight.half else sources, sight.patch, guides, threads
        )

    def __call__(self, noisy: Picture, sigma: float) -> Picture:
        """The clean picture, float32, [h, w, 3]."""
        if not self.half:
            return self.posterior.mean(noisy, self.guide, sigma, self.places)
        # The mean of four pixels has half the deviation of each.
        clean = self.posterior.mean(halved(noisy), self.guide, sigma / 2, self.places)
        doubled: Picture = zoom(clean, (2, 2, 1), order=1, mode="nearest", grid_mode=True)
        return doubled[: noisy.shape[0], : noisy.shape[1]]


def _sight(level: float) -> Sight:
    return next(sight for sight in SIGHTS if level > sight.above)


def _halved(source: Source) -> Source:
    """A source at half its resolution: a pixel may be used when one of its four may, and is the mean of those."""
    allowed = halved(source.allowed[..., None].astype(np.float32))[..., 0] > 0
    return replace(source, picture=halved(source.picture, source.allowed), allowed=allowed)
