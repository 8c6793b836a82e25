"""Diffusers models of real formats and hardly any size, saved as the hub keeps the large ones.

All weights are random but those of the autoencoders' last layer, which is fitted so that decoding undoes encoding.
"""

import json
from typing import Any

import numpy as np
import torch
from diffusers import (
    AutoencoderDC,
    AutoencoderKL,
    AutoencoderKLFlux2,
    AutoencoderTiny,
    DDIMScheduler,
    DDPMScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Transformer2DModel,
    KandinskyV22Pipeline,
    KandinskyV22PriorPipeline,
    LCMScheduler,
    PriorTransformer,
    SanaSprintPipeline,
    SanaTransformer2DModel,
    SCMScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UnCLIPScheduler,
    UNet2DConditionModel,
    VQModel,
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from PIL import Image as Pillow
from safetensors.torch import save_file
from transformers import (
    CLIPImageProcessor,
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    CLIPVisionConfig,
    CLIPVisionModelWithProjection,
    Gemma2Config,
    Gemma2Model,
    Qwen2Tokenizer,
    Qwen3Config,
    Qwen3ForCausalLM,
    Qwen3Model,
)

from clavilux.examples import ARTWORK
from tiny_models import vocabulary

WIDTH = 16
CHAT = "{% for message in messages %}{{ message['content'] }}{% endfor %}"
TRAINED = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "steps_offset": 1}


def stable_diffusion(folder, scheduler=None):
    """Stable Diffusion 1.5 and its kin."""
    torch.manual_seed(1)
    StableDiffusionPipeline(
        vae=fitted(kl(4)),
        text_encoder=clip_text(CLIPTextModel),
        tokenizer=clip_tokenizer(),
        unet=unet(cross_attention_dim=WIDTH),
        scheduler=scheduler or DDIMScheduler(**TRAINED, clip_sample=False),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(folder)
    return folder


def stable_diffusion_turbo(folder):
    """SD-Turbo is told apart by its scheduler."""
    return stable_diffusion(folder, EulerDiscreteScheduler(**TRAINED, timestep_spacing="trailing"))


def stable_diffusion_lcm(folder):
    return stable_diffusion(folder, LCMScheduler(**TRAINED))


def stable_diffusion_xl(folder, scheduler=None):
    torch.manual_seed(1)
    StableDiffusionXLPipeline(
        vae=fitted(kl(4)),
        text_encoder=clip_text(CLIPTextModel),
        text_encoder_2=clip_text(CLIPTextModelWithProjection),
        tokenizer=clip_tokenizer(),
        tokenizer_2=clip_tokenizer(),
        unet=unet(
            cross_attention_dim=2 * WIDTH,
            addition_embed_type="text_time",
            addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=6 * 8 + WIDTH,
            layers_per_block=2,
        ),
        scheduler=scheduler or EulerDiscreteScheduler(**TRAINED),
    ).save_pretrained(folder)
    return folder


def stable_diffusion_xl_turbo(folder):
    return stable_diffusion_xl(folder, EulerAncestralDiscreteScheduler(**TRAINED, timestep_spacing="trailing"))


def ip_adapter(folder, model, file="models/ip-adapter_sd15.safetensors", plus=False):
    """An IP-Adapter for the U-Net of a model, in the layout of h94/IP-Adapter."""
    torch.manual_seed(1)
    network = UNet2DConditionModel.from_pretrained(model / "unet")
    width = network.config.cross_attention_dim
    projection = resampler(width) if plus else layer("proj", 4 * width, WIDTH) | layer("norm", width)
    weights = {f"image_proj.{name}": torch.randn(shape) for name, shape in projection.items()}
    for number, name in enumerate(network.attn_processors):
        if "attn2" in name:
            for part in ("to_k_ip", "to_v_ip"):
                weights[f"ip_adapter.{number}.{part}.weight"] = torch.randn(network.config.block_out_channels[0], width)
    (folder / file).parent.mkdir(parents=True)
    save_file(weights, folder / file)
    clip_vision(initializer_factor=8.0).save_pretrained(folder / "models" / "image_encoder")
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n# An adapter\n")
    return folder


def layer(name, *shape):
    return {f"{name}.weight": shape, f"{name}.bias": shape[:1]}


def resampler(width):
    """Shapes of the plus kind's projection: four layers of an attention with one head of 64, and what follows it."""
    shapes = {"latents": (1, 4, WIDTH)} | layer("proj_in", WIDTH, WIDTH) | layer("proj_out", width, WIDTH)
    shapes |= layer("norm_out", width)
    for i in range(4):
        shapes |= layer(f"layers.{i}.0.norm1", WIDTH) | layer(f"layers.{i}.0.norm2", WIDTH)
        shapes |= {f"layers.{i}.0.to_q.weight": (64, WIDTH), f"layers.{i}.0.to_kv.weight": (128, WIDTH)}
        shapes |= {f"layers.{i}.0.to_out.weight": (WIDTH, 64)} | layer(f"layers.{i}.1.0", WIDTH)
        shapes |= {f"layers.{i}.1.1.weight": (4 * WIDTH, WIDTH), f"layers.{i}.1.3.weight": (WIDTH, 4 * WIDTH)}
    return shapes


def kandinsky_prior(folder):
    torch.manual_seed(1)
    prior = PriorTransformer(
        num_attention_heads=2, attention_head_dim=8, num_layers=1, embedding_dim=WIDTH, num_embeddings=77
    )
    prior.clip_std.data.fill_(1)
    KandinskyV22PriorPipeline(
        prior=prior,
        image_encoder=clip_vision(),
        text_encoder=clip_text(CLIPTextModelWithProjection),
        tokenizer=clip_tokenizer(),
        scheduler=UnCLIPScheduler(
            variance_type="fixed_small_log",
            prediction_type="sample",
            num_train_timesteps=1000,
            clip_sample_range=10.0,
        ),
        image_processor=CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=32),
    ).save_pretrained(folder)
    return folder


