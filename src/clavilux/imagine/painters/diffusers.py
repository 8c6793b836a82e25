"""Painter ``diffusers:MODEL``: any model of the diffusers library that paints from a picture."""

from __future__ import annotations

import inspect
import math
from copy import deepcopy
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clavilux import hub
from clavilux.errors import RenderError
from clavilux.imagine.painters import families
from clavilux.imagine.painters.autoencoder import Autoencoder
from clavilux.imagine.painters.lora import add_lora
from clavilux.imagine.painters.morph import Morpher
from clavilux.imagine.prompts import NEGATIVE, prompt
from clavilux.types import Brief, Defaults, Image

__all__ = ["DiffusersPainter"]

LIBRARIES = ("torch", "diffusers", "transformers", "huggingface_hub")
LONGEST = 1000
"""Steps of a schedule at most: those that models are trained with."""


class DiffusersPainter:
    """A model of diffusers, from a folder or the Hugging Face hub.

    Code that comes with a model is never run; weights are read from safetensors, or from PyTorch files without pickled
    code. As many denoising steps are made as the brief says, whatever its strength.

    Parameters
    ----------
    model : str
        A folder, or a model of the hub: ``"owner/model"``, ``"owner/model@revision"``.
    vae : str, optional
        A model whose autoencoder makes the frames; keyframes are still painted with the model's own.
    lora : str, optional
        A LoRA for the model; see `lora.add_lora`.
    device : str, optional
        ``"cuda"``, ``"mps"`` or ``"cpu"``; the best of the machine when left out.

    Raises
    ------
    MissingExtra
        If the ``diffusers`` extra is not installed.
    UserError
        When something is first asked of it: if the files cannot be had, or are no model that paints from a picture.

    Warns
    -----
    UserWarning
        If the model's card says that its weights are for non-commercial use only.
    """

    name = "diffusers"
    licence = "as the model's card says"

    def __init__(
        self, model: str, *, vae: str | None = None, lora: str | None = None, device: str | None = None
    ) -> None:
        hub.require(f"painter '{self.name}'", "diffusers", LIBRARIES)
        if device:
            hub.device(device)  # refuses one that is not there; without a choice, torch is not even imported yet
        self._device = device
        self._model, self._vae, self._lora = model, vae, lora

    @property
    def multiple(self) -> int:
        """Width and height must be multiples of this; the model's files are fetched to tell."""
        return self._family.multiple

    @property
    def defaults(self) -> Defaults:
        """Those of the family, or of a LoRA that makes few steps enough."""
        quick = families.accelerator(self._lora) if self._lora else None
        own = self._family.defaults
        return Defaults(strength=own.strength, guidance=quick.guidance, steps=quick.steps) if quick else own

    @property
    def batch(self) -> int:
        """How many frames fit in the free memory."""
        return self._frames.batch

    def paint(self, brief: Brief) -> Image:
        """Paint one picture; in half precision, and once more in float32 if that overflows.

        Raises
        ------
        RenderError
            If the result is no picture, or the memory of the device too small.
        """
        torch = hub.library("torch")
        pipe = self._pipe
        picture = self._painted(pipe, brief)
        if not _is_picture(picture) and pipe.dtype != torch.float32:
            with hub.quietly("diffusers"):
                pipe.to(torch.float32)
            picture = self._painted(pipe, brief)
        if not np.isfinite(picture).all():
            raise RenderError(f"{self._model}: paints what is no picture (seed {brief.seed}); try another --seed")
        return np.asarray(np.rint(picture * 255), np.uint8)

    def encode(self, image: Image) -> NDArray[np.float32]:
        """Latents of a picture, scaled as the model's autoencoder says: [channels, h, w]."""
        return self._frames.encode(image)

    def decode(self, latents: NDArray[np.float32]) -> Image:
        """Pictures of a batch of latents: [n, channels, h, w] -> uint8 [n, height, width, 3]."""
        return self._frames.decode(latents)

    @property
    def morphs(self) -> bool:
        """Whether the family is one that can."""
        return self._family.morphs

    def morph(
        self,
        latents: NDArray[np.float32],
        shares: NDArray[np.float32],
        behind: Brief,
        ahead: Brief,
        *,
        level: float,
        steps: int,
    ) -> NDArray[np.float32]:
        """Paint anew what lies between two pictures; see `types.Morphs` and `morph.Morpher`."""
        return self._morpher.morph(latents, shares, (behind, ahead), level, steps)

    @cached_property
    def _morpher(self) -> Morpher:
        return Morpher(self._pipe)

    @cached_property
    def _place(self) -> str:
        return hub.device(self._device)

    @cached_property
    def _folder(self) -> Path:
        """The model's files; those of the hub are fetched, without weights that are there in a better format."""
        folder = hub.fetch(self._model, ["model_index.json", "README.md"])
        self.licence = hub.licence(folder) or self.licence
        hub.warn_of_licence(self._model, self.licence)
        families.family(self._model, folder)  # refuses what is no model of diffusers, before gigabytes are fetched
        return hub.pipeline(self._model)

    @cached_property
    def _family(self) -> families.Family:
        called = Path(self._model).name if Path(self._model).is_dir() else self._model
        return families.family(called, self._folder)

    @cached_property
    def _pipe(self) -> Any:
        with hub.explained(self._model), hub.quietly("diffusers", "transformers"):
            kind = getattr(hub.library("diffusers"), self._family.loads or "AutoPipelineForImage2Image")
            pipe = kind.from_pretrained(self._folder, dtype=self._dtype, trust_remote_code=False)
            if self._lora:
                add_lora(pipe, self._lora)
            pipe.set_progress_bar_config(disable=True)
            return pipe.to(self._place)

    @cached_property
    def _frames(self) -> Autoencoder:
        if self._vae:
            return Autoencoder.load(self._vae, self._place, self._dtype)
        network = getattr(self._pipe, self._family.vae)
        if self._family.upcast and network.config.get("force_upcast"):
            network = deepcopy(network).float()  # a copy, as the pipeline expects its own as it was
        return Autoencoder(network, self._model)

    @property
    def _dtype(self) -> Any:
        """Half precision where the device is made for it."""
        torch = hub.library("torch")
        half = getattr(torch, self._family.half)
        lacks = self._place == "cuda" and half is torch.bfloat16 and not torch.cuda.is_bf16_supported()
        return torch.float32 if self._place == "cpu" or lacks else half

    def _painted(self, pipe: Any, brief: Brief) -> NDArray[np.float32]:
        """What the pipeline gives, [height, width, 3] in [0, 1], or not a number."""
        torch = hub.library("torch")
        takes = inspect.signature(pipe.__call__).parameters
        steps = brief.steps
        if "strength" in takes:
            longest = min(LONGEST, pipe.scheduler.config.get("original_inference_steps") or LONGEST)
            steps = schedule(brief.steps, brief.strength, longest)
            if steps == 0:
                return np.asarray(self.decode(self.encode(brief.artwork)[np.newaxis])[0] / 255, np.float32)
        call = {key: value for key, value in self._call(brief, steps).items() if key in takes}
        with hub.running(self._model), torch.inference_mode(), hub.quietly("diffusers", "transformers"):
            result = pipe(**call)
        if any(getattr(result, "nsfw_content_detected", None) or ()):
            why = "its safety checker withholds the picture; try another --seed, other words or another model"
            raise RenderError(f"{self._model}: {why}")
        return np.asarray(result.images[0], np.float32)

    def _call(self, brief: Brief, steps: int) -> dict[str, Any]:
        """All that a pipeline may take."""
        height, width = brief.artwork.shape[:2]
        return {
            "prompt": prompt(brief.words, brief.caption, brief.style),
            "negative_prompt": NEGATIVE,
            "image": Pillow.fromarray(brief.artwork),
            "width": height if self._family.swaps else width,
            "height": width if self._family.swaps else height,
            "strength": brief.strength,
            "guidance_scale": brief.guidance,
            "num_inference_steps": steps,
            # On the processor, so that every device gets the same noise.
            "generator": hub.library("torch").Generator("cpu").manual_seed(brief.seed),
            "output_type": "np",
            **self._family.given,
            **dict.fromkeys(self._family.without),
        }


def schedule(steps: int, strength: float, longest: int) -> int:
    """Length of the schedule whose share `strength` has so many steps; 0 when even the longest has none.

    The pipelines of diffusers make ``int(length * strength)`` steps.
    """
    if int(longest * strength) == 0:
        return 0
    length = math.ceil(steps / strength - 1e-9)
    return min(longest, length + (int(length * strength) < steps))


def _is_picture(picture: NDArray[np.float32]) -> bool:
    return bool(np.isfinite(picture).all() and np.ptp(picture) > 0)
