"""What a noisy picture was, if each of its patches was one of the source pictures' patches: the exact posterior."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeVar

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from threadpoolctl import ThreadpoolController

from clavilux.kernel.colour import luma

__all__ = ["Guides", "Posterior", "Source", "contrast", "halved"]

Picture = NDArray[np.float32]
T = TypeVar("T", bound=np.generic)

VERY_BLURRED = 1 / 8
"""Deviation of the blur of the guide of luma, as a share of the short side."""
NEGLECTED = 0.05
"""Principal components are left out as long as they hold together no more than this share of the noise's variance."""
BLOCK = 2**19
"""Probabilities that are computed at a time: few enough for the processor's cache."""
LEAST = -30.0
"""Logarithm of a weight, beside the greatest one, that is as good as none."""
FAINTEST = 1 / 255
"""Least contrast: that of an even picture, so that its noise has some deviation, too."""


@dataclass(frozen=True, slots=True)
class Source:
    """A picture that patches are taken from.

    Parameters
    ----------
    picture : ndarray
        float32, shape [h, w, 3].
    allowed : ndarray
        bool, shape [h, w]: the pixels that may be used, that is, the centres of the patches.
    weight : float
        Probability that a patch is of this source, up to a factor that all sources have in common; its patches share
        it evenly. A source of weight 0 is not there.
    """

    picture: Picture
    allowed: NDArray[np.bool_]
    weight: float = 1.0


class Guides(NamedTuple):
    """What else a patch should have in common with the place where it is put.

    A weight multiplies the squared difference in the log-likelihood and does not depend on the noise, so guides decide
    while the noise is high, and fade by themselves as the patch itself comes to be seen.
    """

    height: float = 24.0
    """Weight of the height in the picture: 0 is the upper edge, 1 the lower."""
    luma: float = 0.25
    """Weight of the very blurred luma, in deviations of the sources."""
    across: float = 0.0
    """Weight of the place from left to right, in heights of the picture."""


def contrast(sources: Sequence[Source]) -> float:
    """Deviation of the usable pixels of all sources about the mean of their source and channel, at least 1 / 255.

    It is the sigma_data of Karras et al., "Elucidating the design space of diffusion-based generative models"
    (NeurIPS 2022): noise is measured in it, so that a strength does to a dark picture what it does to a bright one.

    Raises
    ------
    ValueError
        When no source has both a weight and a usable patch.
    """
    used = [source for source in sources if _is_used(source)]
    if not used:
        raise ValueError("No source has both a weight and a patch that may be used.")
    variances = [source.picture[source.allowed].var(0, dtype=np.float64).mean() for source in used]
    return max(float(np.sqrt(np.average(variances, weights=[source.weight for source in used]))), FAINTEST)


