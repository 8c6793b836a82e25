"""Lumia: the latent diffusion painter that ships with Clavilux, run by ONNX Runtime.

The network only knows *how things are painted*; what is painted comes from the artwork: its blurred luma gives the
structure, its colours, matched to those of the style, the palette, and a style vector the manner. ``training/`` tells
how it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clavilux.errors import UnknownName
from clavilux.imagine.painters import canvas, conditions, flow, words
from clavilux.imagine.painters.canvas import Canvas, Exemplar, between
from clavilux.onnx import Session, session
from clavilux.types import Brief, Defaults, Image

__all__ = ["LumiaPainter"]

Array = NDArray[np.float32]
Latents = NDArray[np.float32]
LATENT_CHANNELS = 8
WEIGHTS = files("clavilux.imagine.painters") / "weights"


class LumiaPainter:
    """Paints with the shipped networks on the CPU; no torch, no download."""

    name = "lumia"
    licence = "Apache-2.0"
    multiple = 32
    defaults = Defaults(strength=0.4, guidance=2.5, steps=8)
    batch = 1
    morphs = True
    sees_styles = True

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
        prepared = self._prepared(brief)
        begin = np.float32(between(canvas.START_RANGE, brief.strength))
        ground = self.encode(canvas.tinted(brief.artwork, prepared.manner))
        times = begin * flow.schedule(brief.steps)
        yield from flow.denoise(
            _velocity(prepared.inputs, brief.guidance), (1 - begin) * ground + begin * prepared.noise, times
        )

    def morph(
        self,
        latents: Latents,
        shares: NDArray[np.float32],
        behind: Brief,
        ahead: Brief,
        *,
        level: float,
        steps: int,
    ) -> Latents:
        """Paint anew what lies between two pictures; see `types.Morphs`.

        What the network is told of the two pictures is mixed as the latents are, and so is the noise they came from: so
        nothing flickers.
        """
        one, two = self._prepared(behind), self._prepared(ahead)
        out = latents.copy()
        for z, share in zip(out, shares, strict=True):
            depth = np.float32(level * np.sin(np.pi * share))
            if 0 < share < 1 and depth > 0:
                noise = (1 - share) * one.noise + share * two.noise
                inputs = {key: between((value, two.inputs[key]), share) for key, value in one.inputs.items()}
                guided = _velocity(inputs, between((behind.guidance, ahead.guidance), float(share)))
                start = (1 - depth) * z + depth * noise / np.sqrt(np.square(noise).mean())
                *_, z[:] = flow.denoise(guided, start, depth * flow.schedule(steps))
        return out

    @cached_property
    def _prepared(self) -> Callable[[Brief], Canvas]:
        """Prepare a brief: the same for every frame that it has a part in, remembered with the painter."""
        return lru_cache(maxsize=4)(self._prepare)

    def _prepare(self, brief: Brief) -> Canvas:
        rng = np.random.default_rng(brief.seed)
        tone = words.mood(brief.words, brief.caption)
        manner = canvas.manner_of(self._draw_exemplar(brief, rng), brief.artwork, tone)
        height, width = (n // conditions.STRIDE for n in brief.artwork.shape[:2])
        noise = rng.standard_normal((LATENT_CHANNELS, height, width), dtype=np.float32)
        return Canvas(manner, canvas.conditioned(brief, manner, softness=tone.softness), noise)

    def encode(self, image: Image) -> Latents:
        """Latents of a picture whose sides are multiples of 8: [8, height / 8, width / 8]."""
        return np.asarray(_run("encoder", picture=_to_signed(image)[np.newaxis])[0])

    def decode(self, latents: Latents) -> Image:
        """Pictures of a batch of latents: [n, 8, h, w] -> uint8 [n, 8 h, 8 w, 3]."""
        # One by one: the activations of one picture fit the processor's cache, those of a batch do not.
        return np.concatenate([_run("decoder", latents=z[np.newaxis]) for z in latents])

    def _draw_exemplar(self, brief: Brief, rng: np.random.Generator) -> Exemplar | None:
        if brief.style is None:
            return None
        if brief.style.picture is not None:
            return self._exemplar_of(brief.style.picture)
        if not brief.style.exemplars:
            return None
        name = brief.style.exemplars[rng.integers(len(brief.style.exemplars))]
        if name not in self._exemplars:
            raise UnknownName("exemplar", name, self._exemplars)
        return self._exemplars[name]

    def _exemplar_of(self, picture: Image) -> Exemplar:
        """The manner of any picture, seen in its latents."""
        vector = _run("manner", latents=self.encode(picture)[np.newaxis])[0]
        flat = conditions.mean_colour(picture).reshape(-1, 3)
        return np.concatenate([vector, flat.mean(0), flat.std(0), [1]]).astype(np.float32)


@cache
def _session(network: str) -> Session:
    return session((WEIGHTS / f"{network}.onnx").read_bytes())


def _run(network: str, **inputs: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(_session(network).run(None, inputs)[0])


def _to_signed(image: Image) -> NDArray[np.float32]:
    """uint8 [h, w, 3] -> float32 [3, h, w] in [-1, 1]."""
    return np.ascontiguousarray(image.transpose(2, 0, 1), np.float32) / np.float32(127.5) - np.float32(1)


def _velocity(inputs: dict[str, Array], guidance: float) -> flow.Velocity:
    """The network's velocity, pushed from a painting without style towards one with it."""

    def velocity(x: Latents, t: float) -> Latents:
        plain, styled = _run("unet", x=np.stack([x, x]), t=np.full(2, t, np.float32), **inputs)
        return np.asarray(plain + np.float32(guidance) * (styled - plain), np.float32)

    return velocity
