"""A style's picture and the painters of the ``diffusers`` extra: IP-Adapters, and models that take two pictures."""

import functools
import shutil
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image as Pillow

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

from safetensors.torch import load_file, save_file  # noqa: E402

import tiny_painters  # noqa: E402
from clavilux import Recipe, make  # noqa: E402
from clavilux.errors import UserError  # noqa: E402
from clavilux.examples import ARTWORK  # noqa: E402
from clavilux.imagine.framing import framed  # noqa: E402
from clavilux.imagine.painters import families  # noqa: E402
from clavilux.imagine.painters.adapter import Adapter  # noqa: E402
from clavilux.imagine.painters.choose import choose  # noqa: E402
from clavilux.imagine.painters.diffusers import DiffusersPainter  # noqa: E402
from clavilux.media.pictures import load  # noqa: E402
from clavilux.styles import picture_style  # noqa: E402
from clavilux.values import PaintRequest, Style  # noqa: E402

SIDE = 64
FILE = "models/ip-adapter_sd15.safetensors"
SHOWN: Style = picture_style(ARTWORK)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    torch.set_num_threads(1)
    return tiny_painters.saved("Stable Diffusion", tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def adapter(folder, tmp_path_factory):
    return tiny_painters.ip_adapter(tmp_path_factory.mktemp("adapter"), folder)


@pytest.fixture
def wanted():
    artwork = framed(load(ARTWORK, SIDE), (SIDE, SIDE), "crop").picture
    return PaintRequest(artwork=artwork, style=SHOWN, seed=1, prompt="a field", strength=0.5, guidance=2.0, steps=2)


def painter(folder, adapter=None):
    return DiffusersPainter(str(folder), adapter=str(adapter) if adapter else None, device="cpu")


class TestWhoSees:
    @pytest.mark.parametrize(
        ("kind", "width", "sees"),
        [
            ("StableDiffusionPipeline", 768, True),
            ("StableDiffusionPipeline", 1024, False),  # 2.x, SD-Turbo
            ("StableDiffusionXLPipeline", 2048, True),
            ("StableDiffusionXLPipeline", 1280, False),
            ("Flux2KleinPipeline", None, True),
            ("ZImagePipeline", None, False),
            ("BrandNewPipeline", 768, False),
        ],
    )
    def test_a_model_that_the_usual_adapter_is_made_for_or_that_takes_two_pictures(self, tmp_path, kind, width, sees):
        (tmp_path / "unet").mkdir()
        (tmp_path / "model_index.json").write_text(f'{{"_class_name": "{kind}"}}')
        (tmp_path / "unet" / "config.json").write_text("{}" if width is None else f'{{"cross_attention_dim": {width}}}')
        assert painter(tmp_path).sees_styles is sees

    def test_one_with_an_adapter_of_the_users(self, folder, adapter):
        assert not painter(folder).sees_styles
        assert painter(folder, adapter).sees_styles

    def test_who_takes_no_adapter_is_told(self, tmp_path, adapter):
        model = tiny_painters.saved("Sana Sprint", tmp_path)
        with pytest.raises(UserError, match=r"does not support an IP-Adapter; leave imagine\.adapter out"):
            painter(model, adapter).sees_styles  # noqa: B018

    def test_a_painter_without_models_is_told(self):
        with pytest.raises(UserError, match="painter 'fake' does not support the option 'adapter'"):
            choose({"use": "fake", "adapter": "a/b"})


class TestAdapter:
    def test_changes_the_picture_as_much_as_the_scale_says(self, folder, adapter, wanted):
        usual: Any = families.named("Stable Diffusion").usual_adapter
        pipe = painter(folder)._pipe
        pictures = []
        for scale in (0.0, 0.05, 1.0):
            eyes = Adapter(pipe, str(adapter), msgspec.structs.replace(usual, scale=scale))
            call = {"image": Pillow.fromarray(wanted.artwork), "prompt": "", "output_type": "np"}
            noise = torch.Generator().manual_seed(1)
            (picture,) = pipe(
                **call, num_inference_steps=4, generator=noise, ip_adapter_image=eyes.show(SHOWN.picture)
            ).images
            pictures.append(picture)
        plain, little, much = pictures
        assert 0 < np.abs(little - plain).mean() < 0.5 * np.abs(much - plain).mean()

    def test_without_a_picture_nothing_is_fetched(self, folder, tmp_path, wanted):
        ours = painter(folder, tmp_path / "nowhere")
        expected = painter(folder).paint(replace(wanted, style=None))
        np.testing.assert_array_equal(ours.paint(replace(wanted, style=None)), expected)

    @pytest.mark.parametrize("name", ["Stable Diffusion", "Stable Diffusion XL"])
    def test_without_a_picture_it_paints_and_morphs_as_if_never_loaded(self, name, tmp_path, wanted):
        model = tiny_painters.saved(name, tmp_path)
        usual = families.named(name).usual_adapter
        assert usual
        file = usual.file
        ours = painter(model, tiny_painters.ip_adapter(tmp_path / "adapter", model, file))
        plain, never = replace(wanted, style=None), painter(model)
        ours.paint(wanted)
        np.testing.assert_array_equal(ours.paint(plain), never.paint(plain))
        latents, shares = ours.encode(wanted.artwork)[None], np.array([0.5], np.float32)
        expected = never.morph(latents, shares, plain, plain, level=0.5, steps=1)
        np.testing.assert_array_equal(ours.morph(latents, shares, plain, plain, level=0.5, steps=1), expected)

    def test_a_file_with_its_encoder_beside_it_works_too(self, folder, adapter, wanted, tmp_path):
        shutil.copy(adapter / FILE, tmp_path / "mine.safetensors")
        shutil.copytree(adapter / "models" / "image_encoder", tmp_path / "image_encoder")
        ours = painter(folder, tmp_path / "mine.safetensors").paint(wanted)
        np.testing.assert_array_equal(ours, painter(folder, adapter).paint(wanted))

    def test_one_of_the_plus_kind_sees_more_than_one_vector(self, folder, wanted, tmp_path):
        ours = painter(folder, tiny_painters.ip_adapter(tmp_path, folder, plus=True))
        plain = painter(folder).paint(replace(wanted, style=None)).astype(float)
        assert np.abs(ours.paint(wanted) - plain).mean() > 0.1
        latents, shares = ours.encode(wanted.artwork)[None], np.array([0.5], np.float32)
        morphed = [
            ours.morph(latents, shares, wanted, end, level=0.5, steps=1)
            for end in (wanted, replace(wanted, style=None))
        ]
        assert np.abs(morphed[0] - morphed[1]).mean() > 1e-4

    def test_its_licence_is_told(self, folder, adapter, wanted):
        ours = painter(folder, adapter)
        ours.paint(wanted)
        assert ours.licence == f"as the model's card says; .../{adapter.name}: apache-2.0"

    def test_one_of_the_hub_is_fetched_file_by_file(self, folder, adapter, wanted, monkeypatch):
        import huggingface_hub

        asked = []

        def small(name, *, revision, allow_patterns):
            asked.append((name, revision, allow_patterns))
            return adapter

        monkeypatch.setattr(huggingface_hub, "snapshot_download", small)
        ours = painter(folder, f"someone/adapter@v2/{FILE}").paint(wanted)
        np.testing.assert_array_equal(ours, painter(folder, adapter).paint(wanted))
        clip = ["models/image_encoder/config.json", "models/image_encoder/model.safetensors"]
        assert asked == [("someone/adapter", "v2", [FILE, "README.md"]), ("someone/adapter", "v2", clip)]

    def test_half_precision_that_overflows_is_done_again_in_float32(self, folder, adapter, wanted):
        ours = painter(folder, adapter)
        expected = ours.paint(wanted)
        pipe = ours._pipe.to(torch.bfloat16)
        decode = pipe.vae.decode

        def overflows(z, *more, **named):
            out = decode(z, *more, **named)
            return tuple(part * float("nan") for part in out) if z.dtype == torch.bfloat16 else out

        pipe.vae.decode = overflows
        assert np.abs(ours.paint(wanted).astype(float) - expected).mean() < 8


class TestTrouble:
    def test_one_that_is_not_there_is_told(self, folder, tmp_path, wanted):
        with pytest.raises(UserError, match=rf"has no {FILE}; name its file, as in owner/model/folder/file"):
            painter(folder, tmp_path).paint(wanted)

    def test_nothing_is_fetched_when_offline(self, folder, tmp_path, wanted, monkeypatch):
        import huggingface_hub

        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
        with pytest.raises(UserError, match="h94/IP-Adapter: the hub cannot be reached or HF_HUB_OFFLINE is set"):
            painter(folder, "h94/IP-Adapter").paint(wanted)

    def test_one_without_an_encoder_is_told(self, folder, adapter, tmp_path, wanted):
        shutil.copy(adapter / FILE, tmp_path / "mine.safetensors")
        with pytest.raises(UserError, match=r"put one into a folder image_encoder beside mine\.safetensors"):
            painter(folder, tmp_path / "mine.safetensors").paint(wanted)

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda key, value: None if key.startswith("ip_adapter.1.") else value,
            lambda key, value: value[:, :-2] if "to_k_ip" in key else value,
            lambda key, value: value[:, :-2] if key == "image_proj.proj.weight" else value,
        ],
        ids=["lacks a layer", "hears other words", "sees otherwise"],
    )
    def test_one_for_another_model_is_told(self, folder, adapter, tmp_path, wanted, spoil):
        shutil.copytree(adapter, tmp_path, dirs_exist_ok=True)
        spoilt = {key: spoil(key, value) for key, value in load_file(adapter / FILE).items()}
        save_file({key: v.contiguous() for key, v in spoilt.items() if v is not None}, tmp_path / FILE)
        with pytest.raises(UserError, match="is not an IP-Adapter for this model, or not for the image_encoder"):
            painter(folder, tmp_path).paint(wanted)

    def test_a_broken_file_is_told(self, folder, adapter, tmp_path, wanted):
        shutil.copytree(adapter, tmp_path, dirs_exist_ok=True)
        (tmp_path / FILE).write_bytes(b"not weights")
        with pytest.raises(UserError, match="cannot be loaded"):
            painter(folder, tmp_path).paint(wanted)


