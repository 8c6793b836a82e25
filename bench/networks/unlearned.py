"""Models of well-known sizes with random weights: how fast they are does not depend on what they have learned."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec

from clavilux.extras import quiet_logs
from clavilux.imagine.painters import diffusers as painters
from clavilux.imagine.painters import families
from clavilux.imagine.painters.autoencoder import Autoencoder

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

__all__ = ["MODELS", "painter"]

SMALL = 32
"""Channels everywhere in the tiny kind."""
VAE = {
    "block_out_channels": (128, 256, 512, 512),
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "layers_per_block": 2,
    "latent_channels": 4,
}
NOISE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "clip_sample": False}


@dataclass(frozen=True, kw_only=True)
class Model:
    """What a model is made of, where it differs from the defaults of diffusers' and transformers' classes."""

    family: str
    """In ``families.toml``."""
    unet: dict[str, Any]
    texts: tuple[dict[str, int], ...]
    """Width and layers of each text encoder."""
    tiny_vae: bool = False
    """Frames by an autoencoder of TAESD's size (``--vae``)."""

    def unet_settings(self, tiny: bool) -> dict[str, Any]:
        """Of its U-Net, or of one with the same blocks and hardly any channels."""
        if not tiny:
            return self.unet
        blocks, words = len(self.unet.get("block_out_channels", range(4))), SMALL * len(self.texts)
        small = {"block_out_channels": (SMALL,) * blocks, "layers_per_block": 1, "cross_attention_dim": words}
        small |= {"attention_head_dim": 4, "transformer_layers_per_block": 1}
        if len(self.texts) > 1:
            small |= {"projection_class_embeddings_input_dim": SMALL + 6 * self.unet["addition_time_embed_dim"]}
        return self.unet | small


MODELS = {
    "SD 1.5": Model(
        family="Stable Diffusion",
        unet={"sample_size": 64, "cross_attention_dim": 768},
        texts=({"width": 768, "layers": 12},),
    ),
    "SD-Turbo, tiny VAE": Model(
        family="Stable Diffusion, few steps",
        unet={
            "sample_size": 64,
            "cross_attention_dim": 1024,
            "attention_head_dim": (5, 10, 20, 20),
            "use_linear_projection": True,
        },
        texts=({"width": 1024, "layers": 23},),
        tiny_vae=True,
    ),
    "SDXL": Model(
        family="Stable Diffusion XL",
        unet={
            "sample_size": 128,
            "cross_attention_dim": 2048,
            "block_out_channels": (320, 640, 1280),
            "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            "transformer_layers_per_block": (1, 2, 10),
            "attention_head_dim": (5, 10, 20),
            "use_linear_projection": True,
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": 256,
            "projection_class_embeddings_input_dim": 2816,
        },
        texts=({"width": 768, "layers": 12}, {"width": 1280, "layers": 32}),
    ),
}


def painter(
    name: str, device: str, *, half: str = "float16", compiled: bool = False, tiny: bool = False
) -> painters.DiffusersPainter:
    """The project's own painter with such a model, ready to paint.

    Parameters
    ----------
    name : str
        One of `MODELS`.
    device : str
        ``"cuda"`` or ``"cpu"``; on a processor it is float32.
    half : str
        Number format on a GPU, a name of torch's.
    compiled : bool
        As for the painter.
    tiny : bool
        The same blocks with hardly any channels.
    """
    import torch
    from diffusers import AutoencoderTiny

    model = MODELS[name]
    made = painters.DiffusersPainter(name, device=device, compiled=compiled)
    made.__dict__["_family"] = msgspec.structs.replace(families.named(model.family), half=half)
    torch.manual_seed(0)
    with quiet_logs("diffusers", "transformers"), _built(device, made._dtype):
        pipe = _pipeline(model, tiny)
        if model.tiny_vae:
            made.__dict__["_autoencoder"] = Autoencoder(AutoencoderTiny(), name, device, compiled=compiled)
    with patch.object(painters, "load", lambda *_: pipe):  # else it would look for files
        made.prepare()
    return made


def _pipeline(model: Model, tiny: bool) -> Any:
    """As loading it would give, on the device and in the number format that are set."""
    import diffusers
    import torch
    from transformers import CLIPTextModel, CLIPTextModelWithProjection

    from tiny_parts import clip_tokenizer

    double = len(model.texts) > 1
    kinds = (CLIPTextModel, CLIPTextModelWithProjection) if double else (CLIPTextModel,)
    parts: dict[str, Any] = {
        "unet": diffusers.UNet2DConditionModel(**model.unet_settings(tiny)),
        "vae": diffusers.AutoencoderKL(**VAE | ({"block_out_channels": (SMALL,) * 4} if tiny else {})),
        "scheduler": diffusers.DDIMScheduler(**NOISE),
    }
    for ending, kind, size in zip(("", "_2"), kinds, model.texts, strict=False):
        parts |= {f"tokenizer{ending}": clip_tokenizer(), f"text_encoder{ending}": kind(_text(**size, tiny=tiny))}
    if double:
        pipe = diffusers.StableDiffusionXLImg2ImgPipeline(**parts)
    else:
        unused = {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
        pipe = diffusers.StableDiffusionImg2ImgPipeline(**parts, **unused)
    for part in pipe.components.values():
        if isinstance(part, torch.nn.Module):
            part.eval()
    pipe.set_progress_bar_config(disable=True)
    return pipe


def _text(*, width: int, layers: int, tiny: bool) -> Any:
    """The configuration of a text encoder of CLIP; the words are those of the tests' tokenizer."""
    from transformers import CLIPTextConfig

    width, layers = (SMALL, 1) if tiny else (width, layers)
    return CLIPTextConfig(
        hidden_size=width,
        intermediate_size=4 * width,
        num_hidden_layers=layers,
        num_attention_heads=max(1, width // 64),
        projection_dim=width,
        bos_token_id=512,
        eos_token_id=513,
        pad_token_id=513,
    )


@contextmanager
def _built(device: str, dtype: Any) -> Iterator[None]:
    """Networks are made on a device and in a number format: seconds on a GPU, and no copy of all that."""
    import torch

    usual = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):
            yield
    finally:
        torch.set_default_dtype(usual)
