"""The energy against the paper's formulas, written out plainly."""

from collections.abc import Callable

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal

from clavilux.listen.energy import band_peaks, on_grid
from clavilux.types import Audio

SR = 22050


def stft(wave: np.ndarray, hop: int) -> np.ndarray:
    """Short-time Fourier transform: 2048 samples, periodic Hann window, centred, zeros beyond the ends."""
    window = scipy.signal.get_window("hann", 2048)
    padded = np.pad(wave.astype(float), 1024)
    starts = range(0, len(padded) - 2048 + 1, hop)
    return np.stack([np.fft.rfft(window * padded[start : start + 2048]) for start in starts], axis=1)


def istft(spectrum: np.ndarray, hop: int, length: int) -> np.ndarray:
    """Weighted overlap-add, the least-squares inverse."""
    window = scipy.signal.get_window("hann", 2048)
    wave, weight = np.zeros(length + 4096), np.zeros(length + 4096)
    for index, column in enumerate(spectrum.T):
        wave[index * hop : index * hop + 2048] += window * np.fft.irfft(column)
        weight[index * hop : index * hop + 2048] += window**2
    return (wave / np.maximum(weight, 1e-12))[1024 : 1024 + length]


def separated(wave: np.ndarray, margin: float) -> list[np.ndarray]:
    """Median filters along time and frequency, and Wiener masks with a margin."""
    spectrum = stft(wave, 512)
    along_time = scipy.ndimage.median_filter(np.abs(spectrum), size=(1, 31), mode="reflect")
    along_frequency = scipy.ndimage.median_filter(np.abs(spectrum), size=(31, 1), mode="reflect")
    parts = []
    for kept, other in ((along_time, along_frequency), (along_frequency, along_time)):
        mask = kept**2 / np.maximum(kept**2 + (margin * other) ** 2, 1e-30)
        parts.append(istft(spectrum * mask, 512, len(wave)))
    return parts


def mel_bands(count: int) -> np.ndarray:
    """Triangles of unit area, evenly spaced on Slaney's mel scale from 0 Hz to SR / 2."""

    def to_hz(mel: np.ndarray) -> np.ndarray:
        return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))

    top = 15 + np.log(SR / 2 / 1000) * 27 / np.log(6.4)
    edges = to_hz(np.linspace(0, top, count + 2))
    bins = np.arange(1025) * SR / 2048
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    triangles = np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre))
    return np.maximum(triangles, 0) * 2 / (high - low)


def reference(wave: np.ndarray, rate: float, margin: float, bands: int) -> list[np.ndarray]:
    hop = int(SR // rate)
    powers = [mel_bands(bands) @ np.abs(stft(part, hop)) ** 2 for part in separated(wave, margin)]
    return [power.max(axis=0)[: int(len(wave) / SR * rate)] for power in powers]


@pytest.mark.parametrize(("rate", "margin", "bands"), [(30.0, 5.0, 512), (24.0, 3.0, 128)])
def test_energy_is_the_papers(
    clicks: Callable[..., Audio], swell: Callable[..., Audio], rate: float, margin: float, bands: int
) -> None:
    wave = (clicks(np.arange(0.25, 3, 0.5), 3.0).samples + 0.5 * swell(3.0).samples)[0]
    expected = reference(wave, rate, margin, bands)
    for ours, theirs in zip(band_peaks(wave, SR, rate=rate, margin=margin, bands=bands), expected, strict=True):
        assert ours.shape == theirs.shape == (int(3 * rate),)
        np.testing.assert_allclose(ours, theirs, rtol=2e-3, atol=1e-4 * theirs.max())


def test_percussive_energy_peaks_at_the_clicks(clicks: Callable[..., Audio]) -> None:
    at = np.arange(0.5, 6, 0.75)
    _, percussive = band_peaks(clicks(at, 6.0).samples[0], SR, rate=30.0)
    peaks, _ = scipy.signal.find_peaks(percussive, height=0.1 * percussive.max(), distance=5)
    assert len(peaks) == len(at)
    # The burst's weight lies a little after its start.
    np.testing.assert_allclose(peaks / 30, at, atol=1 / 30)


def test_harmonic_energy_rises_with_a_swell(swell: Callable[..., Audio]) -> None:
    harmonic, percussive = band_peaks(swell(6.0).samples[0], SR, rate=30.0)
    middle = harmonic[15:-15]
    assert np.all(np.diff(middle) > 0)
    # Power goes with the square of the amplitude.
    assert middle[119] / middle[44] == pytest.approx((134 / 59) ** 2, rel=0.02)
    assert percussive[15:-15].max() < 0.01 * harmonic.max()


def test_no_warnings_reach_the_user(recwarn: pytest.WarningsRecorder) -> None:
    band_peaks(np.zeros(5000, np.float32), SR, rate=24.0)
    band_peaks(np.zeros(100, np.float32), SR, rate=24.0)
    assert not recwarn.list


def test_the_grid_changes_nothing_where_hops_are_exact_or_sections_short() -> None:
    for rate, seconds in ((30.0, 600), (24.0, 15)):
        peaks = np.arange(round(seconds * rate), dtype=np.float32)
        np.testing.assert_array_equal(on_grid(peaks, len(peaks), SR, rate=rate), peaks)


def test_the_grid_fills_up_at_the_end_and_keeps_silence() -> None:
    np.testing.assert_array_equal(on_grid(np.float32([[1, 2], [3, 4]]), 3, SR, rate=30.0), [[1, 2, 2], [3, 4, 4]])
    np.testing.assert_array_equal(on_grid(np.zeros((2, 0), np.float32), 1, SR, rate=30.0), [[0], [0]])
