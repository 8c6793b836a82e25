"""Models of transformers that listen, in their own layouts: how each is loaded, asked and answered."""

import json
from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pytest

pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

import tiny_models  # noqa: E402
from clavilux import hub  # noqa: E402
from clavilux.errors import UserError  # noqa: E402
from clavilux.listen.captioners import transformers as captioner  # noqa: E402
from clavilux.listen.captioners.transformers import TransformersCaptioner  # noqa: E402
from clavilux.values import Mono  # noqa: E402
from hearings import silent  # noqa: E402

NOISE = np.random.default_rng(4).uniform(-0.1, 0.1, 48000).astype(np.float32)
TONE = (0.1 * np.sin(np.arange(48000) / 20)).astype(np.float32)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    tiny_models.write_little(monkeypatch)


def caption(folder, sound=NOISE):
    audio = Mono(samples=sound, rate=16000, duration=3.0)
    return next(iter(TransformersCaptioner(str(folder)).captions(audio, silent(0, 3))))


@pytest.mark.parametrize("build", [tiny_models.audio_flamingo_3, tiny_models.music_flamingo, tiny_models.qwen2_audio])
def test_who_can_be_asked_answers_by_what_is_heard(tmp_path, build, capfd):
    folder = build(tmp_path)
    assert "describe this music" not in caption(folder).lower()
    assert caption(folder) != caption(folder, TONE)
    assert capfd.readouterr().err.replace("\r", "\n").count("[transformers]") == 0


@pytest.mark.parametrize("build", [tiny_models.music_flamingo, tiny_models.qwen2_audio])
def test_one_without_a_chat_template_is_told(tmp_path, build):
    folder = build(tmp_path)
    for file in folder.glob("*.json"):
        settings = json.loads(file.read_text())
        settings.pop("chat_template", None)
        file.write_text(json.dumps(settings))
    for file in folder.glob("*.jinja"):
        file.unlink()
    processor = transformers.AutoProcessor.from_pretrained(folder)
    if processor.chat_template:
        pytest.skip("transformers has one of its own for it")
    with pytest.raises(UserError, match="cannot be given a question, as it has no chat template"):
        caption(folder)


class TestOmni:
    """Of Qwen2.5-Omni and its kin only the part that writes is loaded; the part that speaks stays where it is."""

    def test_the_kind_is_that_of_its_thinker(self):
        config = transformers.Qwen2_5OmniConfig()
        assert captioner._kind("a/omni", type(config.thinker_config)) is transformers.AutoModelForMultimodalLM

    @pytest.mark.skipif(find_spec("torchvision") is not None, reason="nothing is missing")
    def test_which_library_it_needs_for_pictures_is_told(self, tmp_path):
        transformers.Qwen2_5OmniConfig().save_pretrained(tmp_path)
        (tmp_path / "preprocessor_config.json").write_text('{"processor_class": "Qwen2_5OmniProcessor"}')
        with pytest.raises(UserError, match='needs what is not installed; pip install "torchvision"'):
            caption(tmp_path)


@pytest.mark.skipif(find_spec("mistral_common") is not None, reason="nothing is missing")
def test_which_library_voxtral_needs_is_told(tmp_path):
    transformers.VoxtralConfig().save_pretrained(tmp_path)
    (tmp_path / "tekken.json").write_text("{}")
    with pytest.raises(UserError, match=r'needs what is not installed; pip install "mistral-common\[audio\]"'):
        caption(tmp_path)


def test_sound_as_a_file_is_the_sound():
    import base64
    import io

    import soundfile

    back, rate = soundfile.read(io.BytesIO(base64.b64decode(captioner._wave(NOISE, 16000))), dtype="float32")
    assert rate == 16000
    np.testing.assert_allclose(back, NOISE, atol=1e-4)


@pytest.mark.parametrize(
    ("place", "has", "expected"),
    [("cpu", True, "float32"), ("cuda", True, "bfloat16"), ("cuda", False, "float16"), ("mps", False, "bfloat16")],
)
def test_half_precision_is_that_of_the_range_of_float32_where_the_gpu_has_it(monkeypatch, place, has, expected):
    import torch

    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda *, including_emulation: has)
    assert captioner._dtype(place) == getattr(torch, expected)


def test_weights_in_other_formats_are_left_on_the_hub(tmp_path, monkeypatch):
    import huggingface_hub

    asked: list[str] = []
    tiny_models.whisper(tmp_path)

    def fetch(name, *, revision, allow_patterns):
        asked.extend(allow_patterns)
        return tmp_path

    monkeypatch.setattr(huggingface_hub, "snapshot_download", fetch)
    assert captioner._files("someone/model") == tmp_path
    assert {"model.safetensors", "model-*.safetensors"} <= {*asked}
    assert "*.safetensors" not in asked


def test_another_missing_library_is_no_news():
    with pytest.raises(ImportError, match="no_such_library"), hub.needed_libraries("a/b"):
        import_module("no_such_library")
