"""What keyframes are made from is read once, and mistakes in it are told before anything is painted."""

from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image as Pillow

from clavilux.errors import BadValue, UnknownName, UnreadableMedia, UserError
from clavilux.imagine import inputs
from clavilux.imagine.finding import found_in
from clavilux.imagine.framing import Fit, framed
from clavilux.imagine.inputs import Reader
from clavilux.imagine.painters.fake import FakePainter
from clavilux.imagine.painters.lumia.painter import LumiaPainter
from clavilux.media.pictures import load
from clavilux.plan import Brief

NOISE = np.random.default_rng(0).integers(0, 256, (60, 90, 3), np.uint8)


def read(plan, painter=None):
    return Reader(painter or FakePainter(), threads=1).inputs(plan)


def test_a_picture_is_framed_once_for_all_its_keyframes(planned, monkeypatch):
    count = []

    def counted(*given, **named):
        count.append(given)
        return framed(*given, **named)

    monkeypatch.setattr(inputs, "framed", counted)
    briefs = {name: Brief(picture="art", seed=n) for n, name in enumerate("abc")}
    made = read(planned(briefs | {"cut": Brief(picture="art", fit="crop")}, {"art": NOISE}))
    assert made["a"].artwork is made["c"].artwork
    assert made["cut"].artwork is not made["a"].artwork
    assert len(count) == 4  # in both ways, large and as a sketch


def test_a_picture_is_framed_by_the_seed_of_the_plan(planned, artwork):
    for seed in (0, 5):
        plan = planned({"k": Brief(picture="art", seed=9)}, {"art": artwork}, size=(128, 64), seed=seed)
        expected = framed(load(artwork, inputs.SEARCHED), (128, 64), seed=seed)
        np.testing.assert_array_equal(read(plan)["k"].artwork.picture, expected.picture)


def test_subjects_are_looked_for_in_the_same_picture_whatever_the_size(planned, monkeypatch):
    seen = []

    def looked(picture, keep):
        seen.append(picture)
        return found_in(picture[::8, ::8], keep)

    monkeypatch.setattr(inputs, "found_in", looked)
    large = NOISE.repeat(20, axis=0).repeat(20, axis=1)
    for size in ((128, 64), (1280, 720)):
        read(planned({"k": Brief(picture="art")}, {"art": large}, size=size))
    searched, again = seen
    assert min(searched.shape[:2]) == inputs.SEARCHED
    np.testing.assert_array_equal(searched, again)


def test_every_way_to_fit_is_taken(planned, artwork):
    fits: tuple[Fit, ...] = ("reframe", "crop", "contain")
    made = read(planned({fit: Brief(picture="art", fit=fit) for fit in fits}, {"art": artwork}, size=(192, 64)))
    pictures = [made[fit].artwork.picture.tobytes() for fit in fits]
    assert len({*pictures}) == 3


def test_a_style_is_of_the_book_or_of_a_picture(planned):
    briefs = {
        "book": Brief(picture="art", style="Pop Art"),
        "picture": Brief(picture="art", style_picture="klimt"),
        "both": Brief(picture="art", style="pop-art", style_picture="klimt"),
        "own": Brief(picture="art"),
    }
    made = read(planned(briefs, {"art": NOISE, "klimt": NOISE[::-1]}), LumiaPainter())
    assert made["book"].style.name == "pop-art"
    np.testing.assert_array_equal(made["picture"].style.picture, NOISE[::-1])
    assert made["both"].style is made["picture"].style
    assert made["own"].style is None


@pytest.mark.parametrize("role", ["picture", "style_picture", "keep", "depth"])
def test_another_file_in_the_place_of_a_picture_is_refused(planned, tmp_path, role):
    roles: dict[str, Any] = {"picture": "art", role: "given"}
    plan = planned({"k": Brief(**roles)}, {"art": NOISE, "given": NOISE[..., 0]})
    Pillow.fromarray(NOISE[:, ::-1, 0]).save(tmp_path / "given.png")
    with pytest.raises(UserError, match=r"given\.png: another picture than that of the plan \(SHA-256"):
        read(plan, LumiaPainter())


