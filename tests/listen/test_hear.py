from collections.abc import Callable

import numpy as np
import pytest

from clavilux.listen.hear import hear
from clavilux.recipe import Listen
from clavilux.types import Audio

SR = 22050


def test_clicks_keep_their_place_for_a_minute(clicks: Callable[..., Audio]) -> None:
    """No drift: 22050 is no multiple of 24, and sections of 10 s are 240 frames each."""
    at = np.arange(0.25, 60, 0.5)
    hearing = hear(clicks(at, 60.0), Listen(mel_bands=64), rate=24.0)
    assert len(hearing.harmonic) == len(hearing.percussive) == 1440
    for second in at:
        frame = round(second * 24)
        near = hearing.percussive[max(0, frame - 4) : frame + 5]
        assert abs(max(0, frame - 4) + near.argmax() - second * 24) <= 1.5


def test_even_one_long_section_does_not_drift(clicks: Callable[..., Audio]) -> None:
    at = np.arange(0.25, 60, 0.5)
    hearing = hear(clicks(at, 60.0), Listen(section=100, mel_bands=64), rate=60.0)
    late = hearing.percussive[round(59.75 * 60) - 10 : round(59.75 * 60) + 11]
    assert len(hearing.percussive) == 3600
    assert abs(late.argmax() - 10) <= 2  # without the correction it is 4.9 values early


@pytest.mark.parametrize("rate", [12.0, 24.0, 30000 / 1001, 30.0, 60.0])
@pytest.mark.parametrize("duration", [0.2, 4.03, 7.34])
@pytest.mark.filterwarnings("ignore:the song is only")
def test_there_is_a_value_for_every_frame(swell: Callable[..., Audio], rate: float, duration: float) -> None:
    audio = swell(duration)
    hearing = hear(audio, Listen(section=2.3, mel_bands=64), rate=rate)
    assert hearing.rate == rate
    assert len(hearing.harmonic) == len(hearing.percussive) == round(audio.duration * rate)
    assert np.isfinite(hearing.harmonic).all()
    assert hearing.sections[-1].end == hearing.duration == audio.duration


def test_each_section_is_separated_on_its_own(clicks: Callable[..., Audio], swell: Callable[..., Audio]) -> None:
    """What happens in one section leaves the energy of another as it is."""
    quiet = swell(4.0)
    busy = Audio(samples=np.concatenate([quiet.samples, clicks(np.arange(0, 4, 0.2), 4.0).samples], axis=1), rate=SR)
    alone, together = (hear(audio, Listen(section=4), rate=30.0) for audio in (quiet, busy))
    np.testing.assert_allclose(together.harmonic[:120], alone.harmonic, rtol=1e-5)


def test_any_rate_and_number_of_channels_is_heard_alike(clicks: Callable[..., Audio]) -> None:
    at = np.arange(0.5, 6, 0.5)
    wide = clicks(at, 6.0, rate=96000)
    hearing = hear(Audio(samples=np.repeat(wide.samples, 6, axis=0), rate=96000), Listen(), rate=24.0)
    assert len(hearing.percussive) == 144
    assert hearing.tempo == pytest.approx(120, rel=0.04)


def test_the_users_genre_is_in_every_section(clicks: Callable[..., Audio]) -> None:
    hearing = hear(clicks(np.arange(0.5, 12, 0.5), 12.0), Listen(section=4), rate=24.0, genre="techno")
    assert [(section.genre, section.confidence) for section in hearing.sections] == [("techno", 1.0)] * 3
    assert hearing.sections[0].caption == f"An energetic techno track at {hearing.tempo:.0f} BPM."


def test_silence_gets_a_calm_hearing_and_a_warning() -> None:
    noise = 2e-5 * np.random.default_rng(0).standard_normal((2, 3 * 44100)).astype(np.float32)
    with pytest.warns(UserWarning, match="silent"):
        hearing = hear(Audio(samples=noise, rate=44100), Listen(), rate=24.0)
    assert hearing.tempo == 0
    assert len(hearing.beats) == len(hearing.onsets) == 0
    assert hearing.harmonic.shape == (72,)
    assert not hearing.harmonic.any()
    assert not hearing.percussive.any()
    assert (hearing.sections[0].genre, hearing.sections[0].confidence) == (None, 0.0)
    assert hearing.sections[0].caption == "A calm piece of music."


@pytest.mark.parametrize("samples", [1, 50, 4410])
def test_a_blink_of_sound_is_heard_with_a_warning(samples: int) -> None:
    with pytest.warns(UserWarning, match="only 0"):
        hearing = hear(Audio(samples=np.full((1, samples), 0.1, np.float32), rate=22050), Listen(), rate=24.0)
    assert len(hearing.harmonic) == round(samples / 22050 * 24)
    assert len(hearing.sections) == 1


def test_progress_counts_up_to_its_total(swell: Callable[..., Audio]) -> None:
    seen = []
    hear(swell(6.0), Listen(section=2), rate=24.0, progress=lambda *step: seen.append(step))
    assert seen == [("listen", done, 4) for done in (1, 2, 3, 4)]
