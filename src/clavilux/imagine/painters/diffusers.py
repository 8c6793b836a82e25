"""Painter ``diffusers:MODEL``: any model of the diffusers library that paints from a picture."""

from __future__ import annotations

import inspect
import math
from copy import deepcopy
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clavilux import extras, hub
from clavilux.errors import RenderError, UserError
from clavilux.imagine.painters import families
from clavilux.imagine.painters.adapter import Adapter, adapter_files
from clavilux.imagine.painters.autoencoder import MOST, Autoencoder
from clavilux.imagine.painters.batches import Batches
from clavilux.imagine.painters.diffusers_base import DiffusersBase
from clavilux.imagine.painters.lora import add_lora
from clavilux.imagine.painters.morph import Morpher
from clavilux.imagine.prompts import NEGATIVE, full_prompt
from clavilux.sharing import shown
from clavilux.values import Defaults, Image, PaintRequest

__all__ = ["DiffusersPainter"]

LONGEST = 1000
"""Steps of a schedule at most: those that models are trained with."""


class DiffusersPainter(DiffusersBase):
    """A model of diffusers, from a folder or the Hugging Face hub.

    Code that comes with a model is never run; weights are read from safetensors, or from PyTorch files without pickled
    code. As many denoising steps are made as the request says, whatever its strength.

    Parameters
    ----------
    model : str
        A folder, or a model of the hub: ``"owner/model"``, ``"owner/model@revision"``.
    vae : str, optional
        A model whose autoencoder makes the frames; keyframes are still painted with the model's own.
    lora : str, optional
        A LoRA for the model; see `lora.add_lora`.
    adapter : str, optional
        The IP-Adapter that has the model see the picture of a style, instead of the family's; see `adapter.Adapter`.
        It is fetched when a request has such a picture.
    device : str, optional
        ``"cuda"``, ``"mps"`` or ``"cpu"``; the best of the machine when left out.
    compiled : bool
        Have the networks compiled by torch: that takes minutes once, and makes every frame faster.

    Raises
    ------
    MissingExtra
        If the ``diffusers`` extra is not installed.
    UserError
        When something is first asked of it: if the files cannot be had, or are no model that paints from a picture.

    Warns
    -----
    ClaviluxWarning
        If the model's card says that its weights are for non-commercial use only.
    """

    name = "diffusers"
    licence = "as the model's card says"

    def __init__(
        self,
        model: str,
        *,
        vae: str | None = None,
        lora: str | None = None,
        adapter: str | None = None,
        device: str | None = None,
        compiled: bool = False,
    ) -> None:
        super().__init__(model, "diffusers", device=device, compiled=compiled)
        self._vae, self._lora, self._adapter = vae, lora, adapter
        self._loaded_adapter: Adapter | None = None

    @property
    def multiple(self) -> int:
        """Width and height must be multiples of this; the model's card is fetched to tell."""
        return self._family.multiple

    @property
    def defaults(self) -> Defaults:
        """Those of the family, or of a LoRA that makes few steps enough."""
        quick = families.accelerator(self._lora) if self._lora else None
        own = self._family.defaults
        return replace(own, guidance=quick.guidance, steps=quick.steps) if quick else own

    @property
    def sees_styles(self) -> bool:
        """Whether the model takes a second picture, or there is an adapter for it."""
        family = self._family
        return bool(family.reference or family.fits or self._adapter)

    @property
    def morphs(self) -> bool:
        """Whether the family is one that can."""
        return self._family.morphs

    def prepare(self) -> None:
        """Load all networks, and look for the files of an adapter that was chosen; see `protocols.Prepares`."""
        super().prepare()
        if self._adapter and self._family.usual_adapter:
            adapter_files(self._adapter, self._family.usual_adapter)

    def morph(
        self,
        latents: NDArray[np.float32],
        t: NDArray[np.float32],
        start: PaintRequest,
        end: PaintRequest,
        *,
        level: float,
        steps: int,
    ) -> NDArray[np.float32]:
        """Paint anew what lies between two pictures; see `protocols.Morphs` and `morph.Morpher`.

        Raises
        ------
        RenderError
            If not even one fits in the memory, or the result is not finite, in float32 either.
        """
        adapter = self._style_adapter(start, end)
        seen = adapter.embeds(_style_picture(start), _style_picture(end)) if adapter else (None, None)

        def work(part: slice) -> NDArray[np.float32]:
            return self._morpher.morph(latents[part], t[part], (start, end), level, steps, seen)

        with extras.run_errors(self._model_id):
            morphed = self._batches.run(work, len(latents))
            if not np.isfinite(morphed).all() and self._upcast():
                morphed = self._batches.run(work, len(latents))
        if not np.isfinite(morphed).all():
            raise RenderError(f"{self._model_id}: cannot morph here (seed {start.seed}); use --set path.kind=glide")
        return morphed

    @cached_property
    def _batches(self) -> Batches:
        return Batches(MOST)

    @cached_property
    def _morpher(self) -> Morpher:
        return Morpher(self._pipe)

    @cached_property
    def _family(self) -> families.Family:
        """Told by the model's card; what is no model is refused before gigabytes are fetched."""
        small = ("model_index.json", "README.md", "scheduler/scheduler_config.json", "unet/config.json")
        folder = hub.fetch(self._model_id, list(small))
        self.licence = hub.licence(folder) or self.licence
        hub.warn_of_licence(self._model_id, self.licence)
        called = Path(self._model_id).name if Path(self._model_id).is_dir() else self._model_id
        found = families.family(called, folder)
        if self._adapter and not found.usual_adapter:
            raise UserError(
                f"{self._model_id}: does not support an IP-Adapter; leave imagine.adapter out, or choose another model"
            )
        return found

    @cached_property
    def _pipe(self) -> Any:
        family, dtype = self._family, self._dtype
        folder = hub.pipeline(self._model_id)
        with extras.load_errors(self._model_id), extras.quiet_logs("diffusers", "transformers"):
            kind = getattr(extras.lazy_import("diffusers"), family.loads or "AutoPipelineForImage2Image")
            pipe = kind.from_pretrained(folder, dtype=dtype, trust_remote_code=False)
            if self._lora:
                self._add_licence(self._lora, add_lora(pipe, self._lora))
            pipe.set_progress_bar_config(disable=True)
            pipe.to(self._device)
            if self._compiled:
                denoiser = getattr(pipe, "unet", None) or pipe.transformer
                denoiser.compile()
            return pipe

    @cached_property
    def _autoencoder(self) -> Autoencoder:
        if self._vae:
            frames = Autoencoder.load(self._vae, self._device, self._dtype, compiled=self._compiled)
            self._add_licence(self._vae, frames.licence)
            return frames
        network = getattr(self._pipe, self._family.vae)
        if self._family.upcast and network.config.get("force_upcast"):
            network = deepcopy(network).float()  # a copy, as the pipeline expects its own as it was
        return Autoencoder(network, self._model_id, compiled=self._compiled)

    def _style_adapter(self, *requests: PaintRequest) -> Adapter | None:
        """The IP-Adapter; None as long as there was nothing to see, and for a family without one."""
        usual = self._family.usual_adapter
        if usual and not self._loaded_adapter and any(_style_picture(request) is not None for request in requests):
            source = self._adapter or usual.model
            self._loaded_adapter = Adapter(self._pipe, source, usual)
            self._add_licence(source, self._loaded_adapter.licence)
        return self._loaded_adapter

    def _add_licence(self, source: str, stated: str | None) -> None:
        self.licence += f"; {shown(source)}: {stated or 'as its card says'}"

    @property
    def _dtype(self) -> Any:
        """Half precision where the device is made for it."""
        torch = extras.lazy_import("torch")
        half = getattr(torch, self._family.half)
        lacks = self._device == "cuda" and half is torch.bfloat16 and not torch.cuda.is_bf16_supported()
        return torch.float32 if self._device == "cpu" or lacks else half

    @property
    def _pipes(self) -> tuple[Any]:
        return (self._pipe,)

    def _painted(self, request: PaintRequest) -> NDArray[np.float32]:
        """What the pipeline gives, [height, width, 3] in [0, 1], or not a number."""
        torch, pipe = extras.lazy_import("torch"), self._pipe
        takes = inspect.signature(pipe.__call__).parameters
        steps = request.steps
        if "strength" in takes:
            longest = min(LONGEST, pipe.scheduler.config.get("original_inference_steps") or LONGEST)
            steps = schedule(request.steps, request.strength, longest)
            if steps == 0:
                return np.asarray(self.decode(self.encode(request.artwork)[np.newaxis])[0] / 255, np.float32)
        call = {key: value for key, value in self._call(request, steps).items() if key in takes} | self._shown(request)
        with extras.run_errors(self._model_id), torch.inference_mode(), extras.quiet_logs("diffusers", "transformers"):
            result = pipe(**call)
        if any(getattr(result, "nsfw_content_detected", None) or ()):
            why = "its safety checker rejected the picture; try another --seed, other words or another model"
            raise RenderError(f"{self._model_id}: {why}")
        return np.asarray(result.images[0], np.float32)

    def _call(self, request: PaintRequest, steps: int) -> dict[str, Any]:
        """All that a pipeline may take."""
        height, width = request.artwork.shape[:2]
        return {
            "prompt": full_prompt(request.prompt, request.caption, request.style),
            "negative_prompt": NEGATIVE,
            "image": Pillow.fromarray(request.artwork),
            "width": height if self._family.swaps else width,
            "height": width if self._family.swaps else height,
            "strength": request.strength,
            "guidance_scale": request.guidance,
            "num_inference_steps": steps,
            # On the processor, so that every device gets the same noise.
            "generator": extras.lazy_import("torch").Generator("cpu").manual_seed(request.seed),
            "output_type": "np",
            **self._family.given,
            **dict.fromkeys(self._family.without),
        }

    def _shown(self, request: PaintRequest) -> dict[str, Any]:
        """What has the pipeline paint in the style of a picture."""
        style, adapter, reference = _style_picture(request), self._style_adapter(request), self._family.reference
        if adapter:
            return {"ip_adapter_image": adapter.show(style)}
        if reference is None or style is None:
            return {}
        prompt = full_prompt(request.prompt, request.caption, None)
        pictures = [Pillow.fromarray(picture) for picture in (request.artwork, style)]
        return {"image": pictures, "prompt": f"{reference} {prompt}".strip()}


def schedule(steps: int, strength: float, longest: int) -> int:
    """Length of the schedule whose share `strength` has so many steps; 0 when even the longest has none.

    The pipelines of diffusers make ``int(length * strength)`` steps.
    """
    if int(longest * strength) == 0:
        return 0
    length = math.ceil(steps / strength - 1e-9)
    return min(longest, length + (int(length * strength) < steps))


def _style_picture(request: PaintRequest) -> Image | None:
    """The picture that shows the style; None where words do."""
    return request.style.picture if request.style else None
