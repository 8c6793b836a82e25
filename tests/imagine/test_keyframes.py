from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from clavilux.errors import ClaviluxWarning, RenderError, UnknownName, UserError
from clavilux.imagine.framing import Framed
from clavilux.imagine.keyframes import keyframes
from clavilux.imagine.painters.fake import FakePainter
from clavilux.imagine.styles import StyleBook
from clavilux.listen.sections import fixed
from clavilux.recipe import Imagine
from clavilux.types import Brief, Image, Keyframe, Painter, Section

BOOK = StyleBook.load()
SIZE = (48, 32)
DEFAULT = Imagine()


class Diary(FakePainter):
    """A painter that remembers its briefs."""

    def __init__(self) -> None:
        self.briefs: list[Brief] = []

    def paint(self, brief: Brief) -> Image:
        self.briefs.append(brief)
        return super().paint(brief)


class Blank(FakePainter):
    """A painter that fails as networks do: not-a-number turned into black."""

    name = "blank"

    def paint(self, brief: Brief) -> Image:
        return np.zeros_like(brief.artwork)


def sections(count: int, genre: str | None = None, confidence: float = 1.0) -> list[Section]:
    return [
        Section(start=10.0 * i, end=10.0 * i + 10, genre=genre, confidence=confidence, caption=f"part {i}")
        for i in range(count)
    ]


def picture(level: int = 100) -> Image:
    ramp = np.linspace(0, 100, SIZE[0])[None, :, None]
    return np.broadcast_to(ramp + level, (SIZE[1], SIZE[0], 3)).astype(np.uint8)


def framed(image: Image) -> Framed:
    """A picture of which nothing need be kept."""
    return Framed(image, np.zeros(image.shape[:2], bool))


def paint(
    parts: list[Section],
    pictures: Sequence[Image] = (picture(),),
    choices: Imagine = DEFAULT,
    painter: Painter | None = None,
    seed: int = 0,
) -> list[Keyframe]:
    return list(
        keyframes(
            parts, [framed(image) for image in pictures], painter or FakePainter(), BOOK, choices, seed=seed, size=SIZE
        )
    )


def test_the_picture_of_a_style_is_read_once(tmp_path: Path) -> None:
    painter, style = Diary(), tmp_path / "manner.png"
    painter.sees_styles = True
    Pillow.fromarray(picture()).save(style)
    choices = Imagine(style=str(style))
    frames = keyframes(sections(2), [framed(picture())], painter, BOOK, choices, seed=0, size=SIZE)
    next(frames)
    style.unlink()
    assert len(list(frames)) == 2
    one, other = (brief.style for brief in painter.briefs)
    assert one is other
    assert one is not None
    assert one.picture is not None


def test_one_keyframe_per_section_reached_at_its_end() -> None:
    assert [frame.at for frame in paint(sections(3))] == [0.0, 10.0, 20.0, 30.0]


def test_the_first_is_the_unpainted_artwork_or_black() -> None:
    np.testing.assert_array_equal(paint(sections(1))[0].image, picture())
    assert not paint(sections(1), choices=Imagine(first="black"))[0].image.any()


def test_pictures_are_spread_over_the_sections_in_order() -> None:
    diary = Diary()
    paint(sections(5), [picture(10), picture(90)], painter=diary)
    assert [int(brief.artwork.min()) for brief in diary.briefs] == [10, 10, 10, 90, 90]


