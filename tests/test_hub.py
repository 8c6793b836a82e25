import warnings
from types import SimpleNamespace

import pytest

from clavilux import hub
from clavilux.errors import ClaviluxWarning, UserError

huggingface_hub = pytest.importorskip("huggingface_hub")
errors = pytest.importorskip("huggingface_hub.errors")


def answer(kind, status):
    return kind("no\nfurther", response=SimpleNamespace(status_code=status, headers={}, request=None))


class TestFetch:
    def test_a_folder_is_taken_as_it_is(self, tmp_path):
        assert hub.fetch(str(tmp_path), ["*"]) == tmp_path

    @pytest.mark.parametrize("source", ["no such folder", "/no/such/folder", "../x", ""])
    def test_what_is_neither_folder_nor_model_is_told(self, source):
        with pytest.raises(UserError, match="neither a folder here nor a model on the Hugging Face hub; give"):
            hub.fetch(source, ["*"])

    @pytest.mark.parametrize(
        ("error", "cure"),
        [
            (
                answer(errors.GatedRepoError, 403),
                "agree at https://huggingface.co/someone/model, then run: hf auth login",
            ),
            (answer(errors.RepositoryNotFoundError, 404), "check the name"),
            (answer(errors.RevisionNotFoundError, 404), "see https://huggingface.co/someone/model/tree/main"),
            (answer(errors.HfHubHTTPError, 503), r"\(503\); try again later"),
            (errors.LocalEntryNotFoundError("not there"), "HF_HUB_OFFLINE is set; connect once, give a folder"),
            (errors.OfflineModeIsEnabled("offline"), "HF_HUB_OFFLINE is set; connect once, give a folder"),
            (OSError(28, "No space left on device"), "No space left on device.*free some space"),
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

    def test_a_licence_of_its_own_is_named(self, tmp_path):
        (tmp_path / "README.md").write_text("---\nlicense: other\nlicense_name: flux-non-commercial\n---\n")
        assert hub.licence(tmp_path) == "flux-non-commercial"

    @pytest.mark.parametrize("stated", ["cc-by-nc-4.0", "CC BY-NC-SA 4.0", "flux-non-commercial-license"])
    def test_one_that_forbids_commerce_is_told(self, stated):
        with pytest.warns(
            ClaviluxWarning, match=f"someone/model: its weights are {stated}, for non-commercial use only"
        ):
            hub.warn_of_licence("someone/model", stated)

    @pytest.mark.parametrize("stated", [None, "apache-2.0", "creativeml-openrail-m"])
    def test_another_is_not(self, stated):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            hub.warn_of_licence("someone/model", stated)

    @pytest.mark.parametrize(
        "card",
        [
            b"---\nlicense: [mit\n---\n",
            b"---\nlicense: 'a\nb: c\n---\n",
            b"---\n- a\n---\n",
            b"---\nlicense: \xff\n---\n",
        ],
    )
    def test_a_damaged_card_is_told_and_does_no_harm(self, tmp_path, card):
        (tmp_path / "README.md").write_bytes(card)
        with pytest.warns(
            ClaviluxWarning, match="README.md: the model's card is damaged .* licence is not known"
        ) as told:
            assert hub.licence(tmp_path) is None
        assert "\n" not in str(told[0].message)


class TestSettings:
    def test_are_read_from_a_file(self, tmp_path):
        (tmp_path / "a.json").write_text('{"_class_name": "A"}')
        assert hub.settings(tmp_path / "a.json") == {"_class_name": "A"}

    def test_there_are_none_without_the_file(self, tmp_path):
        assert hub.settings(tmp_path / "a.json") == {}

    @pytest.mark.parametrize("content", [b"", b"{", b'{"a": }', b"[1]", b'"a"', b"\xff\xfe\xff"])
    def test_a_damaged_file_is_named(self, tmp_path, content):
        (tmp_path / "a.json").write_bytes(content)
        with pytest.raises(UserError, match=r"a\.json: is damaged \(.*download the model again, or choose another$"):
            hub.settings(tmp_path / "a.json")


class TestRevision:
    def test_stands_behind_the_name(self):
        assert hub.parse_repo_id("someone/model") == ("someone/model", None)
        assert hub.parse_repo_id("someone/model@v2.0") == ("someone/model", "v2.0")

    def test_is_what_is_fetched(self, monkeypatch, tmp_path):
        asked = {}
        monkeypatch.setattr(huggingface_hub, "snapshot_download", lambda name, **how: asked.update(how) or tmp_path)
        assert hub.fetch("someone/model@refs/pr/3", ["*.json"]) == tmp_path
        assert asked == {"revision": "refs/pr/3", "allow_patterns": ["*.json"]}


def test_a_source_is_a_model_and_maybe_a_file(tmp_path):
    (tmp_path / "a.safetensors").touch()
    assert hub.parse_file_ref("owner/model") == ("owner/model", "")
    assert hub.parse_file_ref("owner/model@v2/folder/a.safetensors") == ("owner/model@v2", "folder/a.safetensors")
    assert hub.parse_file_ref(str(tmp_path)) == (str(tmp_path), "")
    assert hub.parse_file_ref(str(tmp_path / "a.safetensors")) == (str(tmp_path), "a.safetensors")
