"""The layouts that models come in: half-precision variants, single files, files of PyTorch; and what is no painter."""

import json
import logging
import shutil
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

from safetensors.torch import load_file, save_file  # noqa: E402

import tiny_painters  # noqa: E402
from clavilux import hub  # noqa: E402
from clavilux.errors import UserError  # noqa: E402
from clavilux.examples import ARTWORK  # noqa: E402
from clavilux.imagine.framing import framed  # noqa: E402
from clavilux.imagine.painters.autoencoder import Autoencoder  # noqa: E402
from clavilux.imagine.painters.diffusers import DiffusersPainter  # noqa: E402
from clavilux.imagine.painters.weights import variants  # noqa: E402
from clavilux.media.pictures import load  # noqa: E402
from clavilux.values import PaintRequest  # noqa: E402
from hub_server import hub as hub_with  # noqa: E402
from single_files import as_single_file  # noqa: E402

SIDE = 64
HALF, SINGLE = torch.float16, torch.float32
BASE = "stable-diffusion-v1-5/stable-diffusion-v1-5"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    torch.set_num_threads(1)
    return tiny_painters.saved("Stable Diffusion", tmp_path_factory.mktemp("models"))


@pytest.fixture
def wanted():
    artwork = framed(load(ARTWORK, SIDE), (SIDE, SIDE), "crop").picture
    return PaintRequest(artwork=artwork, style=None, seed=1, prompt="a field", strength=0.5, guidance=2.0, steps=2)


