import numpy as np
import pytest

from clavilux.listen.captioners.key import key

RATE = 22050
CHORDS = {
    "major": ((0, 4, 7), (5, 9, 12), (7, 11, 14), (0, 4, 7)),
    "minor": ((0, 3, 7), (5, 8, 12), (7, 10, 14), (0, 3, 7)),
}


def cadence(tonic, mode, rate=RATE, tuning=0.0):
    """Tonic, subdominant, dominant, tonic: 8 s of tones with three overtones; `tonic` in semitones above A3."""
    time = np.arange(2 * rate) / rate

    def tone(note):
        pitch = 220 * 2 ** ((note + tuning) / 12)
        return sum(np.sin(2 * np.pi * pitch * k * time) / k**2 for k in (1, 2, 3))

    return np.concatenate([sum(tone(tonic + note) for note in chord) for chord in CHORDS[mode]]).astype(np.float32) / 10


@pytest.mark.parametrize(("tonic", "name"), [(0, "A"), (3, "C"), (6, "E flat"), (9, "F sharp")])
@pytest.mark.parametrize("mode", CHORDS)
def test_finds_the_key_of_a_cadence(tonic, name, mode):
    assert key(cadence(tonic, mode), RATE) == f"{name} {mode}"


def test_the_tuning_of_the_instruments_does_not_matter():
    assert key(cadence(3, "major", tuning=0.35), RATE) == "C major"


def test_the_sample_rate_does_not_matter():
    assert key(cadence(3, "major", rate=48000), 48000) == "C major"


def test_tells_nothing_of_noise_silence_and_all_notes_at_once():
    noise = np.random.default_rng(1).standard_normal(8 * RATE).astype(np.float32)
    time = np.arange(8 * RATE) / RATE
    pitches = 220 * 2 ** (np.arange(12)[:, None] / 12)
    cluster = np.sin(2 * np.pi * pitches * time).sum(0).astype(np.float32)
    assert [key(sound, RATE) for sound in (noise, np.zeros_like(noise), cluster, noise[:900])] == [None] * 4