def kandinsky(folder):
    """The decoder, whose card names the prior that goes with it."""
    prior = kandinsky_prior(folder / "prior")
    torch.manual_seed(1)
    network = unet(
        out_channels=8,
        encoder_hid_dim=WIDTH,
        encoder_hid_dim_type="image_proj",
        addition_embed_type="image",
        cross_attention_dim=WIDTH,
        addition_embed_type_num_heads=2,
        down_block_types=("ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D"),
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        up_block_types=("SimpleCrossAttnUpBlock2D", "ResnetUpsampleBlock2D"),
        resnet_time_scale_shift="scale_shift",
    )
    movq = VQModel(
        latent_channels=4,
        norm_num_groups=32,
        norm_type="spatial",
        num_vq_embeddings=64,
        vq_embed_dim=4,
        mid_block_add_attention=False,
        **blocks() | {"block_out_channels": (32, 32)},
    )
    KandinskyV22Pipeline(
        unet=network,
        scheduler=DDPMScheduler(beta_start=0.00085, beta_end=0.012, clip_sample=False, timestep_spacing="leading"),
        movq=fitted(movq),
    ).save_pretrained(folder)
    (folder / "README.md").write_text(f"---\nlicense: apache-2.0\nprior:\n- {prior}\n---\n# A decoder\n")
    return folder


def flux2_klein(folder):
    torch.manual_seed(1)
    vae = AutoencoderKLFlux2(latent_channels=4, norm_num_groups=4, mid_block_add_attention=False, **blocks())
    network = Flux2Transformer2DModel(
        in_channels=16,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=8,
        num_attention_heads=2,
        joint_attention_dim=3 * WIDTH,
        timestep_guidance_channels=16,
        axes_dims_rope=(2, 2, 2, 2),
        guidance_embeds=False,
    )
    louder(network, "context_embedder", "add_v", "to_v", "to_out", "mod", by=30.0)
    Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=fitted(vae),
        text_encoder=Qwen3ForCausalLM(qwen3(28)),
        tokenizer=qwen_tokenizer(),
        transformer=network,
        is_distilled=True,
    ).save_pretrained(folder)
    return folder


def z_image_turbo(folder):
    torch.manual_seed(1)
    network = ZImageTransformer2DModel(
        in_channels=4,
        dim=WIDTH,
        n_layers=1,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=WIDTH,
        axes_dims=[4, 2, 2],
    )
    with torch.no_grad():
        network.x_pad_token.normal_()
        network.cap_pad_token.normal_()
    ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=fitted(kl(4, shift_factor=0.1, scaling_factor=0.4)),
        text_encoder=Qwen3Model(qwen3(2)),
        tokenizer=qwen_tokenizer(),
        transformer=network,
    ).save_pretrained(folder)
    return folder


def sana_sprint(folder):
    torch.manual_seed(1)
    wide = {
        "encoder_block_out_channels": (16, 16),
        "decoder_block_out_channels": (16, 16),
        "encoder_layers_per_block": (1, 1),
        "decoder_layers_per_block": (1, 1),
        "encoder_qkv_multiscales": ((), ()),
        "decoder_qkv_multiscales": ((), ()),
    }
    network = SanaTransformer2DModel(
        in_channels=4,
        out_channels=4,
        num_attention_heads=2,
        attention_head_dim=8,
        num_layers=1,
        num_cross_attention_heads=2,
        cross_attention_head_dim=8,
        cross_attention_dim=WIDTH,
        caption_channels=WIDTH,
        guidance_embeds=True,
        qk_norm="rms_norm_across_heads",
    )
    louder(network, "attn2.to_v", "attn2.to_out", "caption_norm", by=60.0)
    mind = Gemma2Config(
        vocab_size=300,
        hidden_size=WIDTH,
        intermediate_size=WIDTH,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=8,
        max_position_embeddings=4096,
    )
    SanaSprintPipeline(
        tokenizer=qwen_tokenizer(),
        text_encoder=Gemma2Model(mind),
        vae=fitted(AutoencoderDC(latent_channels=4, scaling_factor=0.41, **wide)),
        transformer=network,
        scheduler=SCMScheduler(),
    ).save_pretrained(folder)
    return folder


