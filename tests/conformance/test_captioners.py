"""The laws that every captioner obeys. A captioner of your own joins by a spec in `SPECS`."""

import json
import warnings
from dataclasses import replace

import numpy as np
import pytest

import tiny_models
from clavilux import plugins
from clavilux.types import Captioner, Hearing, Mono, Section

RATE, CURVE_RATE = 22050, 24.0
TIMES = ((0.0, 4.0), (4.0, 6.5), (6.5, 8.0))


def words(folder):
    path = folder / "words.json"
    path.write_text(json.dumps([{"start": 0, "end": 4, "caption": "Rain."}, {"start": 4, "end": 8, "caption": "Sun."}]))
    return path


SPECS = {
    "tags": None,
    "file": words,
    "lp-music-caps": tiny_models.lp_music_caps,
    "transformers": tiny_models.whisper,
    "transformers (asked)": tiny_models.qwen2_audio,
}


@pytest.fixture(scope="module", autouse=True)
def quick():
    with pytest.MonkeyPatch.context() as monkeypatch:
        tiny_models.write_little(monkeypatch)
        yield


@pytest.fixture(scope="module", params=SPECS)
def spec(request, tmp_path_factory):
    """What a user would write, with a tiny model in place of a large one."""
    name, build = request.param.partition(" ")[0], SPECS[request.param]
    if name in ("lp-music-caps", "transformers"):
        pytest.importorskip("transformers")
    return f"{name}:{build(tmp_path_factory.mktemp(name))}" if build else name


@pytest.fixture(scope="module")
def captioner(spec) -> Captioner:
    return plugins.create("captioners", spec)


@pytest.fixture(scope="module")
def audio() -> Mono:
    """Noise that beats four times a second, then a chord, then silence."""
    time = np.arange(round(8 * RATE)) / RATE
    noise = 0.3 * np.random.default_rng(2).standard_normal(len(time)) * np.exp(-8 * (time % 0.25))
    chord = sum(0.1 * np.sin(2 * np.pi * pitch * time) for pitch in (220, 277.2, 329.6))
    samples = np.select([time < 4, time < 6.5], [noise, chord], 0)
    return Mono(samples=samples.astype(np.float32), rate=RATE, duration=8.0)


@pytest.fixture(scope="module")
def hearing(audio) -> Hearing:
    tags: tuple[dict[str, float], ...] = ({"techno": 0.6, "drums": 0.5}, {"slow": 0.4, "piano": 0.5}, {})
    return heard(audio, TIMES, tags)


def heard(audio, times, tags):
    """A hearing with the loudness of a sound, and a beat twice a second."""
    count, hop = round(audio.duration * CURVE_RATE), RATE / CURVE_RATE
    parts = np.array_split(audio.samples[: round(count * hop)], count)
    loudness = np.array([np.sqrt(np.mean(part**2)) for part in parts])
    return Hearing(
        duration=audio.duration,
        tempo=120.0,
        beats=np.arange(0, audio.duration, 0.5),
        downbeats=np.arange(0, audio.duration, 2.0),
        onsets=np.arange(0, audio.duration, 0.25),
        harmonic=10 * loudness,
        percussive=20 * loudness,
        treble=loudness,
        loudness=loudness,
        rate=CURVE_RATE,
        sections=tuple(
            Section(start=start, end=end, tags=found, genre="techno", confidence=0.5)
            for (start, end), found in zip(times, tags, strict=True)
        ),
    )


@pytest.fixture(scope="module")
def captions(captioner, audio, hearing):
    return write(captioner, audio, hearing)


def write(captioner, audio, hearing):
    """All captions; the warning of the licence has a test of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(captioner.captions(audio, hearing))


def test_every_captioner_is_here():
    assert {name.partition(" ")[0] for name in SPECS} == set(plugins.names("captioners"))


class TestCaptioner:
    def test_fulfils_the_protocol(self, captioner, spec):
        assert isinstance(captioner, Captioner)
        assert captioner.name == spec.partition(":")[0]
        assert captioner.licence

    def test_tells_name_and_licence_without_being_made(self, captioner):
        factory = plugins.load("captioners", captioner.name)
        assert factory.name == captioner.name
        assert factory.licence == captioner.licence

    def test_one_caption_for_each_section(self, captions, hearing):
        assert len(captions) == len(hearing.sections)
        assert any(captions)

    def test_a_caption_is_one_tidy_line(self, captions):
        assert all(caption == " ".join(caption.split()) for caption in captions)

    def test_other_music_other_words(self, captions):
        assert captions[0] != captions[1]

    def test_same_song_same_words(self, spec, captions, audio, hearing):
        assert write(plugins.create("captioners", spec), audio, hearing) == captions

    def test_captions_are_made_as_they_are_asked_for(self, captioner, captions, audio, hearing):
        lazily = captioner.captions(audio, hearing)
        assert not isinstance(lazily, (list, tuple))
        assert next(iter(lazily)) == captions[0]

    def test_only_the_sound_of_a_section_matters_to_it(self, captioner, captions, audio, hearing):
        samples = audio.samples.copy()
        samples[round(4 * RATE) :] = 0.1 * np.random.default_rng(3).standard_normal(len(samples) - round(4 * RATE))
        first = next(iter(captioner.captions(replace(audio, samples=samples), hearing)))
        assert first == captions[0]

    def test_silence_gets_a_caption_too(self, captioner, audio):
        silence = replace(audio, samples=np.zeros_like(audio.samples))
        (caption,) = write(captioner, silence, heard(silence, [(0.0, 8.0)], [{}]))
        assert isinstance(caption, str)

    def test_a_blink_gets_a_caption_too(self, captioner):
        blink = Mono(samples=np.full(800, 0.1, np.float32), rate=RATE, duration=800 / RATE)
        hearing = heard(blink, [(0.0, blink.duration)], [{}])
        (caption,) = write(captioner, blink, hearing)
        assert isinstance(caption, str)

    def test_the_sound_is_left_alone(self, captioner, audio, hearing):
        before = audio.samples.copy()
        next(iter(captioner.captions(audio, hearing)))
        np.testing.assert_array_equal(audio.samples, before)
