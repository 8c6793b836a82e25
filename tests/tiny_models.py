"""Models of real formats and hardly any size, with random weights, saved as the hub keeps the large ones.

The libraries are imported where they are used, so that tests which need none of them run without.
"""

import json
from pathlib import Path

import numpy as np

WIDTH, BANDS = 16, 128
BART_WIDTH = 128  # two heads of 64


def write_little(monkeypatch) -> None:
    """Keep models short that write at random and so do not come to an end."""
    from clavilux.listen.captioners import lp_network, transformers

    monkeypatch.setitem(lp_network.WRITING, "max_length", 12)
    monkeypatch.setattr(transformers, "WORDS", 12)


def vocabulary(first, last=()):
    """Token -> number: special ones, the 256 bytes as GPT-2 spells them, special ones."""
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    return {token: number for number, token in enumerate([*first, *bytes_to_unicode().values(), *last])}


def bart_tokenizer(folder: Path) -> int:
    """Write BART's two files of a tokenizer that knows bytes alone; returns its size."""
    words = vocabulary(["<s>", "<pad>", "</s>", "<unk>"], ["<mask>"])
    (folder / "vocab.json").write_text(json.dumps(words))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    return len(words)


def lp_music_caps(folder: Path, prefix: str = "module.") -> Path:
    """A checkpoint with the names and the layout of LP-MusicCaps, and its tokenizer."""
    import torch
    from transformers import BartConfig, BartForConditionalGeneration

    torch.manual_seed(5)
    sizes = {f"{side}_{size}": n for side in ("encoder", "decoder") for size, n in (("layers", 2), ("ffn_dim", 24))}
    heads = {f"{side}_attention_heads": BART_WIDTH // 64 for side in ("encoder", "decoder")}
    config = BartConfig(vocab_size=bart_tokenizer(folder), d_model=BART_WIDTH, init_std=0.2, **sizes, **heads)
    bart = BartForConditionalGeneration(config)
    state = {f"bart.{key}": tensor for key, tensor in bart.state_dict().items()}
    layers = {"conv1": BANDS} | {f"conv_stack.{i}": BART_WIDTH for i in range(5)}
    for layer, channels in layers.items():
        conv = torch.nn.Conv1d(channels, BART_WIDTH, 3)
        state |= {f"audio_encoder.{layer}.{key}": tensor for key, tensor in conv.state_dict().items()}
    state["audio_encoder.positional_embedding"] = sinusoids(32, BART_WIDTH)
    # The originals are in the real checkpoint too; nobody needs them.
    state["audio_encoder.mel_encoder.spec_fn.window"] = torch.hann_window(1024)
    state["audio_encoder.mel_encoder.mel_scale.fb"] = torch.zeros(513, BANDS)
    torch.save(
        {"epoch": 3, "state_dict": {prefix + key: tensor for key, tensor in state.items()}}, folder / "transfer.pth"
    )
    return folder


def sinusoids(length: int, width: int):
    """Sines and cosines of slower and slower waves."""
    import torch

    pace = np.exp(-np.log(10000) * np.arange(width // 2) / (width // 2 - 1))
    angle = np.arange(length)[:, None] * pace
    return torch.tensor(np.concatenate([np.sin(angle), np.cos(angle)], axis=1), dtype=torch.float32)


def whisper(folder: Path) -> Path:
    """An audio-to-text model: hears and writes."""
    import torch
    from transformers import (
        WhisperConfig,
        WhisperFeatureExtractor,
        WhisperForConditionalGeneration,
        WhisperProcessor,
        WhisperTokenizer,
    )

    torch.manual_seed(5)
    words = vocabulary(["<|endoftext|>"])
    tokenizer = WhisperTokenizer(vocab=words, merges=[], unk_token="<|endoftext|>", bos_token="<|endoftext|>")
    sizes = {f"{side}_{size}": n for side in ("encoder", "decoder") for size, n in (("layers", 1), ("ffn_dim", 24))}
    heads = {f"{side}_attention_heads": 1 for side in ("encoder", "decoder")}
    ids = {f"{kind}_token_id": 0 for kind in ("pad", "bos", "eos", "decoder_start")}
    size = {"vocab_size": len(tokenizer), "d_model": WIDTH, "num_mel_bins": 16, "init_std": 0.5}
    WhisperForConditionalGeneration(WhisperConfig(**size, **sizes, **heads, **ids)).save_pretrained(folder)
    WhisperProcessor(WhisperFeatureExtractor(feature_size=16), tokenizer).save_pretrained(folder)
    return folder


def qwen2_audio(folder: Path) -> Path:
    """An audio-text-to-text model: answers questions about what it hears."""
    import torch
    from transformers import (
        Qwen2AudioConfig,
        Qwen2AudioForConditionalGeneration,
        Qwen2AudioProcessor,
        Qwen2Tokenizer,
        WhisperFeatureExtractor,
    )

    torch.manual_seed(5)
    special = ["<|AUDIO|>", "<|audio_bos|>", "<|audio_eos|>", "<|im_start|>", "<|im_end|>"]
    tokenizer = Qwen2Tokenizer(vocab=vocabulary(["<|endoftext|>"]), merges=[])
    tokenizer.add_special_tokens({"additional_special_tokens": special})
    ears = {
        "d_model": WIDTH,
        "encoder_layers": 1,
        "encoder_attention_heads": 1,
        "encoder_ffn_dim": 24,
        "num_mel_bins": 16,
    }
    mind = {
        "model_type": "qwen2",
        "vocab_size": len(tokenizer),
        "hidden_size": WIDTH,
        "intermediate_size": 24,
        "num_hidden_layers": 1,
        "num_attention_heads": 1,
        "num_key_value_heads": 1,
        "initializer_range": 0.5,
    }
    config = Qwen2AudioConfig(
        audio_config=ears | {"model_type": "qwen2_audio_encoder"},
        text_config=mind,
        audio_token_index=tokenizer.convert_tokens_to_ids("<|AUDIO|>"),
    )
    Qwen2AudioForConditionalGeneration(config).save_pretrained(folder)
    Qwen2AudioProcessor(WhisperFeatureExtractor(feature_size=16), tokenizer).save_pretrained(folder)
    return folder


def audio_flamingo_3(folder: Path) -> Path:
    """An audio-text-to-text model that transformers files among those from sequence to sequence."""
    from transformers import AudioFlamingo3Config, AudioFlamingo3ForConditionalGeneration, AudioFlamingo3Processor

    tokenizer, parts = flamingo_parts(["<sound>"])
    sound = tokenizer.convert_tokens_to_ids("<sound>")
    config = AudioFlamingo3Config(**parts, audio_token_id=sound)
    AudioFlamingo3ForConditionalGeneration(config).save_pretrained(folder)
    AudioFlamingo3Processor(flamingo_ears(), tokenizer, chat_template=chat("<sound>")).save_pretrained(folder)
    return folder


def music_flamingo(folder: Path) -> Path:
    """Its successor, which was trained on music."""
    from transformers import MusicFlamingoConfig, MusicFlamingoForConditionalGeneration, MusicFlamingoProcessor

    marks = ["<sound>", "<|sound_bos|>", "<|sound_eos|>"]
    tokenizer, parts = flamingo_parts(marks)
    names = ("audio_token_id", "audio_bos_token_id", "audio_eos_token_id")
    config = MusicFlamingoConfig(**parts, **dict(zip(names, tokenizer.convert_tokens_to_ids(marks), strict=True)))
    MusicFlamingoForConditionalGeneration(config).save_pretrained(folder)
    MusicFlamingoProcessor(flamingo_ears(), tokenizer, chat_template=chat("<sound>")).save_pretrained(folder)
    return folder


def flamingo_ears():
    from transformers import WhisperFeatureExtractor

    return WhisperFeatureExtractor(feature_size=16)


def flamingo_parts(marks):
    """Tokenizer, and what their configurations share."""
    import torch
    from transformers import Qwen2Tokenizer

    torch.manual_seed(5)
    tokenizer = Qwen2Tokenizer(vocab=vocabulary(["<|endoftext|>"]), merges=[])
    tokenizer.add_special_tokens({"additional_special_tokens": [*marks, "<|im_start|>", "<|im_end|>"]})
    ears = {
        "model_type": "audioflamingo3_encoder",
        "hidden_size": WIDTH,
        "num_hidden_layers": 1,
        "num_attention_heads": 1,
        "intermediate_size": 24,
        "num_mel_bins": 16,
    }
    mind = {
        "model_type": "qwen2",
        "vocab_size": len(tokenizer),
        "hidden_size": WIDTH,
        "intermediate_size": 24,
        "num_hidden_layers": 1,
        "num_attention_heads": 1,
        "num_key_value_heads": 1,
        "initializer_range": 0.5,
        "bos_token_id": 0,
        "eos_token_id": 0,
    }
    return tokenizer, {"audio_config": ears, "text_config": mind}


def chat(mark):
    """A template of a question about sound."""
    return (
        "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{% for part in message['content'] %}"
        "{% if part['type'] == 'audio' %}" + mark + "{% else %}{{ part['text'] }}{% endif %}{% endfor %}<|im_end|>\n"
        "{% endfor %}<|im_start|>assistant\n"
    )
