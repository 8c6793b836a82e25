"""Painter ``diffusers:MODEL``: any model of the diffusers library that paints from a picture."""

from __future__ import annotations

import inspect
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clavilux import extras, hub
from clavilux.errors import RenderError, UserError
from clavilux.imagine.painters import families
from clavilux.imagine.painters.adapter import Adapter, adapter_files
from clavilux.imagine.painters.autoencoder import MOST, Autoencoder, cell_side, in_float32
from clavilux.imagine.painters.batches import Batches
from clavilux.imagine.painters.calls import arguments, schedule, style_picture
from clavilux.imagine.painters.diffusers_base import DiffusersBase, is_picture
from clavilux.imagine.painters.loading import card, load
from clavilux.imagine.painters.lora import add_lora
from clavilux.imagine.painters.memory import Thrift, pipeline_thrift
from clavilux.imagine.painters.morph import Morpher
from clavilux.imagine.painters.passes import Pass, passes
from clavilux.imagine.prompts import full_prompt
from clavilux.kernel.colour import as_bytes
from clavilux.kernel.resize import resized
from clavilux.kernel.sizes import Size
from clavilux.sharing import shown
from clavilux.values import Defaults, PaintRequest

__all__ = ["DiffusersPainter"]

LONGEST = 1000
"""Steps of a schedule at most: those that models are trained with."""
SEEDS = 3
"""Seeds that are tried, as safety checkers err."""


