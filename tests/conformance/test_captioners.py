"""All captioners obey the laws; tiny models stand in place of large ones."""

import json

import pytest

import tiny_models
from clavilux import plugins
from clavilux.testing import CaptionerLaws


def captions_file(folder):
    path = folder / "words.json"
    path.write_text(json.dumps([{"start": 0, "end": 4, "caption": "Rain."}, {"start": 4, "end": 8, "caption": "Sun."}]))
    return path


MADE_FROM = {
    "tags": None,
    "file": captions_file,
    "lp-music-caps": tiny_models.lp_music_caps,
    "transformers": tiny_models.whisper,
    "transformers (asked)": tiny_models.qwen2_audio,
}
"""Captioner -> what makes the file or model that it is given."""


@pytest.fixture(scope="module", autouse=True)
def quick():
    with pytest.MonkeyPatch.context() as monkeypatch:
        tiny_models.write_little(monkeypatch)
        yield


class TestCaptioners(CaptionerLaws):
    @pytest.fixture(scope="class", params=MADE_FROM)
    @classmethod
    def create(cls, request, tmp_path_factory):
        name, build = request.param.partition(" ")[0], MADE_FROM[request.param]
        if name in ("lp-music-caps", "transformers"):
            pytest.importorskip("transformers")
        spec = f"{name}:{build(tmp_path_factory.mktemp(name))}" if build else name
        return lambda: plugins.create("captioners", spec)


def test_every_captioner_is_here():
    assert {name.partition(" ")[0] for name in MADE_FROM} == set(plugins.names("captioners"))
