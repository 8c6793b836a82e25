from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from clavilux.errors import UnknownName, UnreadableMedia, UserError
from clavilux.styles import StyleBook, picture_style, with_exemplar

BOOK = StyleBook.load()
PAPER_GENRES = (
    "pop rock punk jazz blues indie classical country folk electronic techno electro house gospel latin metal rap "
    "hip_hop reggae reggaeton funk disco R&B"
)


def test_the_genres_are_those_of_the_paper_in_its_order() -> None:
    assert list(BOOK.genres) == [genre.replace("_", " ") for genre in PAPER_GENRES.split()]


@pytest.mark.parametrize("genre", BOOK.genres)
def test_every_genre_has_its_style(genre: str) -> None:
    style = BOOK.for_genre(genre)
    assert style.name == BOOK.genres[genre]
    assert BOOK.genre_in(f"A slow {genre} tune") is not None


def test_the_papers_recipe_has_the_movements_of_the_paper() -> None:
    """For the genres of the paper, in its order (arXiv 2412.05694)."""
    assert BOOK.papers
    assert list(BOOK.papers.genres) == list(BOOK.genres)
    told = {genre: BOOK.papers.for_genre(genre).movement for genre in BOOK.genres}
    assert told["jazz"] == "Abstract Art"
    assert told["techno"] == told["house"] == "Futurism and Digital Art"
    assert told["R&B"] == "Neo-Soul Art"
    assert not {*BOOK.papers.genres.values()} & {*BOOK.styles}
    assert BOOK.style("paper-abstract").exemplars == BOOK.style(BOOK.genres["jazz"]).exemplars


@pytest.mark.parametrize("name", BOOK.papers.styles if BOOK.papers else ())
def test_every_style_is_complete(name: str) -> None:
    style = BOOK.style(name)
    assert style.name == name
    assert style.movement
    assert 100 < len(style.description) < 400
    assert "\n" not in style.description
    assert "  " not in style.description
    assert style.palette.shape in {(5, 3), (6, 3)}
    assert len({bytes(colour) for colour in style.palette}) == len(style.palette)


def test_styles_differ_in_words_and_colours() -> None:
    assert len({style.movement for style in BOOK.styles.values()}) == len(BOOK.styles)
    assert len({style.palette.tobytes() for style in BOOK.styles.values()}) == len(BOOK.styles)


@pytest.mark.parametrize("spelling", ["R&B", "r&b", "rnb", "R'n'B", "r-n-b"])
def test_spellings_of_rnb(spelling: str) -> None:
    assert BOOK.for_genre(spelling).name == BOOK.genres["R&B"]


@pytest.mark.parametrize("spelling", ["hip hop", "Hip-Hop", "hiphop", " HIP_HOP "])
def test_spellings_of_hip_hop(spelling: str) -> None:
    assert BOOK.for_genre(spelling).name == BOOK.genres["hip hop"]


@pytest.mark.parametrize("spelling", ["pop-art", "Pop Art", "pop_art"])
def test_spellings_of_a_style(spelling: str) -> None:
    assert BOOK.style(spelling).name == "pop-art"


def test_unknown_names_list_the_known_ones() -> None:
    with pytest.raises(UnknownName, match=r"unknown genre 'polka'.*reggaeton"):
        BOOK.for_genre("polka")
    with pytest.raises(UnknownName, match=r"unknown style 'cubsm'.*woodcut"):
        BOOK.style("cubsm")
    with pytest.raises(UnknownName):
        BOOK.style("")


@pytest.mark.parametrize(
    ("caption", "genre"),
    [
        ("Techno pop with a female singer", "pop"),
        ("an Electronic beat, techno-like", "electronic"),
        ("a popular tune", "pop"),
        ("reggaeton", "reggae"),
        ("smooth r&b ballad", "R&B"),
        ("Hip Hop drums", "hip hop"),
        ("a low-quality recording of a kettle", None),
        ("", None),
    ],
)
def test_genre_in_follows_the_rule_of_the_paper(caption: str, genre: str | None) -> None:
    assert BOOK.genre_in(caption) == genre


def test_a_style_can_have_one_exemplar() -> None:
    style = BOOK.style("woodcut")
    first, second, *_ = style.exemplars
    assert with_exemplar(style, None).exemplars == (first,)
    assert with_exemplar(style, second).exemplars == (second,)
    with pytest.raises(UnknownName, match=f"unknown exemplar of woodcut 'mosaic-1'.*{first}"):
        with_exemplar(style, "mosaic-1")


def test_a_genre_is_told_from_a_style() -> None:
    with pytest.raises(UserError, match="'Jazz' is a genre, not a style; use --genre"):
        BOOK.style("Jazz")


def test_a_picture_is_a_style(tmp_path: Path) -> None:
    halves = np.zeros((40, 80, 3), np.uint8)
    halves[:, 20:] = (250, 30, 30)
    Pillow.fromarray(halves).save(tmp_path / "red.png")
    style = picture_style(tmp_path / "red.png")
    assert style.name == "red.png"
    assert style.picture is not None
    np.testing.assert_array_equal(style.picture, halves)
    assert style.palette[0] == pytest.approx([250, 30, 30], abs=8)


def test_a_picture_that_is_not_there_is_told() -> None:
    with pytest.raises(UnreadableMedia, match=r"klimt\.jpg"):
        picture_style("klimt.jpg")
