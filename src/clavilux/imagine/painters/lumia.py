"""Lumia: the latent diffusion painter that ships with Clavilux, run by ONNX Runtime.

The network only knows *how things are painted*; what is painted comes from the artwork: its blurred luma gives the
structure, its colours, matched to those of the style, the palette, and a style vector the manner. ``training/`` tells
how it was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from clavilux.errors import UnknownName
from clavilux.imagine.painters import conditions, flow, words
from clavilux.types import Brief, Defaults, Image

__all__ = ["LumiaPainter"]

Array = NDArray[np.float32]
Latents = NDArray[np.float32]
Exemplar = NDArray[np.float32]
"""Style vector (64), mean (3) and deviation (3) of its colour, 1 if the artwork's colours are kept: [71]."""
STYLE_DIM = 64
START_RANGE = (0.55, 1.0)
"""Times of the flow at which the painting begins, for strengths 0 and 1; at 1 all is noise."""
WEIGHTS = files("clavilux.imagine.painters") / "weights"


class LumiaPainter:
    """Paints with the shipped networks on the CPU; no torch, no download."""

    name = "lumia"
    licence = "Apache-2.0"
    multiple = 32
    defaults = Defaults(strength=0.4, guidance=2.5, steps=12)
    batch = 1

    @cached_property
    def _exemplars(self) -> dict[str, Exemplar]:
        with np.load(str(WEIGHTS / "styles.npz")) as stored:
            return {name: stored[name].astype(np.float32) for name in stored.files}

    def paint(self, brief: Brief) -> Image:
        """Paint one picture; see `steps` for what happens on the way."""
        *_, latents = self.steps(brief)
        return np.asarray(self.decode(latents[np.newaxis])[0])

    def steps(self, brief: Brief) -> Iterator[Latents]:
        """Yield the latents after every denoising step.

        Parameters
        ----------
        brief : Brief
            ``strength`` sets how much noise covers the artwork and how much its structure is blurred, ``guidance`` how
            far the result is pushed from a painting without style towards one with it. One exemplar of the style is
            drawn by the seed. The words and the caption move light, colours and softness; see `words`.

        Yields
        ------
        float32, [8, height / 8, width / 8]
        """
        rng = np.random.default_rng(brief.seed)
        tone = words.mood(brief.words, brief.caption)
        manner = _manner(self._draw_exemplar(brief, rng), brief.artwork, tone)
        inputs = _inputs(brief, manner, softness=tone.softness)
        ground = self.encode(_tinted(brief.artwork, manner))
        noise = rng.standard_normal(ground.shape, dtype=np.float32)
        begin = np.float32(_between(START_RANGE, brief.strength))

        def velocity(x: Latents, t: float) -> Latents:
            times = np.full(2, t, np.float32)
            plain, styled = _run("unet", x=np.stack([x, x]), t=times, **inputs)
            return np.asarray(plain + np.float32(brief.guidance) * (styled - plain))

        times = begin * flow.schedule(brief.steps)
        yield from flow.denoise(velocity, (1 - begin) * ground + begin * noise, times)

    def encode(self, image: Image) -> Latents:
        """Latents of a picture whose sides are multiples of 8: [8, height / 8, width / 8]."""
        return np.asarray(_run("encoder", picture=_to_signed(image)[np.newaxis])[0])

    def decode(self, latents: Latents) -> Image:
        """Pictures of a batch of latents: [n, 8, h, w] -> uint8 [n, 8 h, 8 w, 3]."""
        # One by one: the activations of one picture fit the processor's cache, those of a batch do not.
        return np.concatenate([_run("decoder", latents=z[np.newaxis]) for z in latents])

    def _draw_exemplar(self, brief: Brief, rng: np.random.Generator) -> Exemplar | None:
        if brief.style is None or not brief.style.exemplars:
            return None
        name = brief.style.exemplars[rng.integers(len(brief.style.exemplars))]
        if name not in self._exemplars:
            raise UnknownName("exemplar", name, self._exemplars)
        return self._exemplars[name]


