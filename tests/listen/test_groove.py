import numpy as np
import pytest

from clavilux.listen.captioners.groove_words import groove_words
from clavilux.listen.groove import FEATURES, SPAN, groove

RATE, BPM, BEATS = 22050, 120.0, 32
BEAT = 60 / BPM
TIMES = np.arange(BEATS) * BEAT


def strokes(**places):
    """Kick, chord or hat at places in beats of every beat, or of every bar of 4 where they reach beyond the first."""
    hand = np.random.default_rng(0)
    t = np.arange(round(0.08 * RATE)) / RATE
    attack = np.minimum(t / 0.01, 1.0)
    voices = {
        "kick": np.sin(2 * np.pi * 60 * t) * np.hanning(len(t)),
        "chord": np.sin(2 * np.pi * 600 * t) * np.exp(-t * 40) * attack,
        "hat": np.diff(hand.standard_normal(len(t) + 2), 2) * np.exp(-t * 80) / 4,
    }
    sound = np.zeros(round((BEATS + 1) * BEAT * RATE))
    for voice, at in places.items():
        period = 4 if max(at) >= 1 else 1
        for start in np.add.outer(np.arange(0, BEATS, period), at).ravel():
            first = round(start * BEAT * RATE)
            sound[first : first + len(t)] += voices[voice]
    return (0.3 * sound).astype(np.float32)


def measured(sound, beats=TIMES):
    return dict(zip(FEATURES, groove(sound, RATE, beats).features, strict=True))


HOUSE = strokes(kick=[0.0], hat=[0.5])


def test_strokes_that_take_turns_are_in_opposite_phase():
    found = measured(HOUSE)
    assert found["bass x treble 1.00"] < -0.5
    assert measured(strokes(kick=[0.0], hat=[0.0]))["bass x treble 1.00"] > 0.5


@pytest.mark.parametrize("late", [0.25, 0.5, 1.0])
def test_it_does_not_matter_where_the_beats_were_heard(late):
    here, there = measured(HOUSE), measured(HOUSE, TIMES + late * BEAT)
    rhythmic = [name for name in FEATURES if name[-1].isdigit()]
    assert np.allclose([here[name] for name in rhythmic], [there[name] for name in rhythmic], atol=0.1)


def test_a_backbeat_repeats_every_two_beats():
    found = measured(strokes(kick=[0.0, 2.0], chord=[1.0, 3.0]))
    assert found["bass x middle 0.50"] < -0.5
    assert found["bass 0.50"] > 3 * found["bass 0.25"]


def test_the_tempo_is_around_its_own():
    found = measured(HOUSE)
    assert max((found[name], name) for name in FEATURES if name.endswith("BPM"))[1] == "around 125 BPM"


@pytest.mark.parametrize("count", [0, 1, SPAN])
def test_without_enough_beats_only_the_sound_is_known(count):
    found = measured(HOUSE, TIMES[:count])
    assert found["beat"] == 0
    assert not any(found[name] for name in FEATURES if "." in name)
    assert found["strokes of bass"] > 0


@pytest.mark.parametrize("sound", [np.zeros(RATE, np.float32), np.zeros(1, np.float32)])
def test_silence_has_finite_features(sound):
    assert np.isfinite(groove(sound, RATE, TIMES).features).all()


@pytest.mark.parametrize(
    ("sound", "words"),
    [
        (HOUSE, "four on the floor"),
        (strokes(kick=[0.0, 2.0], hat=[0.0, 2 / 3, 1.0, 5 / 3, 2.0, 8 / 3, 3.0, 11 / 3]), "swung"),
        (strokes(kick=[0.0], chord=[0.5], hat=[0.0]), "four on the floor, with chords off the beat"),
        (strokes(kick=[0.0, 2.5], chord=[1.0, 3.0], hat=[0.0, 0.5]), ""),
        (np.zeros(20 * RATE, np.float32), ""),
    ],
)
def test_what_is_sure_has_a_word(sound, words):
    heard = groove(sound, RATE, TIMES)
    assert groove_words(heard, BPM, drums=True) == words
    assert "floor" not in groove_words(heard, BPM, drums=False)
    assert "floor" not in groove_words(heard, 70.0, drums=True)
