"""Captioner ``transformers:MODEL``: any model of the transformers library that listens and writes."""

from __future__ import annotations

import base64
import io
import wave
from collections.abc import Iterator
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clavilux import extras, hub
from clavilux.errors import UserError
from clavilux.listen.captioners.sound import middle
from clavilux.values import Hearing, Mono

__all__ = ["TransformersCaptioner"]

LIBRARIES = ("torch", "transformers", "huggingface_hub")
QUESTION = (
    "Describe this music in one or two sentences: its genre, instruments, voices, tempo, mood and energy. "
    "Answer with the description alone."
)
LONGEST = 30.0
"""Seconds that are heard of a section: the window of Whisper, which most of these models listen through."""
SHORTEST = 1.0
"""Seconds to which silence extends a shorter section, as less than some frames makes no token."""
WORDS = 128
"""Tokens of a caption at most."""
SMALL_FILES = ["*.json", "*.txt", "*.model", "*.jinja", "README.md"]
WEIGHTS = ["model.safetensors", "model-*.safetensors"], ["pytorch_model.bin", "pytorch_model-*.bin"]
"""The best first. Beside them some models keep the same ones in other formats."""


class TransformersCaptioner:
    """A model of transformers that gives text for sound.

    Two kinds work: those that one can ask (audio-text-to-text, such as Music Flamingo, Audio Flamingo 3, Qwen2-Audio,
    Qwen2.5-Omni, Voxtral or Gemma 3n), which are asked to describe the music, and those that write of their own accord
    (audio-to-text with Whisper's interface). Code that comes with a model is never run; weights are read from
    safetensors, or from PyTorch files without pickled code. Of a section longer than 30 s the middle is heard.

    Parameters
    ----------
    model : str
        A folder, or a model of the hub, ``"owner/model"``.

    Raises
    ------
    MissingExtra
        If the ``captions`` extra is not installed.
    UserError
        While it is prepared: if the files cannot be had, or the model does not listen and write.

    Warns
    -----
    ClaviluxWarning
        Before the weights are used, if the model's card says that they are for non-commercial use only.
    """

    name = "transformers"
    licence = "as the model's card says"

    def __init__(self, model: str) -> None:
        extras.require(f"captioner '{self.name}'", "captions", LIBRARIES)
        self.model = model

    def prepare(self) -> None:
        """Load the model; see `protocols.Prepares`."""
        _ = self._listener

    def captions(self, audio: Mono, hearing: Hearing) -> Iterator[str]:
        """One caption for each section; greedy, so the same song gets the same words."""
        for section in hearing.sections:
            listener = self._listener
            yield listener.caption(middle(audio, section, listener.rate, LONGEST))

    @cached_property
    def _listener(self) -> _Listener:
        folder = _files(self.model)
        hub.warn_of_licence(self.model, hub.licence(folder))
        with extras.load_errors(self.model), hub.needed_libraries(self.model):
            return _Listener(self.model, folder)


class _Listener:
    """A loaded model."""

    def __init__(self, name: str, folder: Path) -> None:
        transformers = extras.lazy_import("transformers")
        config = transformers.AutoConfig.from_pretrained(folder, trust_remote_code=False)
        # Of those that speak too, only the part that writes.
        config = getattr(config, "thinker_config", config)
        kind = _kind(name, type(config))
        if (folder / "tekken.json").is_file() and find_spec("mistral_common") is None:
            raise ImportError("mistral-common reads its words")
        self._processor = transformers.AutoProcessor.from_pretrained(folder, trust_remote_code=False)
        ears = getattr(self._processor, "feature_extractor", getattr(self._processor, "audio_processor", None))
        if ears is None:
            raise UserError(f"{name}: does not take sound; choose an audio-text-to-text or audio-to-text model")
        self.rate = int(ears.sampling_rate)
        # A tokenizer of mistral-common has its template inside, and wants to read files.
        self._reads_files = (folder / "tekken.json").is_file()
        self._asked = self._reads_files or bool(getattr(self._processor, "chat_template", None))
        if not self._asked and kind is not transformers.AutoModelForSpeechSeq2Seq:
            raise UserError(
                f"{name}: cannot be given a question, as it has no chat template; choose its 'instruct' version"
            )
        place = extras.device()
        self._dtype = _dtype(place)
        how = {"config": config, "dtype": self._dtype, "trust_remote_code": False, "weights_only": True}
        with extras.quiet_logs("transformers"):
            self._network = kind.from_pretrained(folder, **how).eval().to(place)

    def caption(self, sound: NDArray[np.float32]) -> str:
        """What the sound, float32 [n] at `rate`, is like."""
        padded = np.pad(sound, (0, max(0, round(SHORTEST * self.rate) - len(sound))))
        with extras.lazy_import("torch").inference_mode(), extras.quiet_logs("transformers"):
            inputs = (self._question if self._asked else self._sound)(padded).to(self._network.device, self._dtype)
            tokens = self._network.generate(**inputs, do_sample=False, num_beams=1, max_new_tokens=WORDS)[0]
        answer = tokens[inputs["input_ids"].shape[1] :] if self._asked else tokens
        return " ".join(self._processor.decode(answer, skip_special_tokens=True).split())

    def _sound(self, sound: NDArray[np.float32]) -> Any:
        return self._processor(sound, sampling_rate=self.rate, return_tensors="pt")

    def _question(self, sound: NDArray[np.float32]) -> Any:
        audio = {"base64": _wave(sound, self.rate)} if self._reads_files else {"audio": sound}
        content = [{"type": "audio", **audio}, {"type": "text", "text": QUESTION}]
        return self._processor.apply_chat_template(
            [{"role": "user", "content": content}],
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
        )


def _kind(name: str, config: type) -> Any:
    """The class of transformers that loads a model with such a configuration."""
    transformers = extras.lazy_import("transformers")
    for mapping, kind in (
        (transformers.MODEL_FOR_MULTIMODAL_LM_MAPPING, transformers.AutoModelForMultimodalLM),
        (transformers.MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING, transformers.AutoModelForSpeechSeq2Seq),
        (transformers.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING, transformers.AutoModelForSeq2SeqLM),
    ):
        if config in mapping:
            return kind
    called = config.__name__.removesuffix("Config")
    raise UserError(
        f"{name}: {called} cannot turn sound into text; choose an audio-text-to-text or audio-to-text model"
    )


def _dtype(place: str) -> Any:
    """Numbers of half the length on a GPU: those of the range of float32, as float16 overflows in some models."""
    torch = extras.lazy_import("torch")
    if place == "cpu":
        return torch.float32
    lacks = place == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.float16 if lacks else torch.bfloat16


def _wave(sound: NDArray[np.float32], rate: int) -> str:
    """Sound as a file of 16 bits, in the letters of base64."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, rate, len(sound), "NONE", ""))
        out.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return base64.b64encode(file.getvalue()).decode()


def _files(model: str) -> Path:
    """Folder of a model; of a hub's weights the safetensors, and PyTorch files only when there are none."""
    for names in WEIGHTS:
        folder = hub.fetch(model, [*SMALL_FILES, *names])
        if any(file for name in names for file in folder.glob(name)):
            break
    return folder
