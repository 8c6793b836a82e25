"""The law of this module: what librosa picks, with the settings of its onset detection."""

import librosa
import numpy as np
import pytest

from clavilux.kernel.peaks import onset_peaks


@pytest.mark.parametrize("rate", [8000, 22050, 44100, 192000])
@pytest.mark.parametrize("length", [1, 5, 1000])
def test_they_are_librosas(rate: int, length: int) -> None:
    flux = np.random.default_rng(length).uniform(size=length).astype(np.float32)
    flux = (flux - flux.min()) / max(np.ptp(flux), 1e-9)
    expected = librosa.onset.onset_detect(onset_envelope=flux, sr=rate, hop_length=512)
    assert onset_peaks(flux, rate / 512).tolist() == expected.tolist()


def test_of_two_too_near_to_each_other_the_first_counts() -> None:
    flux = np.zeros(100, np.float32)
    flux[[50, 52, 60]] = 0.9, 1.0, 1.0
    assert onset_peaks(flux, 100).tolist() == [50, 60]


def test_a_plateau_has_none() -> None:
    assert not len(onset_peaks(np.ones(100, np.float32), 100))
