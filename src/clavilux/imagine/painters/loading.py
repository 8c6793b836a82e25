"""Pipelines of diffusers, loaded from a folder, from the hub or from one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from clavilux import extras, hub
from clavilux.errors import UserError
from clavilux.imagine.painters import single_file
from clavilux.imagine.painters.families import Family
from clavilux.imagine.painters.weights import variants

__all__ = ["card", "load"]

SMALL = ["model_index.json", "README.md", "scheduler/scheduler_config.json", "unet/config.json"]
"""What tells a family."""


def card(source: str) -> tuple[Path, str | None]:
    """The folder with the files that tell of a model, and the licence of its weights, if one is stated.

    Raises
    ------
    UserError
        If it cannot be had.
    """
    file = single_file.weights(source)
    if file:
        return single_file.base(source, file), None
    folder = hub.fetch(source, SMALL)
    return folder, hub.licence(folder)


def load(source: str, family: Family, dtype: Any) -> Any:
    """The pipeline of a model that paints from a picture, in a number format of torch.

    Raises
    ------
    UserError
        If it cannot be had, cannot be loaded, or does not paint from a picture.
    """
    kind = _kind(source, family)
    file = single_file.weights(source)
    if file:
        folder, how = file, {"config": str(single_file.base(source, file)), "local_files_only": True}
    else:
        folder, variant = hub.pipeline(source, variants(dtype))
        how = {"variant": variant, "trust_remote_code": False}
        if not any(folder.glob("*/*.safetensors")):
            how["use_safetensors"] = False  # else they are missed aloud
    quiet = extras.quiet_logs("diffusers", "transformers")
    with extras.load_errors(source), hub.needed_libraries(source), quiet:
        loads = kind.from_single_file if file else kind.from_pretrained
        pipe = loads(str(folder), dtype=dtype, **how)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def _kind(source: str, family: Family) -> Any:
    """The class that loads it."""
    diffusers = extras.lazy_import("diffusers")
    if family.loads:
        return getattr(diffusers, family.loads)
    called = str(hub.settings(card(source)[0] / "model_index.json")["_class_name"])
    auto = extras.lazy_import("diffusers.pipelines.auto_pipeline")
    ours = auto.AUTO_IMAGE2IMAGE_PIPELINES_MAPPING
    others = (ours, auto.AUTO_TEXT2IMAGE_PIPELINES_MAPPING, auto.AUTO_INPAINT_PIPELINES_MAPPING)
    if not {key for table in others for key, kind in table.items() if kind.__name__ == called} & ours.keys():
        why = f"diffusers has no way to paint from a picture with {called}; choose a model of another kind"
        raise UserError(f"{source}: {why}")
    return diffusers.AutoPipelineForImage2Image
