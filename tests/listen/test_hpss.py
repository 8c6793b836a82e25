import librosa
import numpy as np
import pytest
import scipy.ndimage

from clavilux.listen.hpss import medians, separate


@pytest.mark.parametrize("shape", [(5, 3), (16, 9), (31, 2), (47, 1), (100, 1025), (1025, 20)])
def test_medians_are_exact(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    for table in (rng.random(shape, dtype=np.float32), rng.integers(0, 3, shape).astype(np.float32)):
        expected = scipy.ndimage.median_filter(table, size=(31, 1), mode="reflect")
        np.testing.assert_array_equal(medians(table), expected)
        np.testing.assert_array_equal(medians(np.asfortranarray(table)), expected)


@pytest.mark.parametrize("margin", [1.0, 5.0])
def test_the_parts_are_librosas(margin: float) -> None:
    rng = np.random.default_rng(1)
    wave = np.sin(np.arange(60000) * 0.1) * np.linspace(0, 1, 60000)
    wave[::9000] += 5
    wave[30000:40000] += 0.3 * rng.standard_normal(10000)
    wave[50000:] = 0
    wave = (wave / 6).astype(np.float32)
    for ours, theirs in zip(separate(wave, margin), librosa.effects.hpss(wave, margin=(margin, margin)), strict=True):
        assert ours.dtype == np.float32
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


@pytest.mark.parametrize("samples", [1, 100, 2047])
def test_a_blink_has_parts_of_its_own_length(samples: int, recwarn: pytest.WarningsRecorder) -> None:
    parts = separate(np.full(samples, 0.1, np.float32))
    assert [part.shape for part in parts] == [(samples,)] * 2
    assert not recwarn.list
