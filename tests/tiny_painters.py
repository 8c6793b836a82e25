"""Diffusers models of real formats and hardly any size, saved as the hub keeps the large ones.

All weights are random but those of the autoencoders' last layer, which is fitted so that decoding undoes encoding.
"""

import json

import torch
from diffusers import (
    AutoencoderDC,
    AutoencoderTiny,
    DDIMScheduler,
    DDPMScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
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
)
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from msgspec.structs import replace
from safetensors.torch import save_file
from transformers import (
    CLIPConfig,
    CLIPImageProcessor,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    Gemma2Config,
    Gemma2Model,
)

import tiny_flow
from clavilux.imagine.painters import families
from tiny_parts import WIDTH, blocks, clip_text, clip_tokenizer, clip_vision, fitted, kl, louder, qwen_tokenizer, unet

TRAINED = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "steps_offset": 1}


def stable_diffusion(folder, scheduler=None, *, checked=False):
    """Stable Diffusion 1.5 and its kin, on demand with the checker that they come with."""
    torch.manual_seed(1)
    StableDiffusionPipeline(
        vae=fitted(kl(4)),
        text_encoder=clip_text(CLIPTextModel),
        tokenizer=clip_tokenizer(),
        unet=unet(cross_attention_dim=WIDTH),
        scheduler=scheduler or DDIMScheduler(**TRAINED, clip_sample=False),
        safety_checker=safety_checker() if checked else None,
        feature_extractor=CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=32) if checked else None,
        requires_safety_checker=checked,
    ).save_pretrained(folder)
    return folder


def safety_checker():
    eyes = {"hidden_size": WIDTH, "intermediate_size": WIDTH, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = CLIPConfig(vision_config=eyes | {"image_size": 32, "patch_size": 8}, projection_dim=WIDTH)
    return StableDiffusionSafetyChecker(config)


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


FAMILIES = {
    "Stable Diffusion": stable_diffusion,
    "Stable Diffusion, few steps": stable_diffusion_turbo,
    "Stable Diffusion, LCM": stable_diffusion_lcm,
    "Stable Diffusion XL": stable_diffusion_xl,
    "Stable Diffusion XL, few steps": stable_diffusion_xl_turbo,
    "Kandinsky 2.2": kandinsky,
    "Sana Sprint": sana_sprint,
    "FLUX.2 klein": tiny_flow.flux2_klein,
    "Z-Image Turbo": tiny_flow.z_image_turbo,
    "FLUX.1 schnell": tiny_flow.flux1_schnell,
    "FLUX.1 Kontext": tiny_flow.flux1_kontext,
    "Stable Diffusion 3, few steps": tiny_flow.stable_diffusion_3_turbo,
    "Chroma": tiny_flow.chroma,
    "Qwen-Image": tiny_flow.qwen_image,
}
"""By the name that ``families.toml`` gives them."""


def paint_little(monkeypatch, cells=32):
    """Keep the sizes small that models paint in at best, as these have been trained for none."""
    tables = families._tables()
    small = [
        replace(family, native=family.native and cells, largest=family.largest and 2 * cells)
        for family in tables.family
    ]
    monkeypatch.setattr(tables, "family", small)


def saved(name, parent):
    """The folder of a family's model; its name is the one that a hub id would end in."""
    folder = parent / FAMILIES[name].__name__.replace("_", "-")
    folder.mkdir()
    return FAMILIES[name](folder)


def config(folder, part):
    return json.loads((folder / part / "config.json").read_text())
