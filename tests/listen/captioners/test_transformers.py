import json
import warnings

import numpy as np
import pytest

import tiny_models
from clavilux.errors import UserError
from clavilux.listen.captioners.transformers import TransformersCaptioner
from clavilux.values import Mono
from hearings import silent

pytest.importorskip("torch")
pytest.importorskip("transformers")

AUDIO = Mono(samples=np.random.default_rng(4).uniform(-0.1, 0.1, 48000).astype(np.float32), rate=16000, duration=3.0)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    tiny_models.write_little(monkeypatch)


@pytest.fixture
def caption():
    """What a model says of 3 s of noise."""

    def say(folder):
        return next(iter(TransformersCaptioner(str(folder)).captions(AUDIO, silent(0, 3))))

    return say


def test_weights_of_pytorch_serve_where_there_are_no_safetensors(caption, tmp_path):
    import torch
    from safetensors.torch import load_file

    expected = caption(tiny_models.whisper(tmp_path))
    torch.save(load_file(tmp_path / "model.safetensors"), tmp_path / "pytorch_model.bin")
    (tmp_path / "model.safetensors").unlink()
    assert caption(tmp_path) == expected


@pytest.mark.parametrize(("licence", "warned"), [("cc-by-nc-4.0", True), ("apache-2.0", False)])
def test_warns_of_weights_that_are_not_for_commercial_use(caption, tmp_path, licence, warned):
    tiny_models.whisper(tmp_path)
    (tmp_path / "README.md").write_text(f"---\nlicense: {licence}\n---\n")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        caption(tmp_path)
    assert any("for non-commercial use only" in str(warning.message) for warning in caught) is warned


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ({"model_type": "bert"}, "Bert cannot turn sound into text; choose an audio"),
        ({"model_type": "no-such-kind"}, "cannot be loaded"),
        ({"model_type": "own", "auto_map": {"AutoConfig": "evil.Config"}}, "cannot be loaded"),
    ],
)
def test_other_kinds_are_refused_and_their_code_is_not_run(caption, tmp_path, config, why):
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    with pytest.raises(UserError, match=why) as told:
        caption(tmp_path)
    assert "\n" not in str(told.value)
    assert not (tmp_path / "ran").exists()


def test_an_empty_folder_is_told(caption, tmp_path):
    with pytest.raises(UserError, match="cannot be loaded"):
        caption(tmp_path)


def test_a_wrong_model_is_told_before_anything_is_heard(tmp_path):
    with pytest.raises(UserError, match="cannot be loaded"):
        TransformersCaptioner(str(tmp_path)).prepare()
