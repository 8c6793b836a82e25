"""LoRAs: small additions to a model of diffusers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from clavilux import extras, hub
from clavilux.errors import UserError
from clavilux.imagine.painters.families import accelerator

__all__ = ["add_lora"]

USUAL = "pytorch_lora_weights.safetensors"
"""The file that is taken when none is named."""


def add_lora(pipe: Any, source: str) -> str | None:
    """Fuse a LoRA into a pipeline's weights; one that is made for few steps brings its scheduler, where that fits.

    Parameters
    ----------
    pipe : diffusers pipeline
        It is changed.
    source : str
        ``"owner/model"`` or ``"owner/model/file.safetensors"`` on the hub, or a file or folder here.

    Returns
    -------
    str or None
        The licence that its card states.

    Raises
    ------
    MissingExtra
        If the library ``peft`` of the ``diffusers`` extra is not installed.
    UserError
        If it cannot be had, or is made for another model.
    """
    extras.require("a LoRA", "diffusers", ["peft"])
    weights = _weights(source)
    licence = hub.licence(weights.parent)
    hub.warn_of_licence(source, licence)
    if not hasattr(pipe, "load_lora_weights"):
        raise UserError(f"{type(pipe).__name__} does not support --lora; leave it out, or choose another model")
    with extras.load_errors(source):
        pipe.load_lora_weights(weights.parent, weight_name=weights.name, use_safetensors=True)
        if not pipe.get_list_adapters():
            raise UserError(f"{source}: is made for another model; choose one for yours")
        quick = accelerator(source)
        pipe.fuse_lora(lora_scale=quick.scale if quick else 1.0)
        pipe.unload_lora_weights()
    if quick and quick.scheduler and hasattr(pipe.scheduler, "alphas_cumprod"):
        kind = getattr(extras.lazy_import("diffusers"), quick.scheduler)
        pipe.scheduler = kind.from_config(pipe.scheduler.config, **quick.settings)
    return licence


def _weights(source: str) -> Path:
    """The LoRA's file."""
    model, file = hub.parse_file_ref(source)
    weights = hub.fetch(model, [file or USUAL, "README.md"]) / (file or USUAL)
    if not weights.is_file():
        raise UserError(f"{source}: has no {weights.name}; name the file, as in owner/model/file.safetensors")
    return weights
