"""All painters obey the laws: those that are installed, and diffusers models of every family, in miniature."""

import pytest

from clavilux import plugins
from clavilux.imagine.painters.choose import choose
from clavilux.testing import PainterLaws

MODELS = {"diffusers", "kandinsky"}
"""Painters that need models, which stand below."""


class TestInstalled(PainterLaws):
    seed_change = 1.0

    @pytest.fixture(scope="class", params=sorted({*plugins.names("painters")} - MODELS))
    @classmethod
    def create(cls, request):
        return lambda: plugins.create("painters", request.param)


class MiniatureLaws(PainterLaws):
    side, seed_change, style_change = 64, 1.0, 0.1

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def torch(cls):
        pytest.importorskip("diffusers")
        pytest.importorskip("torch").set_num_threads(1)
        import tiny_painters

        with pytest.MonkeyPatch.context() as monkeypatch:
            tiny_painters.paint_little(monkeypatch)
            yield


FAMILIES = (
    "Stable Diffusion",
    "Stable Diffusion, few steps",
    "Stable Diffusion, LCM",
    "Stable Diffusion XL",
    "Stable Diffusion XL, few steps",
    "Kandinsky 2.2",
    "Z-Image Turbo",
    "Sana Sprint",
    "FLUX.1 schnell",
    "Stable Diffusion 3, few steps",
    "Chroma",
    "Qwen-Image",
)
REFERRING = ("FLUX.2 klein", "FLUX.1 Kontext")
"""Families that take the artwork as a mere reference."""


class TestDiffusers(MiniatureLaws):
    @pytest.fixture(scope="class", params=FAMILIES)
    @classmethod
    def create(cls, request, torch, tmp_path_factory):
        return lambda: diffusers(request.param, tmp_path_factory.mktemp("model"))


class TestReferring(MiniatureLaws):
    paints_over = False

    @pytest.fixture(scope="class", params=REFERRING)
    @classmethod
    def create(cls, request, torch, tmp_path_factory):
        return lambda: diffusers(request.param, tmp_path_factory.mktemp("model"))


class TestKandinsky(MiniatureLaws):
    paints_over = False

    @pytest.fixture(scope="class")
    @classmethod
    def create(cls, torch, tmp_path_factory):
        return lambda: kandinsky(tmp_path_factory.mktemp("model"))


def diffusers(family, folder):
    import tiny_painters
    from clavilux.imagine.painters import families

    model, usual = tiny_painters.saved(family, folder), families.named(family).usual_adapter
    part = {"use": f"diffusers:{model}", "device": "cpu"}
    if usual:
        part["adapter"] = str(tiny_painters.ip_adapter(folder / "adapter", model, usual.file))
    return choose(part)


def kandinsky(folder):
    import tiny_painters

    decoder, vae = tiny_painters.saved("Kandinsky 2.2", folder), tiny_painters.saved("Stable Diffusion", folder)
    models = {"prior": str(decoder / "prior"), "decoder": str(decoder), "vae": str(vae)}
    return choose({"use": "kandinsky", "device": "cpu", **models})


def test_every_family_is_here():
    pytest.importorskip("diffusers")
    import tiny_painters

    assert {*FAMILIES, *REFERRING} == {*tiny_painters.FAMILIES}