@cache
def _session(network: str) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.log_severity_level = 3
    return ort.InferenceSession((WEIGHTS / f"{network}.onnx").read_bytes(), options, providers=["CPUExecutionProvider"])


def _run(network: str, **inputs: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(_session(network).run(None, inputs)[0])


def _to_signed(image: Image) -> NDArray[np.float32]:
    """uint8 [h, w, 3] -> float32 [3, h, w] in [-1, 1]."""
    return np.ascontiguousarray(image.transpose(2, 0, 1), np.float32) / np.float32(127.5) - np.float32(1)


class Manner(NamedTuple):
    """How a picture is to be painted."""

    vector: Array | None
    """Style vector, [64]; None without a style."""
    colours: tuple[Array, Array] | None
    """Mean and deviation of the colours, [3] each in [-1, 1]; None leaves those of the artwork."""
    told: bool
    """Whether the network hears of the colours, or takes those that go with the style vector."""


def _manner(exemplar: Exemplar | None, artwork: Image, tone: words.Mood) -> Manner:
    """The exemplar's manner, its colours graded by the words."""
    worded = tone != words.NEUTRAL
    if exemplar is None:
        flat = artwork.reshape(-1, 3).astype(np.float32) / 127.5 - 1
        return Manner(None, words.graded(flat.mean(0), flat.std(0), tone) if worded else None, True)
    mean, deviation = exemplar[STYLE_DIM : STYLE_DIM + 3], exemplar[STYLE_DIM + 3 : STYLE_DIM + 6]
    return Manner(exemplar[:STYLE_DIM], words.graded(mean, deviation, tone), bool(exemplar[-1]) or worded)


def _inputs(brief: Brief, manner: Manner, *, softness: float) -> dict[str, Array]:
    """The network's conditions as a batch of two: without and with the style."""
    colour = conditions.mean_colour(brief.artwork)
    blur = np.exp(_between(tuple(np.log(conditions.SIGMA_RANGE)), brief.strength)) * 2.0**softness
    sigma = float(np.clip(blur, *conditions.SIGMA_RANGE))
    structure = conditions.smooth_structure(conditions.standardised_luma(colour), sigma)[..., np.newaxis]
    style = np.zeros(STYLE_DIM, np.float32) if manner.vector is None else manner.vector
    smooth = conditions.smooth_colour(_matched(colour, manner))
    both = [
        {
            "structure": _channels_first(conditions.masked(structure, keep=True)),
            "colour": _channels_first(conditions.masked(smooth, keep=manner.told and with_style)),
            "style": conditions.masked(style, keep=manner.vector is not None and with_style),
            "sigma": np.float32(sigma),
        }
        for with_style in (False, True)
    ]
    return {key: np.stack([np.asarray(b[key], np.float32) for b in both]) for key in both[0]}


def _between(ends: tuple[float, float], share: float) -> float:
    return ends[0] + share * (ends[1] - ends[0])


def _tinted(artwork: Image, manner: Manner) -> Image:
    """The artwork in the colours of the manner."""
    signed = _matched(artwork.astype(np.float32) / 127.5 - 1, manner)
    return np.asarray(np.rint((signed + 1) * 127.5), np.uint8)


def _matched(colour: Array, manner: Manner) -> Array:
    """Colours [h, w, 3] with mean and deviation of the manner's (Reinhard et al., 2001, but in RGB)."""
    if manner.colours is None:
        return colour
    mean, deviation = manner.colours
    flat = colour.reshape(-1, 3)
    standard = (colour - flat.mean(0)) / (flat.std(0) + 0.02)
    return np.asarray(np.clip(standard * deviation + mean, -1, 1), np.float32)


def _channels_first(array: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.ascontiguousarray(array.transpose(2, 0, 1))
