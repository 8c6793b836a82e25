"""The energy against the paper's formulas, written out plainly."""

import warnings
from collections.abc import Callable

import librosa
import numpy as np
import pytest
import scipy.ndimage
import scipy.signal

from clavilux.listen.energy import curves
from clavilux.media.mono import mono
from clavilux.values import Audio

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


@pytest.mark.parametrize(("rate", "margin", "bands"), [(30.0, 5.0, 512), (42.0, 3.0, 128)])
def test_energy_is_the_papers(
    clicks: Callable[..., Audio], swell: Callable[..., Audio], rate: float, margin: float, bands: int
) -> None:
    wave = (clicks(np.arange(0.25, 3, 0.5), 3.0).samples + 0.5 * swell(3.0).samples)[0]
    expected = reference(wave, rate, margin, bands)
    heard = curves(wave, int(3 * rate), SR, rate=rate, margin=margin, bands=bands)
    for ours, theirs in zip(heard[:2], expected, strict=True):
        assert ours.dtype == np.float32
        assert ours.shape == theirs.shape == (int(3 * rate),)
        np.testing.assert_allclose(ours, theirs, rtol=2e-3, atol=1e-4 * theirs.max())


def test_energy_is_librosas(clicks: Callable[..., Audio], swell: Callable[..., Audio]) -> None:
    """Our faster medians and mel bands lose nothing."""
    wave = (clicks(np.arange(0.25, 3, 0.5), 3.0).samples + 0.5 * swell(3.0).samples)[0]
    for ours, part in zip(curves(wave, 90, SR, rate=30.0), librosa.effects.hpss(wave, margin=(5, 5)), strict=False):
        with warnings.catch_warnings(action="ignore"):
            power = librosa.feature.melspectrogram(y=part, sr=SR, n_fft=2048, hop_length=735, n_mels=512)
        np.testing.assert_allclose(ours, power.max(axis=0)[:90], rtol=1e-5, atol=1e-9 * power.max())


@pytest.mark.parametrize("factor", [2, 5, 10])
def test_every_value_stands_at_its_moment(clicks: Callable[..., Audio], factor: int) -> None:
    """22050 is no multiple of 100, but of 50."""
    wave = clicks(np.arange(0.25, 3, 0.31), 3.0).samples[0]
    fine, coarse = (curves(wave, round(3 * rate), SR, rate=rate) for rate in (100.0, 100.0 / factor))
    for many, few in zip(fine, coarse, strict=True):
        np.testing.assert_array_equal(many[::factor], few)


def test_percussive_energy_peaks_at_the_clicks(clicks: Callable[..., Audio]) -> None:
    at = np.arange(0.5, 6, 0.75)
    percussive = curves(clicks(at, 6.0).samples[0], 180, SR, rate=30.0).percussive
    peaks, _ = scipy.signal.find_peaks(percussive, height=0.1 * percussive.max(), distance=5)
    assert len(peaks) == len(at)
    # The burst's weight lies a little after its start.
    np.testing.assert_allclose(peaks / 30, at, atol=1 / 30)


def test_harmonic_energy_rises_with_a_swell(swell: Callable[..., Audio]) -> None:
    harmonic, percussive, *_ = curves(swell(6.0).samples[0], 180, SR, rate=30.0)
    middle = harmonic[15:-15]
    assert np.all(np.diff(middle) > 0)
    # Power goes with the square of the amplitude.
    assert middle[119] / middle[44] == pytest.approx((134 / 59) ** 2, rel=0.02)
    assert percussive[15:-15].max() < 0.01 * harmonic.max()


def test_treble_hears_hats_and_not_drums(clicks: Callable[..., Audio]) -> None:
    wave = clicks(np.arange(0.5, 6, 1.0), 6.0).samples[0]
    low, high = (
        scipy.signal.sosfilt(scipy.signal.butter(8, 3000, kind, fs=SR, output="sos"), wave).astype(np.float32)
        for kind in ("lowpass", "highpass")
    )
    drums, hats = (curves(part, 144, SR, rate=24.0) for part in (low, high))
    assert drums.treble.max() < 1e-3 * drums.percussive.max()
    assert hats.treble.max() > 0.1 * hats.percussive.max()
    assert np.all(hats.treble <= hats.percussive)


