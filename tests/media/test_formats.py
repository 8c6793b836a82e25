"""What a film may be, and who says so."""

from fractions import Fraction
from pathlib import Path

import pytest

from clavilux.errors import UnknownName, UserError
from clavilux.media import formats as module
from clavilux.media.formats import Format, chosen, formats, usual


@pytest.mark.parametrize(
    ("name", "output", "found"),
    [
        (None, None, "h264"),
        (None, "film.MP4", "h264"),
        (None, "film.webm", "vp9"),
        (None, "film.mov", "prores"),
        ("hevc", "film.mp4", "hevc"),
        ("HEVC", None, "hevc"),
        ("webm", None, "vp9"),
        ("png", "frames", "png"),
        ("png", "01. Night", "png"),
    ],
)
def test_a_name_or_else_the_suffix_chooses(name: str | None, output: str | None, found: str) -> None:
    assert chosen(name, Path(output) if output else None).name == found


@pytest.mark.parametrize(
    ("name", "output", "told"),
    [
        (
            None,
            "film.avi",
            r"film\.avi: choose a name that ends in \.mp4, \.mov, \.webm, \.gif or \.webp; or --format png",
        ),
        (None, "film", "film: choose a name that ends in"),
        ("vp9", "film.mp4", r"film\.mp4: --format vp9 needs a name that ends in \.webm"),
        ("vp9", "film", r"film: --format vp9 needs a name that ends in \.webm"),
        ("png", "film.mp4", r"film\.mp4: --format png needs a folder, such as 'frames'"),
    ],
)
def test_what_does_not_agree_is_told(name: str | None, output: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        chosen(name, Path(output))


def test_an_unknown_format_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="unknown format 'h265'"):
        chosen("h265", None)


def test_an_encoder_that_is_missing_is_told_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_encodes", lambda encoder: encoder != "libsvtav1")
    usual().check(Fraction(24))
    with pytest.raises(UserError, match=r"--format av1 needs the encoder libsvtav1, which this build of PyAV lacks"):
        formats()["av1"].check(Fraction(24))


def test_a_gif_of_more_frames_than_browsers_show_is_told() -> None:
    formats()["gif"].check(Fraction(50))
    with pytest.raises(UserError, match="a gif shows at most 50 frames per second; choose fewer --fps"):
        formats()["gif"].check(Fraction(60))


@pytest.mark.parametrize("form", formats().values(), ids=formats())
def test_this_build_has_all_encoders(form: Format) -> None:
    form.check(Fraction(24))


def test_quality_is_the_same_share_of_every_scale() -> None:
    assert [formats()[name].encoding(18).get("crf") for name in ("h264", "hevc", "vp9", "prores")] == [
        "18",
        "18",
        "22",
        None,
    ]
