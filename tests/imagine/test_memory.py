"""A device whose memory is too small: what is done before giving up."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

import tiny_painters  # noqa: E402
from clavilux.errors import ClaviluxWarning  # noqa: E402
from clavilux.examples import ARTWORK  # noqa: E402
from clavilux.imagine.framing import framed  # noqa: E402
from clavilux.imagine.painters.diffusers import DiffusersPainter  # noqa: E402
from clavilux.imagine.painters.memory import Thrift, Way  # noqa: E402
from clavilux.media.pictures import load  # noqa: E402
from clavilux.values import PaintRequest  # noqa: E402

SIDE = 64
TURNS = {
    "its networks": lambda network: hasattr(network, "_hf_hook"),
    "the layers of its networks": lambda network: any(hasattr(layer, "_diffusers_hook") for layer in network.modules()),
}
"""Who takes turns on the device, and how a network is seen to do so."""


@pytest.fixture(scope="module", params=["Stable Diffusion", "Z-Image Turbo"])
def folder(request, tmp_path_factory):
    torch.set_num_threads(1)
    return tiny_painters.saved(request.param, tmp_path_factory.mktemp("models"))


@pytest.fixture
def wanted(monkeypatch):
    tiny_painters.paint_little(monkeypatch)
    artwork = framed(load(ARTWORK, SIDE), (SIDE, SIDE), "crop").picture
    return PaintRequest(artwork=artwork, style=None, seed=1, prompt="a field", strength=0.5, guidance=2.0, steps=2)


def crowded(monkeypatch, painter, fits):
    """Have the denoiser find no room, unless it is there as `fits` wants it."""
    network = getattr(painter._pipe, "unet", None) or painter._pipe.transformer
    forward = type(network).forward

    def tight(self, *given, **named):
        if not fits(self):
            raise torch.OutOfMemoryError
        return forward(self, *given, **named)

    monkeypatch.setattr(type(network), "forward", tight)


@pytest.mark.parametrize("who", TURNS)
def test_parts_of_the_pipeline_take_turns_on_the_device(folder, wanted, monkeypatch, who):
    plain, painter = (DiffusersPainter(str(folder), device="cpu") for _ in range(2))
    half, expected = np.array([0.5], np.float32), plain.paint(wanted)
    latents = plain.encode(wanted.artwork)[np.newaxis]
    morphed = plain.morph(latents, half, wanted, wanted, level=0.5, steps=1) if plain.morphs else None
    crowded(monkeypatch, painter, TURNS[who])
    with pytest.warns(ClaviluxWarning) as told:
        painted = painter.paint(wanted)
    assert f"too small for all of it at once, so {who} take turns there" in str(told[-1].message)
    np.testing.assert_array_equal(painted, expected)
    np.testing.assert_array_equal(painter.paint(replace(wanted, seed=1)), expected)  # from then on, without a word
    np.testing.assert_array_equal(painter.decode(painter.encode(wanted.artwork)[np.newaxis]), plain.decode(latents))
    if morphed is not None:
        ours = painter.morph(latents, half, wanted, wanted, level=0.5, steps=1)
        np.testing.assert_allclose(ours, morphed, atol=1e-5)


def test_a_pipeline_that_does_not_fit_from_the_start(folder, wanted, monkeypatch):
    from diffusers import DiffusionPipeline

    expected = DiffusersPainter(str(folder), device="cpu").paint(wanted)
    painter, place, asked = DiffusersPainter(str(folder), device="cpu"), DiffusionPipeline.to, []

    def full(pipe, *given, **named):
        asked.append(given)
        if len(asked) == 1:
            raise torch.OutOfMemoryError
        return place(pipe, *given, **named)

    monkeypatch.setattr(DiffusionPipeline, "to", full)
    with pytest.warns(ClaviluxWarning, match="its networks take turns there, which is slower"):
        painter.prepare()
    np.testing.assert_array_equal(painter.paint(wanted), expected)


def test_half_precision_may_still_overflow(folder, wanted, monkeypatch):
    """In float32 it goes on, wherever the parts are."""
    painter = DiffusersPainter(str(folder), device="cpu")
    crowded(monkeypatch, painter, TURNS["its networks"])
    with pytest.warns(ClaviluxWarning):
        expected = painter.paint(wanted)
    painter._pipe.to(torch.bfloat16)
    painter._autoencoder._network = painter._pipe.vae
    decode = painter._pipe.vae.decode

    def overflows(z, *more, **named):
        out = decode(z, *more, **named)
        return tuple(part * float("nan") for part in out) if z.dtype == torch.bfloat16 else out

    painter._pipe.vae.decode = overflows
    assert np.abs(painter.paint(wanted).astype(float) - expected).mean() < 8


def test_a_frame_that_does_not_fit_is_made_of_tiles(folder, wanted):
    painter = DiffusersPainter(str(folder), device="cpu")
    latents = painter.encode(framed(load(ARTWORK, 96), (96, 96), "crop").picture)[np.newaxis]
    expected, network = painter.decode(latents), painter._autoencoder._network
    decode = network.decode

    def tight(z, **named):
        if not network.use_tiling:
            raise torch.OutOfMemoryError
        return decode(z, **named)

    network.decode = tight
    with pytest.warns(ClaviluxWarning, match="too small for a whole frame, so frames are made of tiles"):
        tiled = painter.decode(latents)
    assert np.corrcoef(tiled.ravel(), expected.ravel())[0, 1] > 0.7  # each tile is normalised by itself


class TestThrift:
    def test_takes_one_way_after_the_other_and_no_more_than_it_must(self):
        taken: list[int] = []

        def work():
            if len(taken) < 2:
                raise torch.OutOfMemoryError
            return "done"

        ways = [Way(f"way {n}", partial(taken.append, n)) for n in range(3)]
        thrift = Thrift("someone/model", *ways)
        with pytest.warns(ClaviluxWarning) as told:
            assert thrift.run(work) == thrift.run(work) == "done"
        assert taken == [0, 1]
        assert [str(one.message) for one in told] == ["someone/model: way 0", "someone/model: way 1"]

    def test_gives_up_in_the_end(self):
        def work():
            raise torch.OutOfMemoryError

        with pytest.raises(torch.OutOfMemoryError):
            Thrift("someone/model").run(work)