class DiffusersPainter(DiffusersBase):
    """A model of diffusers, from a folder or the Hugging Face hub.

    Code that comes with a model is never run; weights are read from safetensors, or from PyTorch files without pickled
    code. As many denoising steps are made as the request says, whatever its strength.

    Parameters
    ----------
    model : str
        A folder, or a model of the hub: ``"owner/model"``, ``"owner/model@revision"``. Of Stable Diffusion and SDXL
        also a file with all of its weights: ``"file.safetensors"``, or ``"owner/model/file.safetensors"`` on the hub.
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
        if not quick:
            return own
        return replace(own, steps=quick.steps, guidance=own.guidance if quick.guidance is None else quick.guidance)

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
        seen = adapter.embeds(style_picture(start), style_picture(end)) if adapter else (None, None)

        def work(part: slice) -> NDArray[np.float32]:
            return self._morpher.morph(latents[part], t[part], (start, end), level, steps, seen)

        with extras.run_errors(self._model_id):
            morphed = self._thrift.run(lambda: self._batches.run(work, len(latents)))
            if not np.isfinite(morphed).all() and self._upcast():
                morphed = self._thrift.run(lambda: self._batches.run(work, len(latents)))
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
        folder, licence = card(self._model_id)
        self.licence = licence or self.licence
        hub.warn_of_licence(self._model_id, self.licence)
        found = families.family(self._model_id, folder)
        if self._adapter and not found.usual_adapter:
            raise UserError(
                f"{self._model_id}: does not support an IP-Adapter; leave imagine.adapter out, or choose another model"
            )
        return found

    @property
    def _pipe(self) -> Any:
        return self._loaded[0]

    @property
    def _thrift(self) -> Thrift:
        return self._loaded[1]

    @cached_property
    def _loaded(self) -> tuple[Any, Thrift]:
        """The pipeline, and what is done when the memory of its device is too small."""
        pipe = load(self._model_id, self._family, self._dtype)
        if self._lora:
            self._add_licence(self._lora, add_lora(pipe, self._lora))
        thrift = pipeline_thrift(pipe, self._model_id, self._device, getattr(pipe, self._family.vae))
        with extras.load_errors(self._model_id), extras.quiet_logs("diffusers", "transformers"):
            thrift.run(lambda: pipe.to(self._device))
        if self._compiled:
            denoiser = getattr(pipe, "unet", None) or pipe.transformer
            denoiser.compile()
        return pipe, thrift

    @cached_property
    def _autoencoder(self) -> Autoencoder:
        if self._vae:
            frames = Autoencoder.load(self._vae, self._device, self._dtype, compiled=self._compiled)
            self._add_licence(self._vae, frames.licence)
            return frames
        network = getattr(self._pipe, self._family.vae)
        if self._family.upcast and network.config.get("force_upcast"):
            network = in_float32(network, self._device)
        return Autoencoder(network, self._model_id, self._device, compiled=self._compiled)

    def _style_adapter(self, *requests: PaintRequest) -> Adapter | None:
        """The IP-Adapter; None as long as there was nothing to see, and for a family without one."""
        usual = self._family.usual_adapter
        if usual and not self._loaded_adapter and any(style_picture(request) is not None for request in requests):
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
        height, width = request.artwork.shape[:2]
        painted, picture = request, np.zeros(0, np.float32)
        for size, strength, steps in self._passes((width, height), request):
            artwork = as_bytes(resized(painted.artwork / np.float32(255), size[::-1]))
            painted = replace(request, artwork=artwork, strength=strength, steps=steps)
            picture = self._accepted(painted)
            if not is_picture(picture):
                return picture
            painted = replace(painted, artwork=as_bytes(picture))
        return resized(picture, (height, width))

    def _passes(self, film: Size, request: PaintRequest) -> list[Pass]:
        """The runs in which a picture is painted; see `passes.passes`."""
        family, pipe = self._family, self._pipe
        cells = family.native or getattr(pipe, "unet", pipe).config.get("sample_size")
        cells = cells if isinstance(cells, int) else None
        side = cell_side(getattr(pipe, family.vae))
        return passes(
            film,
            family.multiple,
            request.strength,
            request.steps,
            native=cells and cells * side,
            largest=family.largest and family.largest * side,
            refines=family.strength is not None,
        )

    def _accepted(self, request: PaintRequest) -> NDArray[np.float32]:
        """A picture that the model's safety checker lets pass; what it rejects is painted from the next seeds."""
        for seed in range(request.seed, request.seed + SEEDS):
            with extras.run_errors(self._model_id):
                picture = self._thrift.run(partial(self._once, replace(request, seed=seed)))
            if picture is not None:
                return picture
        why = f"its safety checker rejected {SEEDS} pictures; try another --seed, other words or another model"
        raise RenderError(f"{self._model_id}: {why}")

    def _once(self, request: PaintRequest) -> NDArray[np.float32] | None:
        """What one run of the pipeline gives; None if its safety checker rejects that."""
        torch, pipe = extras.lazy_import("torch"), self._pipe
        takes = inspect.signature(pipe.__call__).parameters
        steps = request.steps
        if "strength" in takes:
            longest = min(LONGEST, pipe.scheduler.config.get("original_inference_steps") or LONGEST)
            steps = schedule(request.steps, request.strength, longest)
            if steps == 0:
                return np.asarray(self.decode(self.encode(request.artwork)[np.newaxis])[0] / 255, np.float32)
        call = arguments(pipe, self._family, request, steps) | self._shown(request)
        with torch.inference_mode(), extras.quiet_logs("diffusers", "transformers"):
            result = pipe(**{key: value for key, value in call.items() if key in takes})
        rejected = any(getattr(result, "nsfw_content_detected", None) or ())
        return None if rejected else np.asarray(result.images[0], np.float32)

    def _shown(self, request: PaintRequest) -> dict[str, Any]:
        """What has the pipeline paint in the style of a picture."""
        style, adapter, reference = style_picture(request), self._style_adapter(request), self._family.reference
        if adapter:
            return {"ip_adapter_image": adapter.show(style)}
        if reference is None or style is None:
            return {}
        prompt = full_prompt(request.prompt, request.caption, None)
        pictures = [Pillow.fromarray(picture) for picture in (request.artwork, style)]
        return {"image": pictures, "prompt": f"{reference} {prompt}".strip()}
