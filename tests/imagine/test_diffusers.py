"""What only the painters of the ``diffusers`` extra have."""

import functools
import json
import logging
import shutil
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

import av  # noqa: E402

import tiny_models  # noqa: E402
import tiny_painters  # noqa: E402
from clavilux import Recipe, hub, make, plugins  # noqa: E402
from clavilux.direct.briefs import painter_part  # noqa: E402
from clavilux.errors import ClaviluxWarning, RenderError, UserError  # noqa: E402
from clavilux.examples import ARTWORK  # noqa: E402
from clavilux.imagine.framing import framed  # noqa: E402
from clavilux.imagine.painters import autoencoder, families  # noqa: E402
from clavilux.imagine.painters.calls import schedule  # noqa: E402
from clavilux.imagine.painters.choose import choose  # noqa: E402
from clavilux.imagine.painters.diffusers import DiffusersPainter  # noqa: E402
from clavilux.kernel.slerp import slerp  # noqa: E402
from clavilux.media.pictures import load  # noqa: E402
from clavilux.styles import StyleBook  # noqa: E402
from clavilux.values import PaintRequest, Style  # noqa: E402

SIDE = 64
WOODCUT: Style = StyleBook.load().style("woodcut")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    torch.set_num_threads(1)
    return tiny_painters.saved("Stable Diffusion", tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def painter(folder):
    return DiffusersPainter(str(folder), device="cpu")


@pytest.fixture(scope="module")
def picture(artwork_path):
    return framed(load(artwork_path, SIDE), (SIDE, SIDE), "crop").picture


@pytest.fixture(scope="module")
def artwork_path():
    return ARTWORK


@pytest.fixture
def wanted(picture):
    return PaintRequest(artwork=picture, style=WOODCUT, seed=1, prompt="a field", strength=0.5, guidance=2.0, steps=2)


class TestFamilies:
    @pytest.mark.parametrize(
        ("name", "index", "scheduler", "expected"),
        [
            ("a/sd", {"_class_name": "StableDiffusionPipeline"}, {}, "Stable Diffusion"),
            ("Yntec/HyperRealism", {"_class_name": "StableDiffusionPipeline"}, {}, "Stable Diffusion"),
            ("a/turbo-cars", {"_class_name": "StableDiffusionPipeline"}, {}, "Stable Diffusion"),
            ("a/xl-v2-turbo", {"_class_name": "StableDiffusionXLPipeline"}, {}, "Stable Diffusion XL, made faster"),
            (
                "a/XL_V4.0_Lightning",
                {"_class_name": "StableDiffusionXLPipeline"},
                {},
                "Stable Diffusion XL, made faster",
            ),
            (
                "a/renamed",
                {"_class_name": "StableDiffusionXLPipeline"},
                {"timestep_spacing": "trailing", "prediction_type": "epsilon"},
                "Stable Diffusion XL, few steps",
            ),
            (
                "a/zero-snr",
                {"_class_name": "StableDiffusionXLPipeline"},
                {"timestep_spacing": "trailing", "prediction_type": "v_prediction"},
                "Stable Diffusion XL",
            ),
            ("a/klein", {"_class_name": "Flux2KleinPipeline", "is_distilled": True}, {}, "FLUX.2 klein"),
            ("a/klein", {"_class_name": "Flux2KleinPipeline", "is_distilled": False}, {}, "FLUX.2 klein, base"),
            ("Tongyi-MAI/Z-Image-Turbo", {"_class_name": "ZImagePipeline"}, {}, "Z-Image Turbo"),
            ("Tongyi-MAI/Z-Image", {"_class_name": "ZImagePipeline"}, {}, "Z-Image"),
            ("a/flux", {"_class_name": "FluxPipeline"}, {"use_dynamic_shifting": False}, "FLUX.1 schnell"),
            ("a/flux", {"_class_name": "FluxPipeline"}, {"use_dynamic_shifting": True}, "FLUX.1 dev"),
            ("a/sd3.5-large-turbo", {"_class_name": "StableDiffusion3Pipeline"}, {}, "Stable Diffusion 3, few steps"),
            ("a/sd3.5-large", {"_class_name": "StableDiffusion3Pipeline"}, {}, "Stable Diffusion 3"),
            ("a/new", {"_class_name": "BrandNewPipeline"}, {}, "any other"),
        ],
    )
    def test_a_model_is_known_by_its_class_and_its_signs(self, tmp_path, name, index, scheduler, expected):
        (tmp_path / "model_index.json").write_text(json.dumps(index))
        (tmp_path / "scheduler").mkdir()
        (tmp_path / "scheduler" / "scheduler_config.json").write_text(json.dumps(scheduler))
        assert families.family(name, tmp_path).name == expected

    @pytest.mark.parametrize("content", ['{"_class_name": ', "[]", ""])
    def test_a_damaged_index_is_named(self, tmp_path, content):
        (tmp_path / "model_index.json").write_text(content)
        with pytest.raises(UserError, match=r"model_index\.json: is damaged"):
            _ = DiffusersPainter(str(tmp_path)).multiple

    def test_what_is_no_model_is_told(self, tmp_path):
        with pytest.raises(UserError, match="is not a diffusers model"):
            DiffusersPainter(str(tmp_path), device="cpu").multiple  # noqa: B018

    @pytest.mark.parametrize(
        ("name", "scheduler", "steps", "guidance", "scale"),
        [
            ("latent-consistency/lcm-lora-sdv1-5", "LCMScheduler", 4, 1.5, 1.0),
            ("ByteDance/Hyper-SD/Hyper-SD15-8steps-lora.safetensors", "DDIMScheduler", 8, 0.0, 1.0),
            ("ByteDance/Hyper-SD/Hyper-SDXL-12steps-CFG-lora.safetensors", "DDIMScheduler", 12, None, 1.0),
            ("ByteDance/Hyper-SD/Hyper-FLUX.1-dev-8steps-lora.safetensors", None, 8, 3.5, 0.125),
            ("ByteDance/SDXL-Lightning/sdxl_lightning_4step_lora.safetensors", "EulerDiscreteScheduler", 4, 0.0, 1.0),
            ("alimama-creative/FLUX.1-Turbo-Alpha", None, 8, 3.5, 1.0),
        ],
    )
    def test_a_lora_for_few_steps_is_known_by_its_name(self, name, scheduler, steps, guidance, scale):
        found = families.accelerator(name)
        assert found
        assert (found.scheduler, found.steps, found.guidance, found.scale) == (scheduler, steps, guidance, scale)

    @pytest.mark.parametrize(
        "name",
        [
            "someone/watercolours",
            "ntc-ai/SDXL-LoRA-slider.hyper-realistic",
            "ostris/hyperrealism-lora",
            "someone/porsche-911-turbo",
            "someone/pixel-art-z-image-turbo",
            "someone/lightning-storm",
        ],
    )
    def test_another_lora_changes_nothing(self, name):
        assert families.accelerator(name) is None


class TestSchedule:
    @pytest.mark.parametrize("strength", [0.02, 1 / 49, 0.1, 0.35, 0.7, 1.0])
    @pytest.mark.parametrize("steps", [1, 2, 7, 20])
    def test_as_many_steps_are_made_as_are_asked_for(self, steps, strength):
        length = schedule(steps, strength, 1000)
        assert int(length * strength) == steps

    def test_a_schedule_has_an_end(self):
        assert schedule(8, 0.1, 50) == 50
        assert schedule(8, 0.001, 50) == schedule(8, 0.0, 1000) == 0


class TestGlide:
    def test_equals_a_plain_reference(self, folder, painter, picture):
        """Encode, slerp in float64, decode one by one, as the formulas say."""
        from diffusers import AutoencoderKL

        vae = AutoencoderKL.from_pretrained(folder / "vae").double()
        ends = [picture, picture[:, ::-1]]
        with torch.inference_mode():
            z = [
                vae.encode(torch.tensor(end.transpose(2, 0, 1)[None] / 127.5 - 1)).latent_dist.mode().numpy()
                * vae.config.scaling_factor
                for end in ends
            ]
            angle = np.arccos((z[0] * z[1]).sum() / np.linalg.norm(z[0]) / np.linalg.norm(z[1]))
            expected = []
            for t in np.linspace(0, 1, 9):
                middle = (np.sin((1 - t) * angle) * z[0] + np.sin(t * angle) * z[1]) / np.sin(angle)
                pixels = vae.decode(torch.tensor(middle / vae.config.scaling_factor)).sample[0].numpy()
                expected.append(np.rint(np.clip(pixels / 2 + 0.5, 0, 1) * 255).transpose(1, 2, 0))
        ours = [painter.encode(np.ascontiguousarray(end)) for end in ends]
        latents = slerp(np.linspace(0, 1, 9), *ours)
        np.testing.assert_allclose(painter.decode(latents).astype(float), expected, atol=1)

    def test_a_batch_of_one_and_of_eight_agree(self, painter, picture):
        a, b = painter.encode(picture), painter.encode(np.ascontiguousarray(picture[::-1]))
        latents = slerp(np.linspace(0, 1, 8), a, b)
        alone = np.concatenate([painter.decode(latent[None]) for latent in latents])
        np.testing.assert_allclose(painter.decode(latents).astype(int), alone, atol=1)

    def test_another_autoencoder_makes_the_frames(self, folder, picture, tmp_path):
        vae = str(tiny_painters.tiny_autoencoder(tmp_path))
        painter = DiffusersPainter(str(folder), vae=vae, device="cpu")
        (back,) = painter.decode(painter.encode(picture)[None])
        assert back.shape == picture.shape
        assert np.abs(back.astype(float) - picture).mean() < 40

    def test_an_autoencoder_with_damaged_settings_is_told(self, folder, tmp_path):
        (tmp_path / "config.json").write_text('{"_class_name": ')
        with pytest.raises(UserError, match=r"config\.json: is damaged"):
            DiffusersPainter(str(folder), vae=str(tmp_path), device="cpu").prepare()

    def test_what_is_no_autoencoder_is_told(self, folder, tmp_path):
        (tmp_path / "config.json").write_text('{"_class_name": "UNet2DConditionModel"}')
        with pytest.raises(UserError, match="has no autoencoder for pictures"):
            DiffusersPainter(str(folder), vae=str(tmp_path), device="cpu").batch  # noqa: B018


class TestSize:
    @pytest.mark.parametrize(("side", "sizes"), [(32, [64]), (64, [64]), (88, [64]), (128, [64, 128])])
    def test_pictures_are_painted_in_the_models_own_and_come_in_the_films(
        self, painter, wanted, monkeypatch, side, sizes
    ):
        kind, seen = type(painter._pipe), []
        plain = kind.__call__

        @functools.wraps(plain)
        def spy(pipe, **named):
            seen.append(named["image"].size)
            return plain(pipe, **named)

        monkeypatch.setattr(kind, "__call__", spy)
        artwork = framed(load(ARTWORK, side), (side, side), "crop").picture
        assert painter.paint(replace(wanted, artwork=artwork)).shape == (side, side, 3)
        assert seen == [(size, size) for size in sizes]

    def test_a_painting_of_another_size_than_was_asked_for_is_scaled(self, tmp_path, wanted, monkeypatch):
        """FLUX.1 Kontext, and whatever else knows best."""
        from diffusers import FluxKontextPipeline

        tiny_painters.paint_little(monkeypatch)
        painter = DiffusersPainter(str(tiny_painters.saved("FLUX.1 Kontext", tmp_path)), device="cpu")
        plain = FluxKontextPipeline.__call__

        @functools.wraps(plain)
        def larger(pipe, **named):
            return plain(pipe, **named | {"max_area": 96 * 96})

        monkeypatch.setattr(FluxKontextPipeline, "__call__", larger)
        assert painter.paint(wanted).shape == wanted.artwork.shape


class TestTrouble:
    def test_too_little_memory_makes_smaller_batches(self, folder, picture, monkeypatch):
        painter = DiffusersPainter(str(folder), device="cpu")
        latents = np.stack([painter.encode(picture)] * 7)
        expected = painter.decode(latents)
        network, sizes = painter._autoencoder._network, []
        decode = network.decode

        def little(z, **more):
            sizes.append(len(z))
            if len(z) > 2:
                raise torch.OutOfMemoryError
            return decode(z, **more)

        monkeypatch.setattr(network, "decode", little)
        np.testing.assert_allclose(painter.decode(latents).astype(int), expected, atol=1)
        assert sizes == [7, 3, 1, 1, 1, 1, 1, 1, 1]

    def test_too_little_memory_for_one_is_told(self, folder, picture, monkeypatch):
        painter = DiffusersPainter(str(folder), device="cpu")
        latents = painter.encode(picture)[None]

        def none(*_, **__):
            raise torch.OutOfMemoryError

        monkeypatch.setattr(painter._autoencoder._network, "decode", none)
        with (
            pytest.warns(ClaviluxWarning, match="too small for a whole frame, so frames are made of tiles"),
            pytest.raises(RenderError, match="too small for one picture; make --size smaller"),
        ):
            painter.decode(latents)

    def test_too_little_memory_morphs_smaller_batches(self, folder, picture, wanted, monkeypatch):
        painter = DiffusersPainter(str(folder), device="cpu")
        latents, shares = np.stack([painter.encode(picture)] * 5), np.linspace(0.2, 0.8, 5, dtype=np.float32)
        expected = painter.morph(latents, shares, wanted, wanted, level=0.5, steps=1)
        unet, sizes = painter._pipe.unet, []
        forward = unet.forward

        def little(x, *given, **named):
            sizes.append(len(x))
            if len(x) > 4:
                raise torch.OutOfMemoryError
            return forward(x, *given, **named)

        monkeypatch.setattr(unet, "forward", little)
        morphed = painter.morph(latents, shares, wanted, wanted, level=0.5, steps=1)
        np.testing.assert_allclose(morphed, expected, atol=2e-3)
        assert sizes == [10, 4, 4, 2]  # two of each frame, for guidance

    def test_a_morph_that_is_no_picture_is_told(self, folder, picture, wanted):
        painter = DiffusersPainter(str(folder), device="cpu")
        latents = painter.encode(picture)[None]
        with torch.no_grad():
            painter._pipe.unet.conv_out.bias.fill_(float("nan"))
        with pytest.raises(RenderError, match=r"cannot morph here \(seed 1\); use --set path.kind=glide"):
            painter.morph(latents, np.array([0.5], np.float32), wanted, wanted, level=0.5, steps=1)

    def test_too_little_memory_to_encode_is_told(self, folder, picture, monkeypatch):
        painter = DiffusersPainter(str(folder), device="cpu")

        def none(*_, **__):
            raise torch.OutOfMemoryError

        monkeypatch.setattr(painter._autoencoder._network, "encode", none)
        with (
            pytest.warns(ClaviluxWarning, match="too small for a whole frame, so frames are made of tiles"),
            pytest.raises(RenderError, match="too small for one picture; make --size smaller"),
        ):
            painter.encode(picture)

    def test_latents_that_are_no_numbers_are_told(self, painter, picture):
        with pytest.raises(RenderError, match="an invalid picture"):
            painter.decode(np.full((1, *painter.encode(picture).shape), np.nan, np.float32))

    def test_half_precision_that_overflows_is_done_again_in_float32(self, folder, picture, wanted):
        painter = DiffusersPainter(str(folder), device="cpu")
        expected = painter.paint(wanted)
        pipe = painter._pipe.to(torch.bfloat16)
        vae, decode = pipe.vae, pipe.vae.decode

        def overflows(z, *more, **named):
            out = decode(z, *more, **named)
            return tuple(part * float("nan") for part in out) if vae.dtype == torch.bfloat16 else out

        vae.decode = overflows
        assert np.abs(painter.paint(wanted).astype(float) - expected).mean() < 8
        assert pipe.dtype == torch.float32

    def test_a_picture_that_is_none_is_told(self, folder, wanted):
        painter = DiffusersPainter(str(folder), device="cpu")
        with torch.no_grad():
            painter._pipe.unet.conv_out.bias.fill_(float("nan"))
        with pytest.raises(RenderError, match="an invalid picture"):
            painter.paint(wanted)

    def test_a_picture_that_the_safety_checker_withholds_is_told(self, painter, wanted, monkeypatch):
        monkeypatch.setattr(type(painter._pipe), "run_safety_checker", lambda self, image, *_: (image, [True]))
        with pytest.raises(RenderError, match="its safety checker rejected 3 pictures; try another --seed"):
            painter.paint(wanted)

    def test_one_false_alarm_of_the_safety_checker_tries_the_next_seed(self, tmp_path, painter, wanted, monkeypatch):
        """With a checker of the real kind, which blackens what it rejects."""
        checked = DiffusersPainter(str(tiny_painters.stable_diffusion(tmp_path, checked=True)), device="cpu")
        kind, alarms = type(checked._pipe.safety_checker), iter([True, False])
        plain = kind.forward

        def err(network, clip_input, images):
            network.concept_embeds_weights.fill_(-1.0 if (alarm := next(alarms)) else 1.0)
            images, found = plain(network, clip_input, images)
            assert found == [alarm]
            return images, found

        monkeypatch.setattr(kind, "forward", err)
        assert_close = np.testing.assert_allclose
        assert_close(checked.paint(wanted).astype(int), painter.paint(replace(wanted, seed=2)), atol=1)

    def test_too_little_memory_for_a_keyframe_is_told(self, folder, wanted, monkeypatch):
        painter = DiffusersPainter(str(folder), device="cpu")

        def none(*_, **__):
            raise torch.OutOfMemoryError

        monkeypatch.setattr(painter._pipe.unet, "forward", none)
        with (
            pytest.warns(ClaviluxWarning) as told,
            pytest.raises(RenderError, match="too small for one picture; make --size smaller"),
        ):
            painter.paint(wanted)
        for warning, how in zip(told, ("its networks", "the layers of its networks"), strict=True):
            assert f"too small for all of it at once, so {how} take turns there" in str(warning.message)

    def test_a_size_that_the_model_refuses_is_told(self, tmp_path, wanted, artwork_path):
        painter = DiffusersPainter(str(tiny_painters.saved("FLUX.2 klein", tmp_path)), device="cpu")
        with pytest.raises(UserError, match="choose another --size"):
            painter.paint(replace(wanted, artwork=framed(load(artwork_path, 512), (1024, 64), "crop").picture))

    def test_weights_that_are_missing_are_told(self, folder, tmp_path, wanted):
        (tmp_path / "model_index.json").write_bytes((folder / "model_index.json").read_bytes())
        with pytest.raises(UserError, match="cannot be loaded"):
            DiffusersPainter(str(tmp_path), device="cpu").paint(wanted)

    def test_a_model_that_brings_code_is_refused(self, folder, tmp_path, wanted):
        index = json.loads((folder / "model_index.json").read_text()) | {"unet": ["own_unet", "OwnUNet"]}
        (tmp_path / "unet").mkdir()
        (tmp_path / "unet" / "own_unet.py").write_text("raise SystemExit('it ran')")
        (tmp_path / "model_index.json").write_text(json.dumps(index))
        with pytest.raises(UserError, match="cannot be loaded"):
            DiffusersPainter(str(tmp_path), device="cpu").paint(wanted)


class TestLicence:
    def test_is_that_of_the_card_and_told_if_it_forbids_commerce(self, folder, tmp_path):
        (tmp_path / "model_index.json").write_bytes((folder / "model_index.json").read_bytes())
        (tmp_path / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n")
        painter = DiffusersPainter(str(tmp_path), device="cpu")
        with pytest.warns(ClaviluxWarning, match="cc-by-nc-4.0, for non-commercial use only"):
            assert painter.multiple == 8
        assert painter.licence == "cc-by-nc-4.0"

    def test_of_an_autoencoder_counts_too(self, folder, wanted, tmp_path):
        vae = tiny_painters.tiny_autoencoder(tmp_path)
        (vae / "README.md").write_text("---\nlicense: mit\n---\n")
        painter = DiffusersPainter(str(folder), vae=str(vae), device="cpu")
        painter.paint(wanted)
        assert painter.licence == f"as the model's card says; .../{vae.name}: mit"

    def test_of_other_models_than_the_papers_is_not_claimed(self):
        assert "Apache-2.0" in plugins.create("painters", "kandinsky").licence
        own = plugins.create("painters", "kandinsky", decoder="someone/model")
        assert own.licence == "as the models' cards say"

    def test_pickled_code_is_never_run(self, folder, tmp_path, picture):
        """A checkpoint with only ``.bin`` weights loads, one whose pickle would run something does not."""
        vae = tmp_path / "vae"
        vae.mkdir()
        (vae / "config.json").write_bytes((folder / "vae" / "config.json").read_bytes())
        from safetensors.torch import load_file

        weights = vae / "diffusion_pytorch_model.bin"
        torch.save(load_file(folder / "vae" / "diffusion_pytorch_model.safetensors"), weights)
        coder = autoencoder.Autoencoder.load(str(tmp_path), "cpu", torch.float32)
        assert coder.encode(picture).shape == (4, SIDE // 2, SIDE // 2)
        torch.save({"weights": Run()}, weights)
        with pytest.raises(UserError, match="cannot be loaded"):
            autoencoder.Autoencoder.load(str(tmp_path), "cpu", torch.float32)


class Run:
    """What would run when unpickled."""

    def __reduce__(self):
        return print, ("it ran",)


class TestPaper:
    @pytest.fixture(scope="class")
    @classmethod
    def parts(cls, tmp_path_factory, folder):
        decoder = tiny_painters.saved("Kandinsky 2.2", tmp_path_factory.mktemp("kandinsky"))
        return {"prior": str(decoder / "prior"), "decoder": str(decoder), "vae": str(folder), "device": "cpu"}

    def test_blends_as_the_paper_does(self, parts, wanted, monkeypatch):
        from diffusers import KandinskyV22Pipeline, KandinskyV22PriorPipeline

        painter, asked = plugins.create("painters", "kandinsky", **parts), []
        for kind, method in ((KandinskyV22PriorPipeline, "interpolate"), (KandinskyV22Pipeline, "__call__")):
            plain = getattr(kind, method)

            def spy(self, *given, plain=plain, **named):
                asked.append((given, named))
                return plain(self, *given, **named)

            monkeypatch.setattr(kind, method, spy)
        wanted = replace(wanted, prompt="", caption="Slow jazz.", steps=50, guidance=5.0)
        painter.paint(wanted)
        (things, weights), how = asked[0]
        assert things[0] == "Slow jazz."
        assert np.array_equal(things[1], wanted.artwork)
        assert things[2] == WOODCUT.description
        assert weights == [0.0, 0.7, 0.3]
        assert how["num_inference_steps"] == 25
        assert how["negative_prompt"]
        _, how = asked[1]
        assert (how["num_inference_steps"], how["guidance_scale"], how["height"]) == (50, 5.0, SIDE)
        painter.paint(replace(wanted, style=None, steps=1))
        assert asked[2][0][1] == [0.3, 0.7]

    def test_its_frames_are_those_of_the_other_models_autoencoder(self, parts, painter, picture):
        kandinsky = plugins.create("painters", "kandinsky", **parts)
        np.testing.assert_array_equal(kandinsky.encode(picture), painter.encode(picture))

    def test_prior_and_decoder_take_turns_on_a_device_that_is_too_small(self, parts, wanted, monkeypatch):
        expected = plugins.create("painters", "kandinsky", **parts).paint(wanted)
        painter: Any = plugins.create("painters", "kandinsky", **parts)
        unet = painter._pipes[1].unet
        forward = type(unet).forward

        def tight(self, *given, **named):
            if not painter._in_turns:
                raise torch.OutOfMemoryError
            return forward(self, *given, **named)

        monkeypatch.setattr(type(unet), "forward", tight)
        with pytest.warns(ClaviluxWarning, match="too small for prior and decoder at once, so they take turns there"):
            painted = painter.paint(wanted)
        np.testing.assert_array_equal(painted, expected)

    def test_its_defaults_are_the_papers(self, parts):
        painter = plugins.create("painters", "kandinsky", **parts)
        assert (painter.defaults.guidance, painter.defaults.steps) == (5.0, 50)


class TestLora:
    @pytest.fixture(scope="class")
    @classmethod
    def lora(cls, folder, tmp_path_factory):
        """A LoRA of the U-Net's attention, saved as diffusers does."""
        peft = pytest.importorskip("peft")
        from diffusers import StableDiffusionPipeline
        from diffusers.utils import convert_state_dict_to_diffusers

        torch.manual_seed(3)
        unet = StableDiffusionPipeline.from_pretrained(folder).unet
        unet.add_adapter(peft.LoraConfig(r=2, lora_alpha=2, target_modules=["to_q", "to_v"], init_lora_weights=False))
        layers = convert_state_dict_to_diffusers(peft.get_peft_model_state_dict(unet))
        parent = tmp_path_factory.mktemp("lora")
        for name in ("watercolours", "lcm-lora"):
            StableDiffusionPipeline.save_lora_weights(parent / name, unet_lora_layers=layers)
        return parent

    def test_changes_the_picture(self, folder, lora, painter, wanted):
        changed = DiffusersPainter(str(folder), lora=str(lora / "watercolours"), device="cpu")
        assert (changed.paint(wanted) != painter.paint(wanted)).any()
        assert changed.defaults == painter.defaults

    def test_one_for_few_steps_brings_its_scheduler_and_defaults(self, folder, lora, wanted):
        quick = DiffusersPainter(str(folder), lora=str(lora / "lcm-lora"), device="cpu")
        assert quick.defaults.steps == 4
        quick.paint(wanted)
        assert type(quick._pipe.scheduler).__name__ == "LCMScheduler"

    def test_a_file_works_too(self, folder, lora, painter, wanted):
        file = lora / "watercolours" / "pytorch_lora_weights.safetensors"
        assert (
            DiffusersPainter(str(folder), lora=str(file), device="cpu").paint(wanted) != painter.paint(wanted)
        ).any()

    def test_one_that_is_not_there_is_told(self, folder, tmp_path, wanted):
        with pytest.raises(UserError, match=r"has no pytorch_lora_weights.safetensors; name the file"):
            DiffusersPainter(str(folder), lora=str(tmp_path), device="cpu").paint(wanted)

    def test_a_file_that_is_not_there_is_told(self, folder, tmp_path, wanted):
        with pytest.raises(
            UserError, match=r"none.safetensors: neither a folder here nor a model on the Hugging Face hub"
        ):
            DiffusersPainter(str(folder), lora=str(tmp_path / "none.safetensors"), device="cpu").paint(wanted)

    @pytest.mark.parametrize("name", ["sdxl-lightning-8steps", "watercolours"])
    def test_a_model_of_flow_keeps_its_scheduler(self, tmp_path, wanted, monkeypatch, name):
        peft = pytest.importorskip("peft")
        from diffusers import FluxPipeline

        tiny_painters.paint_little(monkeypatch)
        model = tiny_painters.saved("FLUX.1 schnell", tmp_path)
        network = FluxPipeline.from_pretrained(model).transformer
        network.add_adapter(peft.LoraConfig(r=2, target_modules=["to_q", "to_v"], init_lora_weights=False))
        FluxPipeline.save_lora_weights(tmp_path / name, peft.get_peft_model_state_dict(network))
        ours = DiffusersPainter(str(model), lora=str(tmp_path / name), device="cpu")
        assert ours.paint(wanted).shape == wanted.artwork.shape
        assert type(ours._pipe.scheduler).__name__ == "FlowMatchEulerDiscreteScheduler"

    def test_one_for_another_model_is_told(self, lora, tmp_path, wanted):
        other = tiny_painters.saved("Sana Sprint", tmp_path)
        with pytest.raises(UserError, match="watercolours: is made for another model"):
            DiffusersPainter(str(other), lora=str(lora / "watercolours"), device="cpu").paint(wanted)


class TestPrepared:
    """What is wrong with the files that the user names is told before the song is heard."""

    @pytest.mark.parametrize(
        ("key", "value", "told"),
        [
            ("vae", "FOLDER/empty", "has no autoencoder"),
            ("lora", "FOLDER/empty", "has no pytorch_lora_weights.safetensors"),
            ("lora", "FOLDER/lora.safetensors", "cannot be loaded"),
            ("adapter", "FOLDER/empty", "has no models/ip-adapter"),
            ("painter", "diffusers:FOLDER/half", "cannot be loaded"),
        ],
    )
    def test_by_the_pipeline(self, folder, song, artwork_path, tmp_path, monkeypatch, key, value, told):
        from clavilux import pipeline

        monkeypatch.setattr(pipeline, "hear", lambda *_, **__: pytest.fail("the song is heard"))
        (tmp_path / "empty").mkdir()
        (tmp_path / "lora.safetensors").write_bytes(b"no weights")
        shutil.copytree(folder, tmp_path / "half", ignore=shutil.ignore_patterns("diffusion_pytorch_model*"))
        choices = {"imagine.painter": f"diffusers:{folder}", "imagine.device": "cpu", "listen.duration": 1.0}
        choices |= {f"imagine.{key}": value.replace("FOLDER", str(tmp_path))}
        with pytest.raises(UserError, match=told) as error:
            make(song, [artwork_path], Recipe().with_values(choices), output=tmp_path / "new" / "film.mp4")
        assert "\n" not in str(error.value)
        assert not (tmp_path / "new").exists()


class TestChoice:
    def test_the_papers_motion_with_another_painter(self):
        recipe = Recipe.named("paper").with_values({"imagine.painter": "lumia", "listen.captioner": "tags"})
        assert choose(painter_part(recipe.imagine)).name == "lumia"

    def test_an_option_that_the_painter_does_not_take_is_told(self):
        with pytest.raises(UserError, match="painter 'lumia' does not support the option 'vae'"):
            choose({"use": "lumia", "vae": "madebyollin/taesd"})

    def test_networks_are_compiled_on_request(self, folder, picture, monkeypatch):
        compiled = []
        monkeypatch.setattr(torch.nn.Module, "compile", lambda network: compiled.append(type(network).__name__))
        choices = Recipe().with_values({"imagine.painter": f"diffusers:{folder}", "imagine.device": "cpu"})
        painter: Any = choose(painter_part(choices.imagine))
        painter.encode(picture)
        assert compiled == []
        painter = choose(painter_part(choices.with_values({"imagine.compiled": True}).imagine))
        painter.encode(picture)
        assert compiled == ["UNet2DConditionModel", "Decoder"]

    def test_a_device_that_is_not_there_is_told_at_once(self, folder):
        choices = Recipe().with_values({"imagine.painter": f"diffusers:{folder}", "imagine.device": "mps"})
        with pytest.raises(UserError, match="device 'mps': not available on this machine"):
            choose(painter_part(choices.imagine))

    def test_a_model_of_the_hub_is_fetched_without_what_it_does_not_need(self, monkeypatch, folder, wanted):
        """As from the folder, but for the way there."""
        import huggingface_hub
        from diffusers import DiffusionPipeline

        asked = []

        def small(*given, **named):
            asked.append((given, named))
            return folder

        monkeypatch.setattr(huggingface_hub, "snapshot_download", small)
        monkeypatch.setattr(DiffusionPipeline, "download", small)
        painter = DiffusersPainter("someone/model@v2", device="cpu")
        np.testing.assert_array_equal(painter.paint(wanted), DiffusersPainter(str(folder), device="cpu").paint(wanted))
        names, how = zip(*asked, strict=True)
        assert set(names) == {("someone/model",)}
        assert {options["revision"] for options in how} == {"v2"}
        assert how[-1]["trust_remote_code"] is False

    def test_what_was_fetched_once_is_used_offline_without_remarks(self, folder, tmp_path, monkeypatch, caplog, capsys):
        import huggingface_hub

        commit = "0123456789" * 4
        kept = tmp_path / "models--someone--model"
        (kept / "refs").mkdir(parents=True)
        (kept / "refs" / "main").write_text(commit)
        shutil.copytree(folder, kept / "snapshots" / commit)
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
        for library in ("huggingface_hub", "diffusers", "transformers"):
            monkeypatch.setattr(logging.getLogger(library), "propagate", True)
        assert hub.pipeline("someone/model") == (kept / "snapshots" / commit, None)
        assert caplog.messages == []
        assert capsys.readouterr() == ("", "")

    def test_nothing_is_fetched_when_offline(self, monkeypatch, tmp_path):
        import huggingface_hub

        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
        with pytest.raises(UserError, match="someone/model: the hub cannot be reached or HF_HUB_OFFLINE is set"):
            DiffusersPainter("someone/model", device="cpu").multiple  # noqa: B018


def test_the_papers_recipe_makes_a_film(folder, song, artwork_path, tmp_path, monkeypatch):
    """All of it, but for the sizes of the models, the picture and the song."""
    decoder = tiny_painters.saved("Kandinsky 2.2", tmp_path)
    words = tmp_path / "words"
    words.mkdir()
    small = {
        "listen.captioner": f"lp-music-caps:{tiny_models.lp_music_caps(words)}",
        "imagine.kandinsky.prior": str(decoder / "prior"),
        "imagine.kandinsky.decoder": str(decoder),
        "imagine.vae": str(folder),
        "imagine.device": "cpu",
        "imagine.steps": 2,
        "imagine.kandinsky.prior_steps": 2,
        "film.width": 64,
        "film.height": 64,
        "listen.duration": 12.0,
    }
    tiny_models.write_little(monkeypatch)
    with pytest.warns(ClaviluxWarning, match="CC-BY-NC-4.0"):
        film = make(song, [artwork_path], Recipe.named("paper").with_values(small), output=tmp_path / "paper.mp4")
    with av.open(str(film.path)) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert (len(frames), film.fps) == (360, 30)
    assert np.abs(frames[299].astype(float) - frames[0]).mean() > 10


@pytest.mark.parametrize("extra", [{}, {"path.kind": "morph"}])
def test_a_film_is_made(folder, song, artwork_path, tmp_path, extra):
    choices = Recipe().with_values(
        {
            "imagine.painter": f"diffusers:{folder}",
            "imagine.device": "cpu",
            "imagine.steps": 1,
            "listen.duration": 2.0,
            "film.width": 64,
            "film.height": 64,
            "film.fps": "8",
            "imagine.genre": "techno",
            **extra,
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)
        film = make(song, [artwork_path], choices, output=tmp_path / "film.mp4")
    with av.open(str(film.path)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(frames) == film.frames == 16
    assert frames[8].std() > 0
    assert (frames[0] != frames[-1]).any()
    assert film.licences == {f"diffusers:{folder}": "as the model's card says", "tags": film.licences["tags"]}
    with av.open(str(film.path)) as container:
        assert f"diffusers:.../{folder.name} (as the model's card says), tags (" in container.metadata["description"]
    assert str(folder).encode() not in film.path.read_bytes()


def test_who_cannot_morph_is_told(song, artwork_path, tmp_path):
    choices = Recipe().with_values({"imagine.painter": "fake", "path.kind": "morph"})
    with pytest.raises(UserError, match=r"path\.kind: painter 'fake' cannot morph; use glide"):
        make(song, [artwork_path], choices, output=tmp_path / "film.mp4")
