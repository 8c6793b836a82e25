"""Painter ``kandinsky``: the one of Pina & Li (arXiv 2412.05694), Kandinsky 2.2 between words and artwork."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clavilux import hub
from clavilux.imagine.painters.autoencoder import Autoencoder
from clavilux.imagine.painters.torched import TorchPainter
from clavilux.imagine.prompts import NEGATIVE, prompt
from clavilux.recipe import Kandinsky
from clavilux.types import Brief, Defaults

__all__ = ["KandinskyPainter"]

FRAMES = "lambdalabs/sd-image-variations-diffusers@v2.0"


class KandinskyPainter(TorchPainter):
    """Kandinsky 2.2 as the paper uses it, with weights that are fetched at the user's request.

    The prior turns the caption and the style's words into what CLIP would see in a picture of them; a weighted sum with
    what CLIP sees in the artwork is decoded from noise. So there is no strength: the artwork gives the motif, not the
    place of things. The autoencoder that makes the frames is another model's.

    Parameters
    ----------
    vae : str
        The model whose autoencoder makes the frames.
    device : str, optional
        ``"cuda"``, ``"mps"`` or ``"cpu"``; the best of the machine when left out.
    compiled : bool
        Have decoder and autoencoder compiled by torch: that takes minutes once, and makes all that follows faster.
    choices : Kandinsky
        The models of prior and decoder, and the weights of the sum.

    Raises
    ------
    MissingExtra
        If the extras of the paper's recipe are not installed.
    UserError
        When something is first painted or coded: if the files cannot be had.
    """

    name = "kandinsky"
    licence = "Apache-2.0; CreativeML-OpenRAIL-M for the frames"
    multiple = 64
    sees_styles = True
    defaults = Defaults(strength=1.0, guidance=5.0, steps=50)

    def __init__(
        self,
        *,
        vae: str = FRAMES,
        device: str | None = None,
        compiled: bool = False,
        choices: Kandinsky = Kandinsky(),  # noqa: B008 (frozen)
    ) -> None:
        super().__init__("diffusers,captions", device=device, compiled=compiled)
        self._vae, self._choices = vae, choices
        usual = Kandinsky()
        if (vae, choices.prior, choices.decoder) != (FRAMES, usual.prior, usual.decoder):
            self.licence = "as the models' cards say"

    @property
    def _called(self) -> str:
        return self._choices.decoder

    @cached_property
    def _pipes(self) -> tuple[Any, Any]:
        prior, decoder = self._choices.prior, self._choices.decoder
        pipes = self._loaded("KandinskyV22PriorPipeline", prior), self._loaded("KandinskyV22Pipeline", decoder)
        if self._compiled:
            pipes[1].unet.compile()
        return pipes

    @cached_property
    def _frames(self) -> Autoencoder:
        return Autoencoder.load(self._vae, self._place, self._dtype, compiled=self._compiled)

    @property
    def _dtype(self) -> Any:
        torch = hub.library("torch")
        return torch.float32 if self._place == "cpu" else torch.float16

    def _painted(self, brief: Brief) -> NDArray[np.float32]:
        """What the decoder gives, [height, width, 3] in [0, 1], or not a number."""
        torch = hub.library("torch")
        prior, decoder = self._pipes
        noise = torch.Generator("cpu").manual_seed(brief.seed)
        parts, weights = self._ingredients(brief)
        height, width = brief.artwork.shape[:2]
        with hub.running(self._choices.decoder), torch.inference_mode(), hub.quietly("diffusers", "transformers"):
            seen = prior.interpolate(
                parts,
                weights,
                num_inference_steps=self._choices.prior_steps,
                negative_prompt=NEGATIVE,
                generator=noise,
            )
            result = decoder(
                image_embeds=seen.image_embeds,
                negative_image_embeds=seen.negative_image_embeds,
                height=height,
                width=width,
                num_inference_steps=brief.steps,
                guidance_scale=brief.guidance,
                generator=noise,
                output_type="np",
            )
        return np.asarray(result.images[0], np.float32)

    def _ingredients(self, brief: Brief) -> tuple[list[Any], list[float]]:
        """What is blended, and how much of each; without a style, its weight goes to the caption."""
        caption, artwork = prompt(brief.words, brief.caption, None), Pillow.fromarray(brief.artwork)
        blend = self._choices
        if brief.style is None:
            return [caption, artwork], [blend.caption + blend.style, blend.artwork]
        seen = brief.style.picture
        manner = brief.style.description if seen is None else Pillow.fromarray(seen)
        return [caption, artwork, manner], [blend.caption, blend.artwork, blend.style]

    def _loaded(self, kind: str, source: str) -> Any:
        folder = hub.pipeline(source)
        hub.warn_of_licence(source, hub.licence(folder))
        with hub.explained(source), hub.quietly("diffusers", "transformers"):
            pipe = getattr(hub.library("diffusers"), kind).from_pretrained(folder, dtype=self._dtype)
            pipe.set_progress_bar_config(disable=True)
            return pipe.to(self._place)
