"""The laws that every captioner obeys."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from clavilux import plugins
from clavilux.errors import ClaviluxWarning
from clavilux.protocols import Captioner
from clavilux.values import Events, FloatArray, Hearing, Mono, Section, Signal

__all__ = ["CaptionerLaws"]

SAMPLE_RATE, CURVE_RATE = 22050, 100.0
TIMES = ((0.0, 4.0), (4.0, 6.5), (6.5, 8.0))
TAGS: tuple[Mapping[str, float], ...] = ({"techno": 0.6, "drums": 0.5}, {"slow": 0.4, "piano": 0.5}, {})


class CaptionerLaws:
    """Of a captioner, tried with eight seconds of sound in three sections.

    A subclass has a method ``make`` that returns the captioner.
    """

    def make(self) -> Captioner:
        """The captioner that is tried."""
        raise NotImplementedError("give your class a method make that returns the captioner")

    @pytest.fixture(scope="class")
    @classmethod
    def create(cls) -> Callable[[], Captioner]:
        """Makes the captioner."""
        return cls().make

    @pytest.fixture(scope="class")
    @classmethod
    def captioner(cls, create: Callable[[], Captioner]) -> Captioner:
        """The captioner."""
        return create()

    @pytest.fixture(scope="class")
    @classmethod
    def audio(cls) -> Mono:
        """Noise that beats four times a second, then a chord, then silence."""
        time = np.arange(round(8 * SAMPLE_RATE)) / SAMPLE_RATE
        noise = 0.3 * np.random.default_rng(2).standard_normal(len(time)) * np.exp(-8 * (time % 0.25))
        chord = np.sum([0.1 * np.sin(2 * np.pi * pitch * time) for pitch in (220, 277.2, 329.6)], axis=0)
        samples = np.select([time < 4, time < 6.5], [noise, chord], 0)
        return Mono(samples=samples.astype(np.float32), rate=SAMPLE_RATE, duration=8.0)

    @pytest.fixture(scope="class")
    @classmethod
    def hearing(cls, audio: Mono) -> Hearing:
        """What was heard in it."""
        return _heard(audio, TIMES, TAGS)

    @pytest.fixture(scope="class")
    @classmethod
    def captions(cls, captioner: Captioner, audio: Mono, hearing: Hearing) -> list[str]:
        """What the captioner says."""
        return _captions(captioner, audio, hearing)

    def test_fulfils_the_protocol(self, captioner: Captioner) -> None:
        assert isinstance(captioner, Captioner)
        assert captioner.name in plugins.names("captioners")
        assert captioner.licence

    def test_tells_name_and_licence_without_being_made(self, captioner: Captioner) -> None:
        factory = plugins.load("captioners", captioner.name)
        assert factory.name == captioner.name
        assert factory.licence == captioner.licence

    def test_one_caption_for_each_section(self, captions: list[str], hearing: Hearing) -> None:
        assert len(captions) == len(hearing.sections)
        assert any(captions)

    def test_a_caption_is_one_tidy_line(self, captions: list[str]) -> None:
        assert all(caption == " ".join(caption.split()) for caption in captions)

    def test_other_music_other_words(self, captions: list[str]) -> None:
        assert captions[0] != captions[1]

    def test_same_song_same_words(
        self, create: Callable[[], Captioner], captions: list[str], audio: Mono, hearing: Hearing
    ) -> None:
        assert _captions(create(), audio, hearing) == captions

    def test_captions_are_made_as_they_are_asked_for(
        self, captioner: Captioner, captions: list[str], audio: Mono, hearing: Hearing
    ) -> None:
        lazily = captioner.captions(audio, hearing)
        assert not isinstance(lazily, (list, tuple))
        assert next(iter(lazily)) == captions[0]

    def test_only_the_sound_of_a_section_matters_to_it(
        self, captioner: Captioner, captions: list[str], audio: Mono, hearing: Hearing
    ) -> None:
        samples = audio.samples[:].copy()
        samples[round(4 * SAMPLE_RATE) :] = 0.1 * np.random.default_rng(3).standard_normal(round(4 * SAMPLE_RATE))
        first = next(iter(captioner.captions(replace(audio, samples=samples), hearing)))
        assert first == captions[0]

    def test_silence_gets_a_caption_too(self, captioner: Captioner, audio: Mono) -> None:
        silence = replace(audio, samples=np.zeros_like(audio.samples[:]))
        (caption,) = _captions(captioner, silence, _heard(silence, [(0.0, 8.0)], [{}]))
        assert isinstance(caption, str)

    def test_a_moment_gets_a_caption_too(self, captioner: Captioner) -> None:
        moment = Mono(samples=np.full(800, 0.1, np.float32), rate=SAMPLE_RATE, duration=800 / SAMPLE_RATE)
        (caption,) = _captions(captioner, moment, _heard(moment, [(0.0, moment.duration)], [{}]))
        assert isinstance(caption, str)

    def test_the_sound_is_left_alone(self, captioner: Captioner, audio: Mono, hearing: Hearing) -> None:
        ours = audio.samples[:].copy()
        next(iter(captioner.captions(replace(audio, samples=ours), hearing)))
        np.testing.assert_array_equal(ours, audio.samples[:])


def _heard(audio: Mono, times: Sequence[tuple[float, float]], tags: Sequence[Mapping[str, float]]) -> Hearing:
    """A hearing with the loudness of a sound, and a beat twice a second."""
    borders = np.arange(0, len(audio.samples), audio.rate / CURVE_RATE).astype(int)
    loudness = np.sqrt(np.add.reduceat(np.square(audio.samples[:], dtype=float), borders) * CURVE_RATE / audio.rate)
    signals = {"harmonic": 10 * loudness, "percussive": 20 * loudness, "treble": loudness, "loudness": loudness}
    return Hearing(
        duration=audio.duration,
        tempo=120.0,
        signals={name: Signal(rate=CURVE_RATE, values=values) for name, values in signals.items()},
        events={
            name: _events(np.arange(0, audio.duration, every))
            for name, every in (("beats", 0.5), ("downbeats", 2.0), ("onsets", 0.25))
        },
        sections=tuple(
            Section(start=start, end=end, tags=found, genre="techno", confidence=0.5)
            for (start, end), found in zip(times, tags, strict=True)
        ),
    )


def _events(times: FloatArray) -> Events:
    return Events(times=times, strengths=np.ones(len(times)))


def _captions(captioner: Captioner, audio: Mono, hearing: Hearing) -> list[str]:
    """All captions; what the user is warned of, such as a licence, does not matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ClaviluxWarning)
        return list(captioner.captions(audio, hearing))
