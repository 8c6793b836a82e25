"""Models of diffusers that are one file of weights, as they are passed around."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from clavilux import extras, hub
from clavilux.errors import UserError

__all__ = ["base", "weights"]

WHOLE = ("v1", "v2", "xl_base")
"""What diffusers calls the kinds of which one file holds all networks: Stable Diffusion 1 and 2, and XL."""
PARTS = ("model.diffusion_model.", "first_stage_model.", ("cond_stage_model.", "conditioner."))
"""How the weights of U-Net, autoencoder and text encoders are called there."""
PICKLED = (".ckpt", ".pt", ".pth", ".bin")
SETTINGS = ["*.json", "*/*.json", "*/*.txt"]
"""What a file of weights lacks: settings, and the tokenizer's words."""


def weights(source: str) -> Path | None:
    """The file, if it is one that `source` names: here, or ``"owner/model/file.safetensors"`` on the hub.

    Raises
    ------
    UserError
        If it is not there, or of a kind that is not read.
    """
    suffix = Path(source).suffix.lower()
    if suffix in PICKLED:
        raise UserError(f"{source}: may hold code, so it is not read; choose a .safetensors file, or convert it to one")
    if suffix not in (".safetensors", ".gguf") or Path(source).is_dir():
        return None
    if suffix == ".gguf":
        raise UserError(f"{source}: GGUF files are not supported; choose a .safetensors file, a folder, or owner/model")
    model, name = hub.parse_file_ref(source)
    if not Path(source).is_file() and not (name and "/" not in model.partition("/")[2]):
        raise UserError(f"{source}: there is no such file")
    file = hub.fetch(model, [name]) / name
    if not file.is_file():
        raise UserError(f"{source}: {model} has no such file; see https://huggingface.co/{model}/tree/main")
    return file


def base(source: str, file: Path) -> Path:
    """The folder with the settings of the model that a file of weights is made from; they are fetched.

    Raises
    ------
    UserError
        If the file holds no whole model, or the settings cannot be had.
    """
    utils = extras.lazy_import("diffusers.loaders.single_file_utils")
    with extras.load_errors(source):
        names = _shapes(file)
        kind = utils.infer_diffusers_model_type(names)
    # The kind alone is told by less, or guessed.
    if kind not in WHOLE or not all(any(name.startswith(part) for name in names) for part in PARTS):
        why = "is no whole model of Stable Diffusion 1, 2 or XL; give the model's folder, or owner/model"
        raise UserError(f"{source}: {why}")
    try:
        return hub.fetch(utils.DIFFUSERS_DEFAULT_PIPELINE_PATHS[kind]["pretrained_model_name_or_path"], SETTINGS)
    except UserError as error:
        raise UserError(f"{source}: needs the settings of the model that it is made from: {error}") from error


def _shapes(file: Path) -> dict[str, Any]:
    """Tensors without values: what tells of the kind, and costs nothing to read."""
    torch = extras.lazy_import("torch")
    with extras.lazy_import("safetensors").safe_open(file, "pt") as tensors:
        return {key: torch.empty(tensors.get_slice(key).get_shape(), device="meta") for key in tensors.keys()}  # noqa: SIM118