def halved(picture: Picture, usable: NDArray[np.bool_] | None = None) -> Picture:
    """A picture at half its resolution, rounded up: the mean of each two by two pixels, or of the usable ones of them.

    Parameters
    ----------
    picture : ndarray
        float32, shape [h, w, channels].
    usable : ndarray, optional
        bool, shape [h, w].
    """
    height, width = picture.shape[:2]
    edges = (0, height % 2), (0, width % 2), (0, 0)

    def sums(values: Picture) -> Picture:
        padded = np.pad(values, edges, mode="edge")
        summed: Picture = padded.reshape(len(padded) // 2, 2, padded.shape[1] // 2, 2, -1).sum((1, 3))
        return summed

    everywhere = sums(picture) / np.float32(4)
    if usable is None:
        return everywhere
    share = usable[..., None].astype(np.float32)
    count = sums(share)
    return np.where(count > 0, sums(picture * share) / np.maximum(count, np.float32(1)), everywhere)


class Posterior:
    r"""Probability of every patch of the sources, at every pixel of a noisy picture.

    For the patch :math:`x` around a pixel, under noise of deviation :math:`\sigma`, the source patch :math:`s` has

    .. math:: p(s \mid x) \propto \pi_s \exp\Big(-\frac{|x - s|^2}{2 \sigma^2} - \sum_g w_g (g_x - g_s)^2\Big)

    with the prior :math:`\pi` of its source and the guides :math:`g` of weight :math:`w`. The mean of the patches'
    centres is the best denoiser that sees no more than a patch and does not care where it is (equivariance); a guide
    makes it care a little. Borders are reflected.

    Patches are compared along their principal components, as many as matter at this noise: what a noisy patch is in
    the others adds nearly the same to its distance from every source patch, and cancels.

    Parameters
    ----------
    sources : sequence of Source
        Those of weight 0 are left out.
    patch : int
        Width of a patch in pixels, odd.
    guides : Guides
        Their weights.
    threads : int
        How many threads compute; the result is the same for any number.

    Raises
    ------
    ValueError
        When no source has both a weight and a usable patch.

    References
    ----------
    Kamb & Ganguli, "An analytic theory of creativity in convolutional diffusion models", ICML 2025, arXiv 2412.20292.
    """

    def __init__(self, sources: Sequence[Source], patch: int, guides: Guides, threads: int = 1) -> None:
        self.patch, self.guides, self.threads = patch, guides, threads
        self.contrast = contrast(sources)
        used = [(i, source) for i, source in enumerate(sources) if _is_used(source)]
        self.places = np.concatenate([_places(i, source.allowed) for i, source in used])
        self.colours = np.concatenate([source.picture[source.allowed] for _, source in used])
        self.labels = np.concatenate([self._labels(source.picture)[source.allowed.ravel()] for _, source in used])
        shares = [source.weight / np.count_nonzero(source.allowed) for _, source in used]
        self.prior = np.log(np.repeat(shares, [np.count_nonzero(source.allowed) for _, source in used]))
        patches = np.concatenate([_patches(source.picture, patch)[source.allowed.ravel()] for _, source in used])
        self.centre = patches.mean(0)
        patches -= self.centre
        with _blas().limit(limits=1, user_api="blas"):
            variances, axes = np.linalg.eigh((patches.T @ patches).astype(np.float64) / len(patches))
            self.axes = axes[:, ::-1].astype(np.float32)
            self.components = patches @ self.axes
        self.variances = np.maximum(variances[::-1], 0)

    def mean(self, noisy: Picture, guide: Picture, sigma: float, places: Picture | None = None) -> Picture:
        """The posterior mean of every pixel: the denoised picture.

        Parameters
        ----------
        noisy : ndarray
            float32, shape [h, w, 3].
        guide : ndarray
            Of the same shape: the picture whose very blurred luma is to be followed.
        sigma : float
            Deviation of the noise.
        places : ndarray, optional
            float32, shape [h, w, 2]: where in the sources each patch should rather come from, row and column of its
            middle in heights of the picture; its own place when left out.

        Returns
        -------
        ndarray
            float32, shape [h, w, 3], each value a mean of the sources' own.
        """
        colours = np.ascontiguousarray(self.colours.T)

        def mean(logits: Picture) -> Picture:
            means = np.empty((len(logits), len(colours)), np.float32)
            _means(logits, logits.max(1), colours, means)
            return means

        means = self._everywhere(noisy, self._labels(guide, places), sigma, mean)
        # Rounding could lead a little out of the range of the sources.
        return np.clip(means, colours.min(1), colours.max(1), out=means).reshape(noisy.shape)

    def mode(self, noisy: Picture, guide: Picture, sigma: float, places: Picture | None = None) -> NDArray[np.intp]:
        """The most probable patch at every pixel; parameters as for `mean`.

        Returns
        -------
        ndarray
            int, shape [h, w, 3]: index of the source, y and x of the patch's centre.
        """
        most = self._everywhere(noisy, self._labels(guide, places), sigma, lambda logits: logits.argmax(1))
        found: NDArray[np.intp] = self.places[most].reshape(noisy.shape)
        return found

    def _everywhere(
        self, noisy: Picture, labels: Picture, sigma: float, work: Callable[[Picture], NDArray[T]]
    ) -> NDArray[T]:
        """What the work makes of the log-probabilities [pixels, source patches], block by block of pixels."""
        left_out = self.variances.sum() - np.cumsum(self.variances)
        count = np.count_nonzero(left_out > NEGLECTED * sigma**2) + 1
        keys = np.concatenate([self.components[:, :count] / np.float32(sigma), self.labels], 1)
        bias = (self.prior - 0.5 * (keys**2).sum(1)).astype(np.float32)
        keys = np.concatenate([keys, bias[:, None]], 1).T
        # BLAS would make threads of its own for every block, which wait for each other for longer than they work.
        with _blas().limit(limits=1, user_api="blas"), ThreadPoolExecutor(self.threads) as pool:
            seen = (_patches(noisy, self.patch) - self.centre) @ (self.axes[:, :count] / np.float32(sigma))
            queries = np.concatenate([seen, labels, np.ones_like(seen[:, :1])], 1)
            size = max(1, BLOCK // len(bias))
            # Memory that is asked for anew for every block would take longer than the work in it.
            logits = [np.empty((size, len(bias)), np.float32) for _ in range(self.threads)]

            def block(first: int) -> NDArray[T]:
                rows, room = queries[first : first + size], logits.pop()
                try:
                    return work(np.matmul(rows, keys, out=room[: len(rows)]))
                finally:
                    logits.append(room)

            return np.concatenate(list(pool.map(block, range(0, len(queries), size))))

    def _labels(self, picture: Picture, places: Picture | None = None) -> Picture:
        """The guides at every pixel [h * w, 3], such that half their squared difference is what they are worth."""
        height, width = picture.shape[:2]
        if places is None:
            places = np.moveaxis(
                (np.indices((height, width), np.float32) + np.float32(0.5)) / np.float32(height), 0, -1
            )
        light = gaussian_filter(luma(picture), VERY_BLURRED * min(height, width), mode="nearest") / self.contrast
        weights = np.sqrt(2 * np.array(self.guides))
        labels: Picture = (weights * np.dstack([places[..., 0], light, places[..., 1]])).astype(np.float32)
        return labels.reshape(-1, len(weights))


@cache
def _blas() -> ThreadpoolController:
    """The libraries whose threads are counted: it takes long to find them."""
    return ThreadpoolController()


def _is_used(source: Source) -> bool:
    return source.weight > 0 and bool(source.allowed.any())


@njit(nogil=True, cache=True, fastmath={"reassoc", "contract", "nsz", "nnan"})
def _means(logits: Picture, most: Picture, colours: Picture, means: Picture) -> None:
    """The mean of the colours [3, n] of patches, by the logarithms [rows, n] of their weights and the greatest one."""
    for i in range(logits.shape[0]):
        row, top = logits[i], most[i]
        total, red, green, blue = np.float32(0), np.float32(0), np.float32(0), np.float32(0)
        for j in range(row.size):
            # exp(x) = exp(x / 256)**256, as the vector instructions that there are for it are not everywhere.
            x = max(row[j] - top, np.float32(LEAST)) * np.float32(1 / 256)
            weight = np.float32(1) + x * (np.float32(1) + x * (np.float32(1 / 2) + x * np.float32(1 / 6)))
            for _ in range(8):
                weight *= weight
            total += weight
            red += weight * colours[0, j]
            green += weight * colours[1, j]
            blue += weight * colours[2, j]
        means[i, 0], means[i, 1], means[i, 2] = red / total, green / total, blue / total


def _patches(picture: Picture, patch: int) -> Picture:
    """The patch around every pixel, [h * w, 3 * patch**2]."""
    around = patch // 2
    padded = np.pad(picture, ((around, around), (around, around), (0, 0)), mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (patch, patch), axis=(0, 1))
    return windows.reshape(picture.shape[0] * picture.shape[1], -1)


def _places(index: int, allowed: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Source, y and x of the pixels that may be used, [n, 3]."""
    y, x = np.nonzero(allowed)
    return np.stack([np.full_like(y, index), y, x], 1)
