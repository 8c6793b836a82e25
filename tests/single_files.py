"""A model of Stable Diffusion as one file, with the names that its authors gave the weights."""

import re
from pathlib import Path
from typing import Any

RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}
UNET = {
    r"time_embedding\.linear_1": "time_embed.0",
    r"time_embedding\.linear_2": "time_embed.2",
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
    r"mid_block\.resnets\.0": "middle_block.0",
    r"mid_block\.attentions\.0": "middle_block.1",
    r"mid_block\.resnets\.1": "middle_block.2",
}
VAE = {
    r"mid_block\.resnets\.0": "mid.block_1",
    r"mid_block\.resnets\.1": "mid.block_2",
    "conv_norm_out": "norm_out",
    "conv_shortcut": "nin_shortcut",
    r"down_blocks\.(\d)\.resnets": r"down.\1.block",
    r"down_blocks\.(\d)\.downsamplers\.0": r"down.\1.downsample",
    # Two blocks, counted from the other end.
    r"up_blocks\.0\.resnets": "up.1.block",
    r"up_blocks\.1\.resnets": "up.0.block",
    r"up_blocks\.0\.upsamplers\.0": "up.1.upsample",
}
LAYERS = 1
"""Per block of the tiny U-Net."""


def as_single_file(folder: Path, file: Path) -> Path:
    """The weights of a tiny Stable Diffusion, in one file."""
    from safetensors.torch import load_file, save_file

    networks = {
        "model.diffusion_model.": ("unet/diffusion_pytorch_model", unet_name),
        "first_stage_model.": ("vae/diffusion_pytorch_model", lambda name: replaced(name, VAE)),
        "cond_stage_model.transformer.": ("text_encoder/model", text_name),
    }
    weights: dict[str, Any] = {}
    for prefix, (path, called) in networks.items():
        own = load_file(folder / f"{path}.safetensors")
        weights |= {prefix + called(name): tensor for name, tensor in own.items()}
    save_file(weights, file)
    return file


def text_name(name: str) -> str:
    return name if name.startswith("text_model.") else f"text_model.{name}"


def unet_name(name: str) -> str:
    name = re.sub(r"(down|up)_blocks\.(\d)\.(\w+)\.(\d)", block_name, name)
    name = replaced(name, UNET).replace(".op.conv.", ".op.")
    inside = re.match(r"((?:in|out)put_blocks\.\d+\.0|middle_block\.[02])\.(\w+)(.*)", name)
    return f"{inside[1]}.{RESNET[inside[2]]}{inside[3]}" if inside and inside[2] in RESNET else name


def block_name(found: re.Match[str]) -> str:
    """Blocks are counted through, in both halves of the U."""
    half, block, kind, layer = found[1], int(found[2]), found[3], int(found[4])
    if half == "down":
        place = 1 + block * (LAYERS + 1) + layer
        return {
            "resnets": f"input_blocks.{place}.0",
            "attentions": f"input_blocks.{place}.1",
            "downsamplers": f"input_blocks.{(block + 1) * (LAYERS + 1)}.0.op",
        }[kind]
    place = block * (LAYERS + 1) + layer
    return {
        "resnets": f"output_blocks.{place}.0",
        "attentions": f"output_blocks.{place}.1",
        "upsamplers": f"output_blocks.{block * (LAYERS + 1) + LAYERS}.2",
    }[kind]


def replaced(name: str, names: dict[str, str]) -> str:
    for ours, theirs in names.items():
        name = re.sub(rf"(?:^|(?<=\.)){ours}(?=\.)", theirs, name)
    return name
