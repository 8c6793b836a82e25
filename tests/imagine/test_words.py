"""Words move light and colour, in the lexicon and in what Lumia paints."""

import tomllib
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from artworks import fitted
from clavilux.examples import ARTWORK
from clavilux.imagine.painters.lumia.painter import LumiaPainter
from clavilux.imagine.painters.lumia.words import NEUTRAL, Mood, between, graded, mood
from clavilux.kernel.colour import as_floats
from clavilux.kernel.oklab import oklab
from clavilux.styles import StyleBook
from clavilux.values import PaintRequest

LEXICON = tomllib.loads(files("clavilux.imagine.painters.lumia").joinpath("words.toml").read_text(encoding="utf-8"))
FACE = Path(__file__).parents[1] / "kernel" / "data" / "face.jpg"
GREY = np.full((8, 8, 3), 0.5, np.float32)


@pytest.mark.parametrize("text", ["", "a fox in the wood", "12 x 7"])
def test_words_without_light_or_colour_say_nothing(text):
    assert mood(text, text) == NEUTRAL


@pytest.fixture(scope="module")
def picture():
    return as_floats(fitted(ARTWORK, (96, 64)))


def test_a_neutral_mood_changes_nothing(picture):
    assert graded(picture, NEUTRAL) is picture


@pytest.mark.parametrize("text", ["dark night", "bright", "foggy", "harsh", "colourful red", "grey", "warm", "icy"])
def test_black_and_white_stay_what_they_are(text):
    ends = np.stack([np.zeros((16, 8, 3)), np.ones((16, 8, 3))]).astype(np.float32)
    for end in ends:
        assert graded(end, mood(text)) == pytest.approx(end, abs=2 / 255)


@pytest.mark.parametrize(
    ("word", "measure"),
    [
        ("bright", lambda lab: lab[..., 0].mean()),
        ("dramatic", lambda lab: lab[..., 0].std()),
        ("colourful", lambda lab: np.hypot(lab[..., 1], lab[..., 2]).mean()),
        ("warm", lambda lab: lab[..., 2].mean()),
        ("dreamy", lambda lab: -np.abs(np.diff(lab[..., 0])).mean()),
    ],
)
def test_each_kind_of_mood_moves_its_own(picture, word, measure):
    not_so, plain, so = (measure(oklab(graded(picture, mood(text)))) for text in (f"not {word}", "", word))
    assert so > plain
    assert not_so < plain or word == "dreamy"  # what is not soft is not sharpened


def test_a_mood_changes_bit_by_bit_on_the_way_to_another(picture):
    for words in (("dark", "bright red"), ("", "blue"), ("red", ""), ("gold", "violet")):
        first, last = (mood(text) for text in words)
        assert between(first, last, 0).tinge == first.tinge
        pictures = [graded(picture, between(first, last, share)) for share in np.linspace(0, 1, 9)]
        for place, end in ((0, first), (-1, last)):
            assert pictures[place] == pytest.approx(graded(picture, end), abs=1e-5)
        steps = [np.abs(one - other).mean() for one, other in pairwise(pictures)]
        assert max(steps) < 0.25 * np.abs(pictures[0] - pictures[-1]).mean()


def test_every_number_of_the_lexicon_is_a_share():
    for word, entry in LEXICON["moods"].items():
        assert set(entry) <= set(Mood._fields), word
        assert all(-1 <= value <= 1 for value in entry.values()), word


@pytest.mark.parametrize("word", LEXICON["colours"])
def test_a_colour_draws_the_picture_to_itself(word):
    tone = mood(f"something {word.upper()}!")
    wanted = oklab(np.asarray(np.array(tone.tint) / 2 + 0.5, np.float32))[1:]
    before, after = (np.linalg.norm(oklab(p)[..., 1:].mean((0, 1)) - wanted) for p in (GREY, graded(GREY, tone)))
    assert after < 0.5 * before


def test_forms_of_a_word_mean_the_same():
    assert mood("darker") == mood("dark") == mood("darkest")
    assert mood("sadness").light == 0  # an unknown ending is no form


def test_every_mood_that_captions_tell_is_understood():
    captions = tomllib.loads(files("clavilux.listen.captioners").joinpath("words.toml").read_text(encoding="utf-8"))
    deaf = [entry["word"] for entry in captions["moods"] if mood("", entry["word"]) == NEUTRAL]
    assert not deaf


def test_a_negation_turns_a_mood_round_and_silences_a_colour():
    assert mood("not dark").light > 0 > mood("dark").light
    assert mood("no red").tint == ()


def test_more_words_of_a_kind_say_more_but_never_too_much():
    one, many = mood("dark"), mood("dark night black gloomy")
    assert -1 <= many.light < one.light < 0


def test_the_caption_counts_less_than_the_users_words():
    assert mood("dark").light < mood("", "dark").light < 0
    assert mood("bright", "dark").light > 0
    assert mood("", "red").tint == ()


@pytest.fixture(scope="module")
def paint():
    artwork, painter = fitted(ARTWORK, (96, 96)), LumiaPainter()
    hand = replace(StyleBook.load().style("woodcut"), exemplars=(), picture=fitted(FACE, (96, 96)))

    def painted(style, prompt="", caption=""):
        style = hand if style else None
        request = PaintRequest(artwork=artwork, style=style, seed=3, steps=4, prompt=prompt, caption=caption)
        return painter.paint(request).astype(float)

    return painted


@pytest.mark.parametrize("style", [False, True])
def test_the_picture_follows_the_words(paint, style):
    night, day = paint(style, "dark night"), paint(style, "bright sunny day")
    assert night.mean() + 40 < day.mean()
    red, blue = (paint(style, word).mean((0, 1)) for word in ("red", "blue"))
    assert red[0] - red[2] > 40 < blue[2] - blue[0]


def test_another_caption_paints_another_picture(paint):
    calm, loud = (paint(True, caption=c) for c in ("A calm, quiet piece.", "A loud, aggressive passage."))
    assert np.abs(calm - loud).mean() > 5
    assert loud.std() > calm.std()