class TestReference:
    def test_takes_the_picture_as_the_second_and_is_told_so(self, tmp_path, wanted, monkeypatch):
        from diffusers import Flux2KleinPipeline

        tiny_painters.paint_little(monkeypatch)
        asked, plain = [], Flux2KleinPipeline.__call__

        @functools.wraps(plain)  # the painter looks which arguments there are
        def spy(self, **named):
            asked.append(named)
            return plain(self, **named)

        monkeypatch.setattr(Flux2KleinPipeline, "__call__", spy)
        ours = painter(tiny_painters.saved("FLUX.2 klein", tmp_path))
        ours.paint(wanted)
        ours.paint(replace(wanted, style=None))
        seen, alone = asked
        np.testing.assert_array_equal(seen["image"][0], wanted.artwork)
        np.testing.assert_array_equal(seen["image"][1], SHOWN.picture)
        assert seen["prompt"] == "Repaint image 1 in the style of image 2. a field."
        np.testing.assert_array_equal(alone["image"], wanted.artwork)
        assert alone["prompt"] == "a field."


@pytest.mark.parametrize("between", ["glide", "morph"])
def test_a_film_in_the_style_of_a_picture(folder, adapter, song, tmp_path, between):
    choices = Recipe().with_values(
        {
            "imagine.painter": f"diffusers:{folder}",
            "imagine.adapter": str(adapter),
            "imagine.style": str(ARTWORK),
            "imagine.device": "cpu",
            "imagine.steps": 1,
            "path.kind": between,
            "listen.duration": 2.0,
            "film.width": 64,
            "film.height": 64,
            "film.fps": "8",
        }
    )
    film = make(song, [ARTWORK], choices, output=tmp_path / "film.mp4")
    assert film.frames == 16
    assert f"{adapter.name}: apache-2.0" in film.licences[f"diffusers:{folder}"]


def test_a_model_that_sees_no_styles_is_told(song, tmp_path):
    model = tiny_painters.saved("Z-Image Turbo", tmp_path)
    choices = Recipe().with_values(
        {"imagine.painter": f"diffusers:{model}", "imagine.style": str(ARTWORK), "imagine.device": "cpu"}
    )
    with pytest.raises(UserError, match="cannot take its style from a picture; choose a style of 'clavilux styles'"):
        make(song, [ARTWORK], choices, output=tmp_path / "film.mp4")
