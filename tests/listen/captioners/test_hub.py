from types import SimpleNamespace

import huggingface_hub
import pytest
from huggingface_hub import errors

from clavilux import plugins
from clavilux.errors import MissingExtra, UserError
from clavilux.listen.captioners import hub


def answer(kind, status):
    return kind("no\nfurther", response=SimpleNamespace(status_code=status, headers={}, request=None))


class TestFetch:
    def test_a_folder_is_taken_as_it_is(self, tmp_path):
        assert hub.fetch(str(tmp_path), ["*"]) == tmp_path

    @pytest.mark.parametrize("source", ["no such folder", "/no/such/folder", "../x", ""])
    def test_what_is_neither_folder_nor_model_is_told(self, source):
        with pytest.raises(UserError, match="no folder here and no model of the hub; give"):
            hub.fetch(source, ["*"])

    @pytest.mark.parametrize(
        ("error", "cure"),
        [
            (
                answer(errors.GatedRepoError, 403),
                "agree at https://huggingface.co/someone/model, then run: hf auth login",
            ),
            (answer(errors.RepositoryNotFoundError, 404), "check the name"),
            (answer(errors.HfHubHTTPError, 503), r"\(503\); try again later"),
            (errors.LocalEntryNotFoundError("not there"), "HF_HUB_OFFLINE is set; connect once, or give a folder"),
            (errors.OfflineModeIsEnabled("offline"), "HF_HUB_OFFLINE is set; connect once, or give a folder"),
            (OSError(28, "No space left on device"), "No space left on device.*make room"),
        ],
    )
    def test_what_the_hub_raises_becomes_one_line_with_the_cure(self, monkeypatch, error, cure):
        def fails(*_, **__):
            raise error

        monkeypatch.setattr(huggingface_hub, "snapshot_download", fails)
        with pytest.raises(UserError, match=f"^someone/model: .*{cure}") as told:
            hub.fetch("someone/model", ["*"])
        assert "\n" not in str(told.value)

    def test_offline_mode_is_honoured(self, monkeypatch, tmp_path):
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
        with pytest.raises(UserError, match="HF_HUB_OFFLINE"):
            hub.fetch("someone/model", ["*"])


class TestLicence:
    def test_is_read_from_the_card(self, tmp_path):
        (tmp_path / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n# A model\n")
        assert hub.licence(tmp_path) == "cc-by-nc-4.0"

    @pytest.mark.parametrize("card", ["# A model\n", "---\ntags: [music]\n---\n"])
    def test_may_be_unstated(self, tmp_path, card):
        (tmp_path / "README.md").write_text(card)
        assert hub.licence(tmp_path) is None


@pytest.mark.parametrize("spec", ["lp-music-caps", "transformers:someone/model"])
def test_a_missing_extra_is_told_before_anything_is_heard(monkeypatch, spec):
    monkeypatch.setattr(hub, "find_spec", lambda name: None if name == "torch" else object())
    with pytest.raises(MissingExtra, match=r'pip install "clavilux\[captions\]"'):
        plugins.create("captioners", spec)