def test_a_telephones_treble_is_silent(clicks: Callable[..., Audio]) -> None:
    heard = curves(mono(clicks(np.arange(0.5, 4, 0.5), 4.0, rate=8000)).samples[:], 96, rate=24.0)
    assert heard.percussive.max() > 0.1
    assert not heard.treble.any()
    assert not curves(clicks(np.array([0.5]), 2.0, rate=8000).samples[0], 48, 8000, rate=24.0).treble.any()


@pytest.mark.parametrize("rate", [24.0, 30.0])
def test_loudness_is_the_root_mean_square(swell: Callable[..., Audio], rate: float) -> None:
    wave = swell(20.0).samples[0]
    loudness = curves(wave, round(20 * rate), SR, rate=rate).loudness
    times = np.arange(len(loudness)) / rate
    np.testing.assert_allclose(loudness[5:], (0.8 * times / 20 / np.sqrt(2))[5:], atol=2e-3)
    assert curves(np.full(5000, 3.0, np.float32), 5, SR, rate=24.0).loudness == pytest.approx(1.0)


def test_late_clicks_are_in_time(clicks: Callable[..., Audio]) -> None:
    """22050 is no multiple of 60: hops of 367 samples run 8 values ahead within 60 s."""
    heard = curves(clicks(np.array([59.75]), 60.0).samples[0], 3600, SR, rate=60.0, bands=64)
    for curve in (heard.percussive, heard.treble, heard.loudness):
        assert abs(curve.argmax() - 59.75 * 60) <= 2.5


@pytest.mark.parametrize("samples", [0, 1, 100, 5000])
@pytest.mark.parametrize("count", [0, 1, 7])
def test_any_sound_gives_as_many_values_as_wanted(samples: int, count: int, recwarn: pytest.WarningsRecorder) -> None:
    for wave in (np.zeros(samples, np.float32), np.full(samples, 0.1, np.float32)):
        heard = curves(wave, count, SR, rate=24.0)
        assert all(curve.shape == (count,) and curve.dtype == np.float32 for curve in heard)
        assert np.isfinite(heard).all()
        assert wave.any() or not np.any(heard)
    assert not recwarn.list


def tone(hertz: float, seconds: float = 3.0) -> np.ndarray:
    return np.asarray(0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SR)) / SR), np.float32)


def struck(low: float, high: float) -> np.ndarray:
    """Bursts of 50 ms of noise between two frequencies, one in half a second."""
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 3 * SR) * (np.arange(3 * SR) % (SR // 2) < 0.05 * SR)
    return scipy.signal.sosfilt(scipy.signal.butter(4, (low, high), "bandpass", fs=SR, output="sos"), noise).astype(
        np.float32
    )


@pytest.mark.parametrize(("name", "own", "other"), [("bass", 80, 1000), ("melody", 1000, 80)])
def test_what_sings_is_told_apart_by_its_height(name: str, own: float, other: float) -> None:
    heard, not_heard = (getattr(curves(tone(hertz), 72, SR, rate=24.0), name) for hertz in (own, other))
    assert not_heard[5:-5].max() < 1e-3 * heard[5:-5].min()


@pytest.mark.parametrize(
    ("name", "own", "others"),
    [("kick", (40, 80), [(300, 8000), (7000, 10000)]), ("snare", (300, 8000), [(40, 80), (7500, 10000)])],
)
def test_what_strikes_is_told_apart(name: str, own: tuple[float, float], others: list[tuple[float, float]]) -> None:
    heard, *not_heard = (getattr(curves(struck(*band), 72, SR, rate=24.0), name) for band in (own, *others))
    assert max(curve.max() for curve in not_heard) < 0.1 * heard.max()
