"""Painter ``kandinsky``: the one of Pina & Li (arXiv 2412.05694), Kandinsky 2.2 between words and artwork."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray
from PIL import Image as Pillow

from clavilux import extras, hub
from clavilux.imagine.painters.autoencoder import Autoencoder
from clavilux.imagine.painters.diffusers_base import DiffusersBase
from clavilux.imagine.painters.memory import Thrift, Way
from clavilux.imagine.painters.weights import variants
from clavilux.imagine.prompts import NEGATIVE, full_prompt
from clavilux.plan import Share
from clavilux.values import Defaults, PaintRequest

__all__ = ["KandinskyPainter"]

PRIOR, DECODER = "kandinsky-community/kandinsky-2-2-prior", "kandinsky-community/kandinsky-2-2-decoder"
FRAMES = "lambdalabs/sd-image-variations-diffusers@v2.0"


class KandinskyPainter(DiffusersBase):
    """Kandinsky 2.2 as the paper uses it, with weights that are fetched at the user's request.

    The prior turns the caption and the style's words into what CLIP would see in a picture of them; a weighted sum with
    what CLIP sees in the artwork is decoded from noise. So there is no strength: the artwork gives the motif, not the
    place of things. The autoencoder that makes the frames is another model's. The defaults are the paper's numbers.

    Parameters
    ----------
    prior : str
        The model that turns words into what CLIP would see in a picture of them.
    decoder : str
        The model that paints it.
    caption : float
        Weight of the caption; it has the style's besides when there is no style.
    artwork : float
        Weight of the artwork.
    style : float
        Weight of the style: its words, or its picture.
    prior_steps : int
        Denoising steps of the prior.
    vae : str
        The model whose autoencoder makes the frames.
    device : str, optional
        ``"cuda"``, ``"mps"`` or ``"cpu"``; the best of the machine when left out.
    compiled : bool
        Have decoder and autoencoder compiled by torch: that takes minutes once, and makes all that follows faster.

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
        prior: str = PRIOR,
        decoder: str = DECODER,
        caption: Share = 0.0,
        artwork: Share = 0.7,
        style: Share = 0.3,
        prior_steps: Annotated[int, Meta(ge=1, le=1000)] = 25,
        vae: str = FRAMES,
        device: str | None = None,
        compiled: bool = False,
    ) -> None:
        super().__init__(decoder, "diffusers,captions", device=device, compiled=compiled)
        self._prior, self._vae, self._prior_steps = prior, vae, prior_steps
        self._caption, self._artwork, self._style = caption, artwork, style
        if (vae, prior, decoder) != (FRAMES, PRIOR, DECODER):
            self.licence = "as the models' cards say"
        self._in_turns = False
        small = "the memory of the device is too small for prior and decoder at once, so they take turns there"
        self._thrift = Thrift(decoder, Way(f"{small}, which is slower", self._take_turns))

    @cached_property
    def _pipes(self) -> tuple[Any, Any]:
        prior = self._loaded("KandinskyV22PriorPipeline", self._prior)
        decoder = self._loaded("KandinskyV22Pipeline", self._model_id)
        with extras.load_errors(self._model_id), extras.quiet_logs("diffusers"):
            self._thrift.run(lambda: (self._there(decoder, prior), self._there(prior, decoder)))
        if self._compiled:
            decoder.unet.compile()
        return prior, decoder

    def _take_turns(self) -> None:
        self._in_turns = True

    def _there(self, pipe: Any, other: Any) -> Any:
        """A pipeline, on the device; the other one, where they take turns, is not."""
        if self._in_turns:
            other.to("cpu")
        return pipe.to(self._device)

    @cached_property
    def _autoencoder(self) -> Autoencoder:
        return Autoencoder.load(self._vae, self._device, self._dtype, compiled=self._compiled)

    @property
    def _dtype(self) -> Any:
        torch = extras.lazy_import("torch")
        return torch.float32 if self._device == "cpu" else torch.float16

    def _painted(self, request: PaintRequest) -> NDArray[np.float32]:
        """What the decoder gives, [height, width, 3] in [0, 1], or not a number."""
        with extras.run_errors(self._model_id):
            return self._thrift.run(lambda: self._decoded(request))

    def _decoded(self, request: PaintRequest) -> NDArray[np.float32]:
        torch = extras.lazy_import("torch")
        prior, decoder = self._pipes
        noise = torch.Generator("cpu").manual_seed(request.seed)
        parts, weights = self._ingredients(request)
        height, width = request.artwork.shape[:2]
        with torch.inference_mode(), extras.quiet_logs("diffusers", "transformers"):
            seen = self._there(prior, decoder).interpolate(
                parts,
                weights,
                num_inference_steps=self._prior_steps,
                negative_prompt=NEGATIVE,
                generator=noise,
            )
            result = self._there(decoder, prior)(
                image_embeds=seen.image_embeds,
                negative_image_embeds=seen.negative_image_embeds,
                height=height,
                width=width,
                num_inference_steps=request.steps,
                guidance_scale=request.guidance,
                generator=noise,
                output_type="np",
            )
        return np.asarray(result.images[0], np.float32)

    def _ingredients(self, request: PaintRequest) -> tuple[list[Any], list[float]]:
        """What is blended, and how much of each; without a style, its weight goes to the caption."""
        caption = full_prompt(request.prompt, request.caption, None)
        artwork = Pillow.fromarray(request.artwork)
        if request.style is None:
            return [caption, artwork], [self._caption + self._style, self._artwork]
        picture = request.style.picture
        style = request.style.description if picture is None else Pillow.fromarray(picture)
        return [caption, artwork, style], [self._caption, self._artwork, self._style]

    def _loaded(self, kind: str, source: str) -> Any:
        folder, variant = hub.pipeline(source, variants(self._dtype))
        hub.warn_of_licence(source, hub.licence(folder))
        with extras.load_errors(source), extras.quiet_logs("diffusers", "transformers"):
            loads = getattr(extras.lazy_import("diffusers"), kind).from_pretrained
            pipe = loads(folder, dtype=self._dtype, variant=variant)
            pipe.set_progress_bar_config(disable=True)
            return pipe
