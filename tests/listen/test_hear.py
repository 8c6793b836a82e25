from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

import librosa
import numpy as np
import pytest
from numpy.typing import NDArray

from clavilux.errors import ClaviluxWarning
from clavilux.examples import SONG
from clavilux.listen.captioners.tags import TagsCaptioner
from clavilux.listen.energy import Curves
from clavilux.listen.hear import hear
from clavilux.media.decode import decode
from clavilux.media.mono import mono
from clavilux.plan import Listen
from clavilux.values import Audio, Hearing, Mono, Samples

SR = 22050


@pytest.fixture(scope="module")
def song() -> Mono:
    return decode(SONG).heard


@pytest.fixture(scope="module")
def excerpt() -> Mono:
    return decode(SONG, duration=5.02).heard


@pytest.fixture(scope="module")
def hundred(excerpt: Mono) -> Hearing:
    """The excerpt at the usual 100 values a second."""
    return hear(excerpt, Listen(mel_bands=64))


def test_clicks_keep_their_place_for_a_minute(clicks: Callable[..., Audio]) -> None:
    """No drift: 22050 is no multiple of 24, and sections of 10 s are 240 values each."""
    at = np.arange(0.25, 60, 0.5)
    signals = hear(mono(clicks(at, 60.0)), Listen(mel_bands=64, rate=24.0)).signals
    assert len(signals["harmonic"].values) == len(signals["percussive"].values) == 1440
    for second in at:
        frame = round(second * 24)
        near = signals["percussive"].values[max(0, frame - 4) : frame + 5]
        assert abs(max(0, frame - 4) + near.argmax() - second * 24) <= 1.5


def test_even_one_long_section_does_not_drift(clicks: Callable[..., Audio]) -> None:
    at = np.arange(0.25, 60, 0.5)
    choices = Listen(sections="fixed", section=100, mel_bands=64, rate=60.0)
    percussive = hear(mono(clicks(at, 60.0)), choices).signals["percussive"].values
    late = percussive[round(59.75 * 60) - 10 : round(59.75 * 60) + 11]
    assert len(percussive) == 3600
    assert abs(late.argmax() - 10) <= 2  # without the correction it is 4.9 values early


class _Spied:
    """Samples that remember how many were ever asked for at once."""

    def __init__(self, samples: Samples) -> None:
        self.samples, self.most = samples, 0

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, part: slice, /) -> NDArray[np.float32]:
        cut = self.samples[part]
        self.most = max(self.most, len(cut))
        return cut


def test_no_more_than_a_minute_is_held_at_once(clicks: Callable[..., Audio]) -> None:
    """So memory does not grow with the song; ``bench/memory.py`` measures it."""
    audio = mono(clicks(np.arange(0.25, 100, 0.5), 100.0))
    spied = _Spied(audio.samples)
    hear(replace(audio, samples=spied), Listen(mel_bands=64, rate=24.0))
    assert 10 * SR < spied.most < 62 * SR


@pytest.mark.parametrize("rate", [10.0, 24.0, 30000 / 1001, 30.0, 100.0, 200.0])
@pytest.mark.parametrize("duration", [0.2, 4.03, 7.34])
@pytest.mark.filterwarnings("ignore:the song is only")
def test_every_signal_has_the_rate_that_is_wanted(swell: Callable[..., Audio], rate: float, duration: float) -> None:
    audio = swell(duration)
    hearing = hear(mono(audio), Listen(sections="fixed", section=2.3, mel_bands=64, rate=rate))
    assert set(hearing.signals) == set(Curves._fields)
    for signal in hearing.signals.values():
        assert signal.rate == rate
        assert len(signal.values) == round(audio.duration * rate)
        assert np.isfinite(signal.values).all()
    assert hearing.sections[-1].end == hearing.duration == audio.duration


def test_each_section_is_separated_on_its_own(clicks: Callable[..., Audio], swell: Callable[..., Audio]) -> None:
    """What happens in one section leaves the energy of another as it is."""
    quiet = swell(4.0)
    busy = np.concatenate([quiet.samples[0], clicks(np.arange(0, 4, 0.2), 4.0).samples[0]])
    alone, together = (
        hear(Mono(samples=sound, rate=SR, duration=len(sound) / SR), Listen(sections="fixed", section=4))
        .signals["harmonic"]
        .values
        for sound in (quiet.samples[0], busy)
    )
    np.testing.assert_allclose(together[:400], alone, rtol=1e-5)


