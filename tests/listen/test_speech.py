from collections.abc import Callable

import numpy as np
import pytest

from clavilux.examples import SONG
from clavilux.listen.beats import rhythm
from clavilux.listen.captioners.tags import TagsCaptioner
from clavilux.listen.hear import hear
from clavilux.listen.speech import is_speech
from clavilux.media.decode import decode
from clavilux.media.mono import mono
from clavilux.plan import Listen
from clavilux.values import Audio

SR = 22050


@pytest.mark.parametrize("rate", [8000, 22050, 44100])
def test_pauses_and_gliding_overtones_are_speech(speech: Callable[..., np.ndarray], rate: int) -> None:
    assert is_speech(speech(12.0, rate), rate)
    assert is_speech(np.float32(0.01) * speech(12.0, rate), rate)


def test_music_is_not(clicks: Callable[..., Audio], swell: Callable[..., Audio]) -> None:
    song = decode(SONG).heard.samples[:]
    assert not is_speech(song, SR)
    assert not is_speech(swell(6.0).samples[0], SR)
    notes = np.sin(2 * np.pi * 220 * np.arange(10 * SR) / SR) * (np.arange(10 * SR) % SR < SR // 3)
    assert not is_speech(notes.astype(np.float32), SR)


def test_silence_and_a_word_are_not(speech: Callable[..., np.ndarray]) -> None:
    assert not is_speech(np.zeros(5 * SR, np.float32), SR)
    assert not is_speech(np.zeros(0, np.float32), SR)
    assert not is_speech(speech(1.0), SR)


def test_strokes_of_a_clear_beat_keep_it(clicks: Callable[..., Audio]) -> None:
    assert rhythm(clicks(np.arange(0.5, 15, 0.5), 15.0).samples[0], SR).tempo == pytest.approx(120, rel=0.01)


def test_speech_has_neither_beat_nor_genre_unless_the_user_says_so(speech: Callable[..., np.ndarray]) -> None:
    audio = Audio(samples=speech(12.0)[None], rate=SR)
    hearing = hear(mono(audio), Listen(mel_bands=64), captioner=TagsCaptioner())
    assert (hearing.tempo, len(hearing.events["beats"]), hearing.genre, hearing.confidence) == (0, 0, None, 0.0)
    assert len(hearing.events["onsets"])
    assert hearing.spoken
    assert not hearing.tags
    assert {(section.genre, section.caption) for section in hearing.sections} == {(None, "Speech.")}
    named = hear(mono(audio), Listen(mel_bands=64), genre="rap", captioner=TagsCaptioner())
    assert named.genre == "rap"
    assert all("rap" in section.caption for section in named.sections)