def test_a_depth_map_is_framed_as_its_picture(planned):
    levels = np.broadcast_to(np.linspace(20, 220, 90), (60, 90)).astype(np.uint8)
    art = np.repeat(levels[..., None], 3, axis=2)
    for fit in ("crop", "contain"):
        plan = planned({"k": Brief(picture="art", depth="map", fit=fit)}, {"art": art, "map": levels[::2, ::2]})
        made = read(plan)["k"]
        shown = slice(None) if fit == "crop" else slice(12, 52)
        assert made.depth.shape == made.artwork.picture.shape[:2]
        assert np.abs(made.depth[shown].astype(int) - made.artwork.picture[shown, :, 0]).max() < 8
    assert (made.depth[:8] == made.depth[12]).all()
    assert read(planned({"k": Brief(picture="art")}, {"art": art}))["k"].depth is None


def test_a_picture_that_no_keyframe_uses_is_not_read(planned, tmp_path):
    plan = planned({"k": Brief(picture="art")}, {"art": NOISE, "spare": NOISE})
    (tmp_path / "spare.png").unlink()
    read(plan)


@pytest.mark.parametrize(
    ("brief", "error", "told"),
    [
        ({"style": "cubsm"}, UnknownName, "unknown style 'cubsm'"),
        ({"style": "jazz"}, UserError, "'jazz' is a genre, not a style"),
        (
            {"style": "woodcut", "exemplar": "mona-lisa"},
            UnknownName,
            "unknown exemplar of woodcut 'mona-lisa'. Known: ",
        ),
        ({"exemplar": "woodcut-1"}, BadValue, r"keyframes\.k\.exemplar: give the style"),
        ({"style_picture": "art"}, UserError, "'fake' cannot take its style from a picture; choose a style of"),
        ({"keep": "mask"}, UserError, "the mask of what to keep has another shape"),
        (
            {"depth": "mask"},
            UserError,
            r"the depth map has another shape \(0.25 times as wide as high\) than the pictu",
        ),
        ({"picture": "text"}, UnreadableMedia, r"text\.txt: not a picture"),
    ],
)
def test_a_mistake_is_told(planned, tmp_path, brief, error, told):
    text = tmp_path / "text.txt"
    text.write_text("a picture")
    pictures = {"art": NOISE, "mask": np.zeros((40, 10), np.uint8), "text": text}
    plan = planned({"k": Brief(**{"picture": "art"} | brief)}, pictures)
    with pytest.raises(error, match=told) as caught:
        read(plan)
    assert "\n" not in str(caught.value)


def test_a_picture_that_is_gone_is_told(planned, tmp_path):
    plan = planned({"k": Brief(picture="art")}, {"art": NOISE})
    (tmp_path / "art.png").unlink()
    with pytest.raises(UnreadableMedia, match=r"art\.png: cannot be read \(No such file or directory\)"):
        read(plan)


def test_a_mask_is_for_one_picture(planned):
    mask = np.full((60, 90), 255, np.uint8)
    briefs = {"a": Brief(picture="art", keep="mask"), "b": Brief(picture="other", keep="mask")}
    pictures = {"art": NOISE, "other": NOISE[::-1], "mask": mask}
    with pytest.raises(BadValue, match=r"keyframes\.b\.keep: the mask is for one picture; give every picture its own"):
        read(planned(briefs, pictures))
    own = planned(briefs | {"b": Brief(picture="other", keep="own")}, pictures | {"own": mask})
    assert read(own)["b"].artwork.kept.all()


def test_what_a_plan_does_not_say_anew_is_not_read_again(planned, tmp_path):
    plan = planned({"k": Brief(picture="art")}, {"art": NOISE})
    reader = Reader(FakePainter(), threads=1)
    before = reader.inputs(plan)["k"].artwork
    (tmp_path / "art.png").unlink()
    assert reader.inputs(plan)["k"].artwork is before
    larger = msgspec.structs.replace(plan, size=(128, 64))
    with pytest.raises(UnreadableMedia):
        reader.inputs(larger)
