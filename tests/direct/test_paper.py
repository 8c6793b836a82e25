"""T of the paper on the song that ships, against the formula in plain librosa."""

import math

import librosa
import numpy as np
import pytest

from clavilux.direct.timeline import timeline
from clavilux.media.decode import decode

RATE = 22050
SECTION = 10


@pytest.fixture(scope="module")
def peaks(song):
    """Of every section of 10 s: the peak mel power of both parts at 30 Hz, [2, n], with n as long as it sounds."""
    audio = decode(song)
    samples = np.concatenate(list(audio.blocks()), axis=1).mean(axis=0)
    mono = librosa.resample(samples, orig_sr=audio.rate, target_sr=RATE)
    found = []
    for start in range(0, len(mono), SECTION * RATE):
        section = mono[start : start + SECTION * RATE]
        mels = [
            librosa.feature.melspectrogram(y=part, sr=RATE, n_mels=512, hop_length=RATE // 30)
            for part in librosa.effects.hpss(section, margin=(5, 5))
        ]
        found.append(np.array([mel.max(axis=0) for mel in mels], float)[:, : int(len(section) / RATE * 30)])
    return found


def plain_travel(harmonic, percussive):
    energy = 0.2 * (harmonic - harmonic.min()) / (harmonic.max() - harmonic.min())
    energy += 0.8 * (percussive - percussive.min()) / (percussive.max() - percussive.min())
    travel = np.cumsum(energy) / energy.sum()
    travel[0] = 0
    return travel


@pytest.mark.filterwarnings("ignore:Empty filters")
def test_travel_is_the_papers_on_the_example_song(peaks, plan, hearing):
    harmonic, percussive = np.concatenate(peaks, axis=1)
    duration = harmonic.size / 30
    heard = hearing(duration, rate=30.0, harmonic=harmonic, percussive=percussive)
    laid = timeline(plan(*range(SECTION, math.ceil(duration), SECTION), duration, fps="30"), heard)
    expected = np.concatenate([plain_travel(*section) for section in peaks])
    assert laid.position["travel"] == pytest.approx(expected, abs=1e-6)
