"""Captioner ``transformers:MODEL``: any model of the transformers library that listens and writes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
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


class TransformersCaptioner:
    """A model of transformers that gives text for sound.

    Two kinds work: those that one can ask (audio-text-to-text, such as Qwen2-Audio), which are asked to describe the
    music, and those that write of their own accord (audio-to-text with Whisper's interface). Code that comes with a
    model is never run; weights are read from safetensors, or from PyTorch files without pickled code. Of a section
    longer than 30 s the middle is heard.

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
        with extras.load_errors(self.model):
            return _Listener(self.model, folder)


class _Listener:
    """A loaded model."""

    def __init__(self, name: str, folder: Path) -> None:
        transformers, torch = extras.lazy_import("transformers"), extras.lazy_import("torch")
        config = transformers.AutoConfig.from_pretrained(folder, trust_remote_code=False)
        kind = _kind(name, type(config))
        self._processor = transformers.AutoProcessor.from_pretrained(folder, trust_remote_code=False)
        ears = getattr(self._processor, "feature_extractor", None)
        if ears is None:
            raise UserError(f"{name}: does not take sound; choose an audio-text-to-text or audio-to-text model")
        self.rate = int(ears.sampling_rate)
        self._asked = kind is transformers.AutoModelForMultimodalLM
        if self._asked and not self._processor.chat_template:
            raise UserError(
                f"{name}: cannot be given a question, as it has no chat template; choose its 'instruct' version"
            )
        place = extras.device()
        self._dtype = torch.float32 if place == "cpu" else torch.float16
        network = kind.from_pretrained(folder, dtype=self._dtype, trust_remote_code=False, weights_only=True)
        self._network = network.eval().to(place)

    def caption(self, sound: NDArray[np.float32]) -> str:
        """What the sound, float32 [n] at `rate`, is like."""
        padded = np.pad(sound, (0, max(0, round(SHORTEST * self.rate) - len(sound))))
        inputs = (self._question if self._asked else self._sound)(padded).to(self._network.device, self._dtype)
        with extras.lazy_import("torch").inference_mode():
            tokens = self._network.generate(**inputs, do_sample=False, num_beams=1, max_new_tokens=WORDS)[0]
        answer = tokens[inputs["input_ids"].shape[1] :] if self._asked else tokens
        return " ".join(self._processor.decode(answer, skip_special_tokens=True).split())

    def _sound(self, sound: NDArray[np.float32]) -> Any:
        return self._processor(sound, sampling_rate=self.rate, return_tensors="pt")

    def _question(self, sound: NDArray[np.float32]) -> Any:
        content = [{"type": "audio", "audio": sound}, {"type": "text", "text": QUESTION}]
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
    if config in transformers.MODEL_FOR_MULTIMODAL_LM_MAPPING:
        return transformers.AutoModelForMultimodalLM
    if config in transformers.MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING:
        return transformers.AutoModelForSpeechSeq2Seq
    kind = config.__name__.removesuffix("Config")
    raise UserError(f"{name}: {kind} cannot turn sound into text; choose an audio-text-to-text or audio-to-text model")


def _files(model: str) -> Path:
    """Folder of a model; of a hub's weights the safetensors, and PyTorch files only when there are none."""
    folder = hub.fetch(model, [*SMALL_FILES, "*.safetensors"])
    return folder if any(folder.glob("*.safetensors")) else hub.fetch(model, [*SMALL_FILES, "*.bin"])