def tiny_autoencoder(folder):
    """Of the TAESD kind, for --vae."""
    torch.manual_seed(1)
    vae = AutoencoderTiny(
        encoder_block_out_channels=(16, 16),
        decoder_block_out_channels=(16, 16),
        num_encoder_blocks=(1, 1),
        num_decoder_blocks=(1, 1),
    )
    fitted(vae).save_pretrained(folder)
    return folder


def blocks():
    return {
        "block_out_channels": (16, 16),
        "layers_per_block": 1,
        "down_block_types": ("DownEncoderBlock2D",) * 2,
        "up_block_types": ("UpDecoderBlock2D",) * 2,
    }


def kl(channels, **settings):
    return AutoencoderKL(
        latent_channels=channels, norm_num_groups=4, mid_block_add_attention=False, **blocks(), **settings
    )


def unet(**settings):
    usual = {
        "sample_size": 64,
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
        spare = vae.encoder.conv_out.out_channels - 4
        fit(
            vae.encoder,
            picture,
            torch.cat([coarse, torch.full_like(coarse[:, :1], -20.0).expand(-1, spare, -1, -1)], 1),
        )
    latents = mode(vae, picture)
    if hasattr(vae, "bn"):
        patches = torch.pixel_unshuffle(latents, 2)
        vae.bn.running_mean.copy_(patches.mean((0, 2, 3)))
        vae.bn.running_var.copy_(patches.var((0, 2, 3)))
    else:
        vae.register_to_config(scaling_factor=float(1 / latents.std()))
    # The decoder of the tiny kind ends with a map from [0, 1] to [-1, 1].
    target = picture / 2 + 0.5 if isinstance(vae, AutoencoderTiny) else picture
    free = {"force_not_quantize": True} if isinstance(vae, VQModel) else {}
    fit(vae.decoder, latents, target, lambda: vae.decode(latents, **free))
    return vae


def mode(vae, picture):
    out = vae.encode(picture)
    return out.latent_dist.mode() if hasattr(out, "latent_dist") else out[0]


def fit(part, given, target, run=None):
    """Set the last convolution of `part` so that it makes `target`."""
    *_, last = (layer for layer in part.modules() if isinstance(layer, torch.nn.Conv2d))
    seen: dict[str, Any] = {}
    hook = last.register_forward_pre_hook(lambda _, inputs: seen.update(features=inputs[0]))
    run() if run else part(given)
    hook.remove()
    features = torch.nn.functional.unfold(seen["features"], 3, padding=1)[0].T
    columns = torch.cat([features, torch.ones(len(features), 1)], 1).double()
    gram = columns.T @ columns + 1e-3 * torch.eye(columns.shape[1])
    weights = torch.linalg.solve(gram, columns.T @ target[0].flatten(1).T.double()).float()
    last.weight.copy_(weights[:-1].T.reshape(last.weight.shape))
    if last.bias is not None:
        last.bias.copy_(weights[-1])


@torch.no_grad()
def louder(network, *names, by=6.0):
    """Multiply the weights of those names, so that a random network hears the words."""
    for name, weights in network.named_parameters():
        if any(part in name for part in names):
            weights.mul_(by)
    return network


FAMILIES = {
    "Stable Diffusion": stable_diffusion,
    "Stable Diffusion, few steps": stable_diffusion_turbo,
    "Stable Diffusion, LCM": stable_diffusion_lcm,
    "Stable Diffusion XL": stable_diffusion_xl,
    "Stable Diffusion XL, few steps": stable_diffusion_xl_turbo,
    "Kandinsky 2.2": kandinsky,
    "FLUX.2 klein": flux2_klein,
    "Z-Image Turbo": z_image_turbo,
    "Sana Sprint": sana_sprint,
}
"""By the name that ``families.toml`` gives them."""


def saved(name, parent):
    """The folder of a family's model; its name is the one that a hub id would end in."""
    folder = parent / FAMILIES[name].__name__.replace("_", "-")
    folder.mkdir()
    return FAMILIES[name](folder)


def config(folder, part):
    return json.loads((folder / part / "config.json").read_text())
