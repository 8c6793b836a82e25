"""Tiny diffusers models of the kinds that straighten a flow: FLUX, Stable Diffusion 3, Qwen-Image and their kin."""

import warnings

import torch
from diffusers import (
    AutoencoderKLFlux2,
    AutoencoderKLQwenImage,
    ChromaPipeline,
    ChromaTransformer2DModel,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Transformer2DModel,
    FluxKontextPipeline,
    FluxPipeline,
    FluxTransformer2DModel,
    QwenImagePipeline,
    QwenImageTransformer2DModel,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from transformers import (
    CLIPTextModel,
    CLIPTextModelWithProjection,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2Tokenizer,
    Qwen3ForCausalLM,
    Qwen3Model,
    T5Config,
    T5EncoderModel,
)

from tiny_models import vocabulary
from tiny_parts import CHAT, WIDTH, blocks, clip_text, clip_tokenizer, fitted, kl, louder, qwen3, qwen_tokenizer

MARKS = [f"<|{name}|>" for name in ("im_start", "im_end", "vision_start", "vision_end", "image_pad", "video_pad")]


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


def flux1_schnell(folder, kind=FluxPipeline, dynamic=False):
    """Told apart from dev by its scheduler."""
    torch.manual_seed(1)
    network = FluxTransformer2DModel(
        in_channels=16,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=8,
        num_attention_heads=2,
        joint_attention_dim=WIDTH,
        pooled_projection_dim=WIDTH,
        axes_dims_rope=(2, 2, 4),
        guidance_embeds=dynamic,
    )
    louder(network, "context_embedder", "text_embedder", "add_v", "to_v", "to_out", "norm1", by=12.0)
    kind(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=dynamic),
        vae=fitted(kl(4, shift_factor=0.1, scaling_factor=0.4)),
        text_encoder=clip_text(CLIPTextModel),
        tokenizer=clip_tokenizer(),
        text_encoder_2=t5(),
        tokenizer_2=qwen_tokenizer(),
        transformer=network,
    ).save_pretrained(folder)
    return folder


def flux1_kontext(folder):
    return flux1_schnell(folder, FluxKontextPipeline, dynamic=True)


def stable_diffusion_3_turbo(folder):
    torch.manual_seed(1)
    network = SD3Transformer2DModel(
        sample_size=32,
        in_channels=4,
        out_channels=4,
        num_layers=2,
        attention_head_dim=8,
        num_attention_heads=2,
        joint_attention_dim=4 * WIDTH,
        caption_projection_dim=WIDTH,
        pooled_projection_dim=2 * WIDTH,
        pos_embed_max_size=64,
    )
    louder(network, "context_embedder", "text_embedder", "add_v", "to_v", "to_out", by=12.0)
    StableDiffusion3Pipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=fitted(kl(4, shift_factor=0.1, scaling_factor=0.4)),
        text_encoder=clip_text(CLIPTextModelWithProjection),
        tokenizer=clip_tokenizer(),
        text_encoder_2=clip_text(CLIPTextModelWithProjection),
        tokenizer_2=clip_tokenizer(),
        text_encoder_3=t5(4 * WIDTH),
        tokenizer_3=qwen_tokenizer(),
        transformer=network,
    ).save_pretrained(folder)
    return folder


def chroma(folder):
    torch.manual_seed(1)
    with warnings.catch_warnings(action="ignore", category=FutureWarning):  # of diffusers, to itself
        network = ChromaTransformer2DModel(
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=8,
            num_attention_heads=2,
            joint_attention_dim=WIDTH,
            axes_dims_rope=(2, 2, 4),
            approximator_num_channels=8,
            approximator_hidden_dim=16,
            approximator_layers=1,
        )
    louder(network, "context_embedder", "add_v", "to_v", "to_out", by=30.0)
    ChromaPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=fitted(kl(4, shift_factor=0.1, scaling_factor=0.4)),
        text_encoder=t5(),
        tokenizer=qwen_tokenizer(),
        transformer=network,
    ).save_pretrained(folder)
    return folder


def qwen_image(folder):
    torch.manual_seed(1)
    tokenizer = Qwen2Tokenizer(vocab=vocabulary(["<|endoftext|>"]), merges=[])
    tokenizer.add_special_tokens({"additional_special_tokens": MARKS})
    tokenizer.chat_template = CHAT
    ids = {
        f"{name}_token_id": tokenizer.convert_tokens_to_ids(f"<|{token}|>")
        for name, token in [
            ("image", "image_pad"),
            ("video", "video_pad"),
            ("vision_start", "vision_start"),
            ("vision_end", "vision_end"),
        ]
    }
    mind = {
        "vocab_size": len(tokenizer),
        "hidden_size": WIDTH,
        "intermediate_size": WIDTH,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "rope_parameters": {"rope_type": "default", "mrope_section": [1, 1, 2], "rope_theta": 1e6},
        "initializer_range": 0.5,
        "max_position_embeddings": 4096,
        "bos_token_id": 0,
        "eos_token_id": 0,
    }
    eyes = {
        "depth": 1,
        "hidden_size": WIDTH,
        "intermediate_size": WIDTH,
        "num_heads": 2,
        "out_hidden_size": WIDTH,
        "fullatt_block_indexes": [0],
    }
    vae = AutoencoderKLQwenImage(
        base_dim=8,
        z_dim=4,
        dim_mult=[1, 2],
        num_res_blocks=1,
        temperal_downsample=[False],
        latents_mean=[0.1, -0.2, 0.0, 0.3],
        latents_std=[1.0] * 4,
    )
    network = QwenImageTransformer2DModel(
        in_channels=16,
        out_channels=4,
        num_layers=1,
        attention_head_dim=8,
        num_attention_heads=2,
        joint_attention_dim=WIDTH,
        axes_dims_rope=(2, 2, 4),
    )
    louder(network, "txt_in", "add_v", "to_v", "to_out", "txt_mod", "img_mod", by=8.0)
    config = Qwen2_5_VLConfig(text_config=mind, vision_config=eyes, **ids)
    QwenImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=fitted(vae),
        text_encoder=Qwen2_5_VLForConditionalGeneration(config),
        tokenizer=tokenizer,
        transformer=network,
    ).save_pretrained(folder)
    return folder


def t5(width=WIDTH):
    config = T5Config(
        vocab_size=300,
        d_model=width,
        d_kv=8,
        d_ff=WIDTH,
        num_layers=1,
        num_heads=2,
        initializer_factor=4.0,
    )
    return T5EncoderModel(config)
