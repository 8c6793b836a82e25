"""Parts of tiny diffusers models, with random weights.

Of the autoencoders the last layer is fitted, so that decoding undoes encoding.
"""

from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKL, AutoencoderKLQwenImage, AutoencoderTiny, UNet2DConditionModel, VQModel
from PIL import Image as Pillow
from transformers import (
    CLIPTextConfig,
    CLIPTokenizer,
    CLIPVisionConfig,
    CLIPVisionModelWithProjection,
    Qwen2Tokenizer,
    Qwen3Config,
)

from clavilux.examples import ARTWORK
from tiny_models import vocabulary

WIDTH = 16
CHAT = "{% for message in messages %}{{ message['content'] }}{% endfor %}"


def blocks():
    return {
        "block_out_channels": (16, 16),
        "layers_per_block": 1,
        "down_block_types": ("DownEncoderBlock2D",) * 2,
        "up_block_types": ("UpDecoderBlock2D",) * 2,
    }


def kl(channels, **settings):
    """Tiles, where they are wanted, are 64 pixels wide."""
    usual = {"latent_channels": channels, "norm_num_groups": 4, "mid_block_add_attention": False, "sample_size": 64}
    return AutoencoderKL(**usual, **blocks(), **settings)


def unet(**settings):
    usual = {
        "sample_size": 32,
        "in_channels": 4,
        "out_channels": 4,
        "block_out_channels": (16, 16),
        "layers_per_block": 1,
        "norm_num_groups": 4,
        "attention_head_dim": 2,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
    }
    return louder(UNet2DConditionModel(**usual | settings), "attn2.to_v", "attn2.to_out")


def clip_text(kind):
    return kind(
        CLIPTextConfig(
            vocab_size=514,
            hidden_size=WIDTH,
            intermediate_size=WIDTH,
            num_hidden_layers=1,
            num_attention_heads=2,
            projection_dim=WIDTH,
            bos_token_id=512,
            eos_token_id=513,
            pad_token_id=513,
            initializer_factor=8.0,
        )
    )


def clip_vision(**settings):
    return CLIPVisionModelWithProjection(
        CLIPVisionConfig(
            hidden_size=WIDTH,
            intermediate_size=WIDTH,
            num_hidden_layers=1,
            num_attention_heads=2,
            image_size=32,
            patch_size=8,
            projection_dim=WIDTH,
            **settings,
        )
    )


def clip_tokenizer():
    plain = list(vocabulary([]))
    words = [*plain, *(f"{token}</w>" for token in plain), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(vocab={word: i for i, word in enumerate(words)}, merges=[], model_max_length=77)


def qwen_tokenizer():
    tokenizer = Qwen2Tokenizer(vocab=vocabulary(["<|endoftext|>"]), merges=[])
    tokenizer.chat_template = CHAT
    return tokenizer


def qwen3(layers):
    return Qwen3Config(
        vocab_size=300,
        hidden_size=WIDTH,
        intermediate_size=WIDTH,
        num_hidden_layers=layers,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=8,
        initializer_range=0.5,
    )


@torch.no_grad()
def fitted(vae):
    """Fit both sides' last convolution, by least squares, so that decoding undoes encoding on the example picture.

    The latents are its colours, coarsely, and have unit deviation.
    """
    pixels = torch.from_numpy(np.array(Pillow.open(ARTWORK).convert("RGB").resize((64, 64)))).permute(2, 0, 1)[None]
    picture = pixels / 127.5 - 1
    if hasattr(vae, "quant_conv"):
        torch.nn.init.dirac_(vae.quant_conv.weight)
        vae.quant_conv.bias.zero_()
        coarse = torch.nn.functional.avg_pool2d(picture, 2)
        coarse = torch.cat([coarse, coarse[:, :1] * coarse[:, 1:2]], 1)
        hardly = torch.full_like(coarse, -20.0)  # the logarithm of its variance
        fit(
            vae.encoder,
            lambda: mode(vae, picture),
            coarse if isinstance(vae, VQModel) else torch.cat([coarse, hardly], 1),
        )
    latents = mode(vae, picture)
    if hasattr(vae, "bn"):
        patches = torch.pixel_unshuffle(latents, 2)
        vae.bn.running_mean.copy_(patches.mean((0, 2, 3)))
        vae.bn.running_var.copy_(patches.var((0, 2, 3)))
    elif is_video(vae):
        vae.register_to_config(latents_std=[float(latents.std())] * 4)
    else:
        vae.register_to_config(scaling_factor=float(1 / latents.std()))
    # The decoder of the tiny kind ends with a map from [0, 1] to [-1, 1].
    target = picture / 2 + 0.5 if isinstance(vae, AutoencoderTiny) else picture
    free = {"force_not_quantize": True} if isinstance(vae, VQModel) else {}
    fit(vae.decoder, lambda: vae.decode(latents[:, :, None] if is_video(vae) else latents, **free), target)
    return vae


def mode(vae, picture):
    out = vae.encode(picture[:, :, None] if is_video(vae) else picture)
    latents = out.latent_dist.mode() if hasattr(out, "latent_dist") else out[0]
    return latents[:, :, 0] if is_video(vae) else latents


def is_video(vae):
    """Whether it takes a picture as a video of one frame."""
    return isinstance(vae, AutoencoderKLQwenImage)


def fit(part, run, target):
    """Set the last convolution of `part` so that it makes `target`."""
    *_, last = (layer for layer in part.modules() if isinstance(layer, torch.nn.Conv2d | torch.nn.Conv3d))
    seen: dict[str, Any] = {}
    hook = last.register_forward_pre_hook(lambda _, inputs: seen.update(features=inputs[0]))
    run()
    hook.remove()
    deep = last.weight.ndim == 5  # of its three frames two lie before the first
    features = torch.nn.functional.unfold(seen["features"][:, :, 0] if deep else seen["features"], 3, padding=1)[0].T
    columns = torch.cat([features, torch.ones(len(features), 1)], 1).double()
    gram = columns.T @ columns + 1e-3 * torch.eye(columns.shape[1])
    weights = torch.linalg.solve(gram, columns.T @ target[0].flatten(1).T.double()).float()
    if deep:
        last.weight.zero_()
    kernel = last.weight[:, :, 2] if deep else last.weight
    kernel.copy_(weights[:-1].T.reshape(kernel.shape))
    if last.bias is not None:
        last.bias.copy_(weights[-1])


@torch.no_grad()
def louder(network, *names, by=6.0):
    """Multiply the weights of those names, so that a random network hears the words."""
    for name, weights in network.named_parameters():
        if any(part in name for part in names):
            weights.mul_(by)
    return network