def test_any_rate_and_number_of_channels_is_heard_alike(clicks: Callable[..., Audio]) -> None:
    at = np.arange(0.5, 6, 0.5)
    wide = clicks(at, 6.0, rate=96000)
    hearing = hear(mono(Audio(samples=np.repeat(wide.samples, 6, axis=0), rate=96000)), Listen())
    assert len(hearing.signals["percussive"].values) == 600
    assert hearing.tempo == pytest.approx(120, rel=0.04)


def test_the_users_genre_is_in_every_section(clicks: Callable[..., Audio]) -> None:
    fixed = Listen(sections="fixed", section=4)
    audio = mono(clicks(np.arange(0.5, 12, 0.5), 12.0))
    hearing = hear(audio, fixed, genre="techno", captioner=TagsCaptioner())
    assert [(section.genre, section.confidence) for section in hearing.sections] == [("techno", 1.0)] * 3
    assert (hearing.genre, hearing.confidence) == ("techno", 1.0)
    assert "techno" in hearing.sections[0].caption
    told = f"{hearing.tempo:.0f} BPM" in hearing.sections[0].caption
    assert told == (hearing.has_sure_beats)


def test_silence_gets_a_calm_hearing_and_a_warning() -> None:
    noise = 2e-5 * np.random.default_rng(0).standard_normal((2, 3 * 44100)).astype(np.float32)
    with pytest.warns(ClaviluxWarning, match="silent"):
        hearing = hear(mono(Audio(samples=noise, rate=44100)), Listen(), captioner=TagsCaptioner())
    assert hearing.tempo == 0
    assert not any(map(len, hearing.events.values()))
    for signal in hearing.signals.values():
        assert signal.values.shape == (300,)
        assert not signal.values.any()
    assert (hearing.sections[0].genre, hearing.sections[0].confidence) == (None, 0.0)
    assert not hearing.tags
    assert "silence" in hearing.sections[0].caption.lower()


def test_a_silent_part_of_a_song_is_warned_of_too(clicks: Callable[..., Audio]) -> None:
    song = mono(clicks(np.arange(3, 6, 0.5), 6.0))
    part = Mono(samples=song.samples, rate=song.rate, duration=2.0)
    with pytest.warns(ClaviluxWarning, match="silent"):
        assert not len(hear(part, Listen()).events["beats"])


@pytest.mark.parametrize("samples", [1, 50, 4410])
def test_a_blink_of_sound_is_heard_with_a_warning(samples: int) -> None:
    with pytest.warns(ClaviluxWarning, match="only 0"):
        hearing = hear(mono(Audio(samples=np.full((1, samples), 0.1, np.float32), rate=22050)), Listen())
    assert len(hearing.signals["harmonic"].values) == round(samples / 22050 * 100)
    assert len(hearing.sections) == 1


@pytest.mark.parametrize(("captioner", "total"), [(TagsCaptioner(), 8), (None, 5)])
def test_progress_counts_up_to_its_total(
    swell: Callable[..., Audio], captioner: TagsCaptioner | None, total: int
) -> None:
    seen = []
    fixed = Listen(sections="fixed", section=2)
    hear(mono(swell(6.0)), fixed, captioner=captioner, progress=lambda *step: seen.append(step))
    assert seen == [("listen", done, total) for done in range(1, total + 1)]


def test_without_a_captioner_there_are_no_captions(swell: Callable[..., Audio]) -> None:
    assert {section.caption for section in hear(mono(swell(3.0)), Listen()).sections} == {""}


def test_nobody_can_change_what_was_heard(swell: Callable[..., Audio]) -> None:
    hearing = hear(mono(swell(3.0)), Listen())
    section = hearing.sections[0]
    for mapping in (hearing.signals, hearing.events, hearing.tags, section.tags):
        with pytest.raises(TypeError):
            mapping["new"] = None  # type: ignore[index]
    with pytest.raises(ValueError, match="read-only"):
        hearing.signals["harmonic"].values[0] = 1