def weights(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.safetensors"))


def halved(folder: Path, to: Path, *, keep: bool = False) -> Path:
    """A model whose weights are those of the fp16 variant, alone or besides."""
    shutil.copytree(folder, to, dirs_exist_ok=True)
    for file in weights(to):
        half = {name: tensor.half().contiguous() for name, tensor in load_file(file).items()}
        save_file(half, file.with_suffix(".fp16.safetensors"), {"format": "pt"})
        if not keep:
            file.unlink()
    return to


def painted(source: object, wanted: PaintRequest) -> np.ndarray:
    return DiffusersPainter(str(source), device="cpu").paint(wanted).astype(float)


class TestVariants:
    def test_a_folder_with_halves_alone_is_painted_with(self, folder, tmp_path, wanted):
        assert np.abs(painted(halved(folder, tmp_path), wanted) - painted(folder, wanted)).mean() < 1

    def test_so_is_an_autoencoder_by_itself(self, folder, tmp_path, wanted):
        vae = halved(folder, tmp_path) / "vae"
        ours, theirs = (Autoencoder.load(str(source), "cpu", SINGLE).encode(wanted.artwork) for source in (vae, folder))
        np.testing.assert_allclose(ours, theirs, atol=0.05)

    def test_one_of_which_a_part_has_no_halves_is_complete(self, folder, tmp_path):
        halved(folder, tmp_path, keep=True)
        (tmp_path / "vae" / "diffusion_pytorch_model.fp16.safetensors").unlink()
        assert hub.pipeline(str(tmp_path), variants(HALF)) == (tmp_path, "fp16")
        (tmp_path / "unet" / "diffusion_pytorch_model.safetensors").unlink()
        assert hub.pipeline(str(tmp_path), variants(SINGLE)) == (tmp_path, "fp16")

    def test_shards_count(self, folder, tmp_path):
        halved(folder, tmp_path)
        for file in weights(tmp_path):
            file.rename(file.with_name(file.name.replace(".fp16.", ".fp16-00001-of-00002.")))
        assert hub.pipeline(str(tmp_path), variants(SINGLE)) == (tmp_path, "fp16")

    @pytest.mark.parametrize(
        ("dtype", "expected"), [(HALF, {"fp16"}), (SINGLE, {"full"})], ids=["for a GPU", "for a processor"]
    )
    def test_of_both_on_the_hub_only_one_is_fetched(self, folder, tmp_path, dtype, expected):
        both = halved(folder, tmp_path / "model", keep=True)
        with hub_with({"someone/model": both}, tmp_path / "cache") as fetched:
            _, variant = hub.pipeline("someone/model", variants(dtype))
            files = [name for name in fetched if name.endswith(".safetensors")]
        assert {"fp16" if ".fp16." in name else "full" for name in files} == expected == {variant or "full"}
        assert len(files) == 3

    @pytest.mark.parametrize("dtype", [HALF, SINGLE])
    def test_what_there_is_on_the_hub_is_fetched(self, folder, tmp_path, wanted, dtype):
        halves = halved(folder, tmp_path / "halves")
        with hub_with({"a/plain": folder, "a/halves": halves}, tmp_path / "cache"):
            assert hub.pipeline("a/plain", variants(dtype))[1] is None
            assert hub.pipeline("a/halves", variants(dtype))[1] == "fp16"
            np.testing.assert_array_equal(painted("a/plain", wanted), painted(folder, wanted))
            vae = Autoencoder.load("a/halves", "cpu", dtype)
            assert vae.encode(wanted.artwork).shape == (4, SIDE // 2, SIDE // 2)


class TestSingleFile:
    @pytest.fixture(scope="class")
    @classmethod
    def file(cls, folder, tmp_path_factory):
        return as_single_file(folder, tmp_path_factory.mktemp("file") / "dreamy.safetensors")

    def test_paints_as_its_folder_does(self, folder, file, tmp_path, wanted):
        with hub_with({BASE: folder}, tmp_path / "cache") as fetched:
            ours = painted(file, wanted)
            assert not [name for name in fetched if not name.endswith((".json", ".txt"))]
        np.testing.assert_array_equal(ours, painted(folder, wanted))

    def test_may_be_on_the_hub(self, folder, file, tmp_path, wanted):
        models = {BASE: folder, "someone/model": file.parent}
        with hub_with(models, tmp_path / "cache"):
            ours = painted(f"someone/model/{file.name}", wanted)
        np.testing.assert_array_equal(ours, painted(folder, wanted))

    def test_says_whose_settings_it_lacks(self, file, tmp_path, monkeypatch):
        import huggingface_hub

        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
        with pytest.raises(
            UserError, match=f"needs the settings of the model that it is made from: {BASE}: the hub can"
        ):
            DiffusersPainter(str(file), device="cpu").multiple  # noqa: B018

    def test_one_without_text_encoder_is_refused(self, file, tmp_path):
        part = {name: tensor for name, tensor in load_file(file).items() if not name.startswith("cond_stage_model")}
        save_file(part, tmp_path / "unet.safetensors")
        with pytest.raises(
            UserError, match="is no whole model of Stable Diffusion 1, 2 or XL; give the model's folder"
        ):
            DiffusersPainter(str(tmp_path / "unet.safetensors"), device="cpu").multiple  # noqa: B018

    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("old.ckpt", "may hold code, so it is not read; choose a .safetensors file"),
            ("small.gguf", "GGUF files are not supported"),
            ("none.safetensors", "there is no such file"),
        ],
    )
    def test_other_files_are_told(self, tmp_path, name, why):
        with pytest.raises(UserError, match=why):
            DiffusersPainter(str(tmp_path / name), device="cpu").multiple  # noqa: B018

    def test_a_broken_one_is_told(self, tmp_path):
        (tmp_path / "broken.safetensors").write_bytes(b"no weights")
        with pytest.raises(UserError, match="cannot be loaded"):
            DiffusersPainter(str(tmp_path / "broken.safetensors"), device="cpu").multiple  # noqa: B018


@pytest.mark.parametrize("part", ["vae", ""])
def test_files_of_pytorch_are_loaded_without_remarks(folder, tmp_path, wanted, monkeypatch, caplog, capfd, part):
    """What diffusers says aloud of safetensors that it misses."""
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    for file in weights(tmp_path / part):
        name = "pytorch_model.bin" if file.name == "model.safetensors" else "diffusion_pytorch_model.bin"
        torch.save(load_file(file), file.with_name(name))
        file.unlink()
    for library in ("diffusers", "transformers"):
        monkeypatch.setattr(logging.getLogger(library), "propagate", True)
    if part:
        Autoencoder.load(str(tmp_path), "cpu", SINGLE)
    else:
        np.testing.assert_array_equal(painted(tmp_path, wanted), painted(folder, wanted))
    assert caplog.messages == []
    assert capfd.readouterr() == ("", "")


def test_who_paints_from_words_alone_is_told_before_anything_is_fetched(folder, tmp_path):
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": "Lumina2Pipeline"}))
    with (
        hub_with({"a/lumina": tmp_path}, tmp_path / "cache"),
        pytest.raises(
            UserError, match="no way to paint from a picture with Lumina2Pipeline; choose a model of another"
        ),
    ):
        DiffusersPainter("a/lumina", device="cpu").prepare()
