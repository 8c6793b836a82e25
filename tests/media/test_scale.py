"""What full scale is in floating-point samples."""

import numpy as np
import pytest

from clavilux.media.scale import Scale, find_scale

WAVE = np.random.default_rng(0).standard_normal((2, 50_000)) * np.abs(np.sin(np.arange(50_000) / 9000))
SONG = (WAVE / np.abs(WAVE).max()).astype(np.float32)
GARBAGE = np.frombuffer(np.random.default_rng(1).bytes(2 * 4 * 6000), np.float32).reshape(2, -1)


@pytest.mark.parametrize("peak", [0.0, 0.01, 1.0, 1.9])
def test_ordinary_sound_is_left_alone(peak: float) -> None:
    assert find_scale([np.float32(peak) * SONG]) == Scale()
    assert find_scale([]) == Scale()


@pytest.mark.parametrize("full", [2.0**15, 2.0**23, 2.0**31])
@pytest.mark.parametrize("peak", [0.1, 1.0, 1.5])
def test_integer_scales_keep_their_loudness(full: float, peak: float) -> None:
    assert find_scale([np.float32(peak * full) * SONG]).gain == 1 / full


@pytest.mark.parametrize("peak", [3.0, 10.0, 30.0, 128.0, 1000.0])
def test_what_fills_no_scale_is_scaled_to_its_peak(peak: float) -> None:
    assert find_scale([np.float32(peak) * SONG]).gain == pytest.approx(1 / peak, rel=1e-5)


@pytest.mark.parametrize("full", [1.0, 2.0**15])
def test_damage_does_not_count(full: float) -> None:
    damaged = np.float32(full) * SONG
    damaged[:, 20_000:26_000] = GARBAGE
    damaged[0, :3] = np.nan, np.inf, 1e30
    scale = find_scale(np.split(damaged, 5, axis=1))
    assert (scale.gain, scale.limit) == (1 / full, 16 * full)


def test_a_click_does_not_count() -> None:
    clicked = np.tile(SONG, 5)
    clicked[0, 1000] = 9.0
    assert find_scale([clicked]).gain == 1