@pytest.mark.parametrize("kind", ["fixed", "musical"])
def test_sections_have_no_gaps(song: Mono, kind: Literal["fixed", "musical"]) -> None:
    hearing = hear(song, Listen(sections=kind))
    ends = [0.0, *(section.end for section in hearing.sections)]
    assert [section.start for section in hearing.sections] == ends[:-1]
    assert ends[-1] == hearing.duration == song.duration


def test_the_example_is_heard_with_tags_genre_beats_and_words(song: Mono) -> None:
    hearing = hear(song, Listen(), captioner=TagsCaptioner())
    assert hearing.genre in {"techno", "house", "electronic"}
    assert hearing.confidence > 0.25
    assert "techno" in hearing.tags
    assert hearing.tempo == pytest.approx(123, rel=0.04)
    beats, downbeats = hearing.events["beats"], hearing.events["downbeats"]
    assert set(downbeats.times) <= set(beats.times)
    assert len(beats) / 5 < len(downbeats) < len(beats) / 3
    for events in hearing.events.values():
        assert np.all(np.diff(events.times) > 0)
        assert 0 <= events.strengths.min() < 0.6 < events.strengths.max() <= 1
    for section in hearing.sections:
        assert section.genre
        assert section.genre in section.caption
        assert section.tags
    for signal in hearing.signals.values():
        assert len(signal.values) == round(song.duration * 100)
        assert signal.values.max() > 0


def test_the_captioner_hears_what_was_heard(song: Mono) -> None:
    class Counting:
        name, licence = "counting", "none"

        def captions(self, audio: Mono, hearing: Hearing) -> Iterator[str]:
            assert audio is song
            assert not any(section.caption for section in hearing.sections)
            yield from (f"{hearing.tempo:.0f} {section.genre}" for section in hearing.sections)

    hearing = hear(song, Listen(), genre="jazz", captioner=Counting())
    assert {section.caption for section in hearing.sections} == {f"{hearing.tempo:.0f} jazz"}


def test_a_long_silence_before_the_song_leaves_the_rest_as_it_is(song: Mono) -> None:
    late = Audio(samples=np.concatenate([np.zeros(20 * song.rate, np.float32), song.samples[:]])[None], rate=song.rate)
    hearing = hear(mono(late), Listen())
    assert hearing.events["beats"].times.min() > 19.5
    assert not hearing.signals["loudness"].between(0, 19).any()
    assert hearing.sections[0].genre is None
    assert hearing.sections[-1].genre is not None


@pytest.mark.parametrize("fps", [12.0, 24.0, 30000 / 1001, 30.0, 60.0])
def test_one_hearing_serves_every_frame_rate(fps: float, hundred: Hearing, excerpt: Mono) -> None:
    """The frames of a film see what listening at their own rate would have told them."""
    own = hear(excerpt, Listen(mel_bands=64, rate=fps))
    times = np.arange(round(own.duration * fps)) / fps
    for name, signal in own.signals.items():
        assert np.corrcoef(hundred.signals[name].at(times), signal.values)[0, 1] > 0.99
    for name, events in own.events.items():
        np.testing.assert_array_equal(hundred.events[name].times, events.times)


@pytest.mark.filterwarnings("ignore:Empty filters")
def test_the_papers_energies_are_plain_librosas(excerpt: Mono) -> None:
    """At 30 values a second, in fixed sections: exactly what its travel is made of, one value for each frame."""
    hearing = hear(excerpt, Listen(sections="fixed", section=2, rate=30.0))
    assert len(hearing.sections) == 3
    for section in hearing.sections:
        sound = excerpt.between(section.start, section.end)
        count = int(len(sound) / SR * 30)
        for name, part in zip(("harmonic", "percussive"), librosa.effects.hpss(sound, margin=5.0), strict=True):
            mel = librosa.feature.melspectrogram(y=part, sr=SR, n_mels=512, hop_length=735).max(axis=0)[:count]
            times = section.start + np.arange(count) / 30
            np.testing.assert_allclose(hearing.signals[name].at(times), mel, rtol=2e-6)