@pytest.mark.parametrize("count", [3, 4, 7, 20])
def test_more_pictures_than_sections_warn_with_what_shows_all(count: int) -> None:
    diary, pictures = Diary(), [picture(10 * level) for level in range(count)]
    with pytest.warns(ClaviluxWarning, match=f"only 2 of {count} pictures are shown.*--sections fixed") as caught:
        paint(sections(2), pictures, painter=diary)
    assert [int(brief.artwork.min()) for brief in diary.briefs] == [0, 10 * (count // 2)]
    length = float(str(caught[0].message).rpartition("listen.section=")[2])
    assert len(fixed(20.0, length)) == count


def test_pictures_that_no_section_is_long_enough_for_are_told() -> None:
    with pytest.warns(
        ClaviluxWarning, match="only 2 of 21 pictures.*give fewer pictures, or a longer part of the song"
    ):
        paint(sections(2), [picture()] * 21)


@pytest.mark.parametrize(
    ("choices", "genre", "style"),
    [
        (Imagine(), None, None),
        (Imagine(), "folk", "woodcut"),
        (Imagine(genre="disco"), "folk", "mosaic"),
        (Imagine(style="op-art", genre="disco"), "folk", "op-art"),
    ],
)
def test_a_chosen_style_goes_before_a_chosen_genre_before_what_was_heard(
    choices: Imagine, genre: str | None, style: str | None
) -> None:
    assert paint(sections(1, genre), choices=choices)[1].style == style


def test_the_prompt_holds_words_caption_and_style() -> None:
    frame = paint(sections(1, "folk"), choices=Imagine(prompt="a fox"))[1]
    assert frame.prompt.startswith("a fox. part 0. Woodcut. ")


def test_the_brief_carries_the_recipe() -> None:
    diary = Diary()
    paint(sections(1), choices=Imagine(strength=0.7, guidance=3.0, steps=5), painter=diary)
    (brief,) = diary.briefs
    assert (brief.strength, brief.guidance, brief.steps) == (0.7, 3.0, 5)


def test_the_brief_tells_what_must_stay_whole() -> None:
    diary, kept = Diary(), np.zeros((SIZE[1], SIZE[0]), bool)
    kept[5:9] = True
    both = [Framed(picture(), kept), framed(picture())]
    list(keyframes(sections(2), both, diary, BOOK, DEFAULT, seed=0, size=SIZE))
    one, other = diary.briefs
    np.testing.assert_array_equal(one.kept, kept)
    assert other.kept is None


class Free(Diary):
    """A painter that wants another take of the artwork in each section."""

    defaults = replace(FakePainter.defaults, take=0.8)


def blobs() -> Image:
    """A picture of places that can be told apart."""
    coarse = np.random.default_rng(0).integers(0, 256, (8, 12, 3), np.uint8)
    return np.asarray(Pillow.fromarray(coarse).resize(SIZE, Pillow.Resampling.BICUBIC))


def taken(painter: Diary, choices: Imagine = DEFAULT, count: int = 2, seed: int = 0, kept: Any = None) -> list[Image]:
    """The artworks that a painter is given."""
    artwork = framed(blobs()) if kept is None else Framed(blobs(), kept)
    list(keyframes(sections(count), [artwork], painter, BOOK, choices, seed=seed, size=SIZE))
    return [brief.artwork for brief in painter.briefs]


def test_no_two_sections_are_painted_from_the_same_take() -> None:
    artworks = [blobs(), *taken(Free(), count=3)]
    pairs = combinations(artworks, 2)
    assert all(np.abs(one.astype(int) - other).mean() > 3 for one, other in pairs)


def test_takes_are_the_same_for_the_same_seed_and_others_for_another() -> None:
    first, again, other = (np.stack(taken(Free(), seed=seed)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any(axis=(1, 2, 3)).all()


def test_the_recipe_says_how_free_a_take_is_before_the_painter_does() -> None:
    for painter, choices in ((Free(), Imagine(take=0.0)), (Diary(), DEFAULT)):
        np.testing.assert_array_equal(taken(painter, choices)[0], blobs())
    gaps = [np.abs(taken(Diary(), Imagine(take=take))[0].astype(int) - blobs()).mean() for take in (0.0, 0.5, 0.8, 1.0)]
    assert gaps == sorted(gaps)
    assert gaps[0] == 0 < gaps[1]


def test_what_is_kept_stays_in_every_take_and_is_told_the_painter() -> None:
    kept = np.zeros(SIZE[::-1], bool)
    kept[8:20, 10:30] = True
    painter = Free()
    for artwork in taken(painter, kept=kept):
        np.testing.assert_array_equal(artwork[kept], blobs()[kept])
    for brief in painter.briefs:
        assert brief.kept is not None
        np.testing.assert_array_equal(brief.kept, kept)
    plain = Diary()
    taken(plain)
    assert plain.briefs[0].kept is None


def test_the_whole_film_is_painted_in_one_hand() -> None:
    style = BOOK.style("woodcut")
    assert len(style.exemplars) > 1
    hands = set()
    for seed in range(6):
        diary = Diary()
        paint(sections(3), choices=Imagine(style="woodcut"), painter=diary, seed=seed)
        chosen = {brief.style.exemplars for brief in diary.briefs if brief.style}
        assert len(chosen) == 1
        hands |= chosen
    assert hands == {(name,) for name in style.exemplars}


def test_seeds_are_stable_and_differ_between_keyframes_and_renders() -> None:
    seeds = [frame.seed for frame in paint(sections(4))[1:]]
    assert seeds == [frame.seed for frame in paint(sections(6))[1:5]]
    assert len({*seeds, *(frame.seed for frame in paint(sections(4), seed=1)[1:])}) == 8
    assert all(0 <= seed < 2**31 for seed in seeds)


def test_same_seed_same_pictures_other_seed_others() -> None:
    first, again, other = (np.stack([frame.image for frame in paint(sections(2), seed=s)]) for s in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert (first[1:] != other[1:]).any(axis=(1, 2, 3)).all()


def test_keyframes_are_painted_one_by_one_with_progress() -> None:
    diary = Diary()
    calls: list[tuple[str, int, int]] = []
    stream = keyframes(
        sections(3),
        [framed(picture())],
        diary,
        BOOK,
        Imagine(),
        seed=0,
        size=SIZE,
        progress=lambda *call: calls.append(call),
    )
    next(stream)
    assert diary.briefs == []
    assert calls == [("imagine", 0, 3)]
    for painted in (1, 2, 3):
        next(stream)
        assert len(diary.briefs) == painted
        assert calls[-1] == ("imagine", painted, 3)
    assert len(calls) == 4


def test_an_empty_painting_is_an_error_that_names_the_painter() -> None:
    with pytest.raises(RenderError, match="painter 'blank' returned an empty picture"):
        paint(sections(1), painter=Blank())


def test_an_empty_painting_of_an_empty_artwork_is_right() -> None:
    black = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    assert not paint(sections(1), [black], painter=Blank())[1].image.any()


def test_mistakes_are_told() -> None:
    with pytest.raises(UserError, match="at least one"):
        paint(sections(1), [])
    with pytest.raises(UnknownName, match="unknown genre 'polka'"):
        paint(sections(1), choices=Imagine(genre="polka"))
    with pytest.raises(ValueError, match="48 x 32"):
        paint(sections(1), [np.zeros((8, 8, 3), np.uint8)])


@pytest.mark.parametrize(("confidence", "style"), [(0.29, None), (0.3, "woodcut")])
def test_an_uncertain_genre_chooses_no_style(confidence: float, style: str | None) -> None:
    parts = sections(1, "folk", confidence)
    assert paint(parts, choices=Imagine(certainty=0.3))[1].style == style
    assert paint(parts, choices=Imagine(certainty=1.0, genre="folk"))[1].style == "woodcut"


def test_the_manner_of_a_picture_needs_a_painter_who_sees_it(artwork: Path) -> None:
    choices = Imagine(painter="fake", style=str(artwork))
    with pytest.raises(
        UserError, match="'fake' cannot take its style from a picture; choose a style of 'clavilux styles'"
    ):
        list(keyframes(sections(1), [framed(picture())], FakePainter(), BOOK, choices, seed=0, size=SIZE))
