"""The network of LP-MusicCaps, built from its checkpoint: convolutions that hear, and a BART that writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clavilux import extras
from clavilux.errors import UserError
from clavilux.kernel.dsp import frequencies, mel_frequencies, stft

__all__ = ["LpNetwork", "log_mel"]

RATE, SECONDS = 16000, 10
WINDOW, HOP, BANDS = 1024, 160, 128
HEAD = 64
"""Width of an attention head in every BART; the tensors do not tell it."""
WRITING = {
    # Beams and lengths are those of LP-MusicCaps, the rest is what facebook/bart-base brings along.
    "num_beams": 5,
    "max_length": 128,
    "min_length": 2,
    "no_repeat_ngram_size": 3,
    "early_stopping": True,
    "do_sample": False,
    "bos_token_id": 0,
    "pad_token_id": 1,
    "eos_token_id": 2,
    "decoder_start_token_id": 2,
    "forced_bos_token_id": 0,
    "forced_eos_token_id": 2,
}


class LpNetwork:
    """LP-MusicCaps, ready to write.

    Parameters
    ----------
    checkpoint : Path
        A file of PyTorch with the state under ``"state_dict"``: ``audio_encoder.*`` and ``bart.*``, possibly behind
        ``module.``. Sizes are read from the tensors. It is loaded without pickled code.
    tokenizer : Path
        Folder with BART's ``vocab.json`` and ``merges.txt``, or ``tokenizer.json``.

    Raises
    ------
    UserError
        If a file is missing or is not of this model.
    """

    rate = RATE
    """Hz of the sound it wants."""
    seconds = SECONDS
    """How much of it."""

    def __init__(self, checkpoint: Path, tokenizer: Path) -> None:
        with extras.load_errors(str(checkpoint)):
            state = _state(checkpoint)
            self._ears = _under("audio_encoder.", state)
            self._bart = _bart(_under("bart.", state))
        with extras.load_errors(str(tokenizer)):
            self._tokenizer = extras.lazy_import("transformers").BartTokenizer.from_pretrained(tokenizer)

    def caption(self, sound: NDArray[np.float32]) -> str:
        """What 10 s of sound are like, in words.

        Parameters
        ----------
        sound : ndarray
            float32, shape [n], n at most ``rate * seconds``; silence is put behind a shorter one.
        """
        torch = extras.lazy_import("torch")
        padded = np.pad(sound, (0, RATE * SECONDS - len(sound)))
        with torch.inference_mode():
            heard = self._hear(torch.from_numpy(log_mel(padded)).to(self._bart.device))
            (tokens,) = self._bart.generate(inputs_embeds=heard)
        return " ".join(self._tokenizer.decode(tokens, skip_special_tokens=True).split())

    def _hear(self, mel: Any) -> Any:
        """Log-mel spectrogram [bands, frames] -> what BART reads instead of words, [1, tokens, width]."""
        functional, ears = extras.lazy_import("torch.nn.functional"), self._ears
        depth = sum(key.startswith("conv_stack.") and key.endswith(".weight") for key in ears)
        layers = ["conv1", *(f"conv_stack.{i}" for i in range(depth))]
        x = mel[None]
        for layer in layers:
            weight, bias = (ears[f"{layer}.{part}"].to(x.device) for part in ("weight", "bias"))
            x = functional.gelu(functional.conv1d(x, weight, bias, padding=1, stride=1 if layer == "conv1" else 2))
        return x.transpose(1, 2) + ears["positional_embedding"].to(x.device)


def log_mel(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """The spectrogram that LP-MusicCaps was trained on.

    Its authors square the real part of the Fourier transform, not the modulus; so must we.

    Parameters
    ----------
    sound : ndarray
        float32, shape [n], at 16 kHz.

    Returns
    -------
    ndarray
        float32, shape [128, 1 + n // 160], in dB, at least -100.
    """
    spectrum = stft(sound, WINDOW, HOP, beyond="reflect")
    mel = _bands() @ np.square(spectrum.real)
    return np.asarray(10 * np.log10(np.maximum(mel, 1e-10)), np.float32)


def _bands() -> NDArray[np.float64]:
    """HTK's mel bands as torchaudio's MelScale has them: triangles of height 1, shape [128, 513]."""
    edges = mel_frequencies(BANDS + 2, 0, RATE / 2, htk=True)
    bins = frequencies(RATE, WINDOW)
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    return np.asarray(np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre)).clip(min=0))


def _state(checkpoint: Path) -> dict[str, Any]:
    """Name -> tensor, without the prefix that training on several devices leaves."""
    state = extras.lazy_import("torch").load(checkpoint, map_location="cpu", weights_only=True)["state_dict"]
    return {key.removeprefix("module."): tensor for key, tensor in state.items()}


def _under(prefix: str, state: dict[str, Any]) -> dict[str, Any]:
    """The part of a state with that prefix, which is taken off."""
    part = {key.removeprefix(prefix): tensor for key, tensor in state.items() if key.startswith(prefix)}
    if not part:
        raise UserError(
            f"the checkpoint is not of LP-MusicCaps: nothing in it begins with '{prefix}'; use another file"
        )
    return part


def _bart(state: dict[str, Any]) -> Any:
    """BART of the size of these tensors."""
    transformers = extras.lazy_import("transformers")
    vocabulary, width = state["model.shared.weight"].shape
    sizes = {
        f"{side}_{size}": value
        for side in ("encoder", "decoder")
        for size, value in (
            ("layers", 1 + max(int(key.split(".")[3]) for key in state if key.startswith(f"model.{side}.layers."))),
            ("ffn_dim", state[f"model.{side}.layers.0.fc1.weight"].shape[0]),
            ("attention_heads", max(1, width // HEAD)),
        )
    }
    positions = state["model.decoder.embed_positions.weight"].shape[0] - 2  # BART leaves the first two unused
    config = transformers.BartConfig(vocab_size=vocabulary, d_model=width, max_position_embeddings=positions, **sizes)
    bart = transformers.BartForConditionalGeneration(config)
    bart.load_state_dict(state)
    bart.generation_config = transformers.GenerationConfig(**WRITING)
    return bart.eval().to(extras.device())
