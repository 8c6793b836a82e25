"""Words move light and colour, in the lexicon and in what Lumia paints."""

import tomllib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from clavilux.imagine.painters.lumia import LumiaPainter
from clavilux.imagine.painters.words import NEUTRAL, Mood, graded, mood
from clavilux.imagine.pictures import load
from clavilux.imagine.styles import StyleBook
from clavilux.types import Brief

LEXICON = tomllib.loads(files("clavilux.imagine.painters").joinpath("words.toml").read_text(encoding="utf-8"))
GREY = (np.zeros(3, np.float32), np.full(3, 0.3, np.float32))


@pytest.mark.parametrize("text", ["", "a fox in the wood", "12 x 7"])
def test_words_without_light_or_colour_say_nothing(text):
    assert mood(text, text) == NEUTRAL


def test_a_neutral_mood_changes_no_colour():
    mean, deviation = np.array([0.2, -0.1, 0.4], np.float32), np.array([0.3, 0.2, 0.1], np.float32)
    same_mean, same_deviation = graded(mean, deviation, NEUTRAL)
    assert same_mean == pytest.approx(mean)
    assert same_deviation == pytest.approx(deviation)


def test_every_number_of_the_lexicon_is_a_share():
    for word, entry in LEXICON["moods"].items():
        assert set(entry) <= set(Mood._fields), word
        assert all(-1 <= value <= 1 for value in entry.values()), word


@pytest.mark.parametrize("word", LEXICON["colours"])
def test_a_colour_draws_the_picture_to_itself(word):
    tone = mood(f"something {word.upper()}!")
    before, after = (np.linalg.norm(m - np.array(tone.tint)) for m in (GREY[0], graded(*GREY, tone)[0]))
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
    artwork = load(Path(__file__).parents[2] / "examples" / "art.jpg", (128, 128))
    painter, book = LumiaPainter(), StyleBook.load()

    def painted(style, words="", caption=""):
        brief = Brief(artwork=artwork, style=None, seed=3, steps=4, words=words, caption=caption)
        return painter.paint(replace(brief, style=book.style(style) if style else None)).astype(float)

    return painted


@pytest.mark.parametrize("style", [None, "pop-art", "impressionism"])
def test_the_picture_follows_the_words(paint, style):
    night, day = paint(style, "dark night"), paint(style, "bright sunny day")
    assert night.mean() + 40 < day.mean()
    red, blue = (paint(style, word).mean((0, 1)) for word in ("red", "blue"))
    assert red[0] - red[2] > 40 < blue[2] - blue[0]


def test_another_caption_paints_another_picture(paint):
    calm, loud = (paint("impressionism", caption=c) for c in ("A calm, quiet piece.", "A loud, aggressive passage."))
    assert np.abs(calm - loud).mean() > 5
    assert loud.std() > calm.std()
