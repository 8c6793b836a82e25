"""What each shelf takes."""

from fractions import Fraction
from pathlib import Path

import pytest

from clavilux.errors import UnknownName, UserError
from clavilux.media.shelves import Facts, Shelf, named, shelves

RIGHT = Facts(
    size=(1080, 1920),
    fps=Fraction(24),
    seconds=30.0,
    container="mp4",
    codec="h264",
    profile="High",
    pixels="yuv420p",
    sound="aac",
    megabytes=40.0,
)


def test_names_may_stand_together_and_count_once() -> None:
    assert [shelf.name for shelf in named(["youtube,Reels", " canvas", "reels"])] == ["youtube", "reels", "canvas"]
    with pytest.raises(UnknownName, match=r"unknown shelf 'reel'\. Did you mean 'reels'\?"):
        named(["reel"])


@pytest.mark.parametrize("shelf", shelves().values(), ids=shelves())
def test_every_shelf_takes_what_is_made_for_it(shelf: Shelf) -> None:
    """The first size, at its own rates and lengths, of an even size that a plan may have."""
    for fps, seconds in zip(shelf.fps, shelf.seconds, strict=True):
        assert not list(shelf.complaints(Facts(size=shelf.sizes[0], fps=Fraction(fps), seconds=seconds)))
    assert all(side % 2 == 0 for size in shelf.sizes for side in size)


def test_a_right_film_is_taken() -> None:
    assert not list(shelves()["reels"].complaints(RIGHT))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"size": (1920, 1080)}, "1920x1080 pixels, not 1080x1920 or 720x1280"),
        ({"fps": Fraction(12)}, "12 frames per second, not 23 to 60"),
        ({"fps": Fraction(0)}, "0 frames per second, not 23 to 60"),
        ({"seconds": 90.2}, "90.20 s, not 3 to 90 s"),
        ({"seconds": 2.0}, "2.00 s, not 3 to 90 s"),
        ({"container": "mov"}, "container mov, not mp4"),
        ({"codec": "hevc", "profile": "Main"}, "codec hevc, not h264; profile Main, not High"),
        ({"pixels": "yuv444p"}, "pixels yuv444p, not yuv420p"),
        ({"sound": ""}, "sound none, not aac"),
        ({"megabytes": 301.0}, "301 MB, not 300 MB at most"),
    ],
)
def test_what_is_wrong_is_told(wrong: dict[str, object], told: str) -> None:
    facts = {name: getattr(RIGHT, name) for name in RIGHT.__slots__} | wrong
    assert "; ".join(shelves()["reels"].complaints(Facts(**facts))) == told


def test_a_length_may_be_a_frame_more() -> None:
    assert not list(shelves()["reels"].complaints(Facts(seconds=90.04, fps=Fraction(24))))


def test_a_silent_shelf_takes_no_sound() -> None:
    assert list(shelves()["canvas"].complaints(Facts(sound="aac"))) == ["sound aac, not none"]


def test_the_shelf_chooses_the_format() -> None:
    assert shelves()["cinema"].chosen(None, Path("film.mov")).name == "prores"
    with pytest.raises(UserError, match=r"film\.mp4: --format prores needs a name that ends in \.mov"):
        shelves()["cinema"].chosen(None, Path("film.mp4"))
    with pytest.raises(UserError, match="--format hevc: --for reels takes h264; leave one of them out"):
        shelves()["reels"].chosen("hevc", None)
