"""The taggers against the original code, whose answers `data/musicnn.npz` holds.

They were made with musicnn 0.1.0 on TensorFlow 2.21, given what it was written for: NumPy's old promotion of float16,
librosa's old padding, and the embedding of each window instead of the first one's for all.
"""

from pathlib import Path

import numpy as np
import pytest

from clavilux.listen import tags
from clavilux.listen.tags import MSD_TAGS, MTT_TAGS, Tagging, tag

RATE = 16000


@pytest.fixture(scope="module")
def reference() -> dict[str, np.ndarray]:
    with np.load(Path(__file__).parent / "data" / "musicnn.npz") as stored:
        return {name: stored[name] for name in stored.files}


def chord(seconds: float, rate: int = RATE) -> np.ndarray:
    time = np.arange(round(rate * seconds)) / rate
    tones = (110.0, 220.0, 277.18, 329.63, 1760.0)
    wave = sum(np.sin(2 * np.pi * tone * time) / (i + 1) for i, tone in enumerate(tones))
    return (0.25 * wave * np.exp(-2 * (time % 0.5))).astype(np.float32)


def tagging(msd: dict[str, float], mtt: dict[str, float]) -> Tagging:
    return Tagging(
        times=np.array([1.5]),
        msd=np.array([[msd.get(name, 0.0) for name in MSD_TAGS]], np.float32),
        mtt=np.array([[mtt.get(name, 0.0) for name in MTT_TAGS]], np.float32),
    )


@pytest.mark.parametrize("name", ["song", "chord"])
def test_agrees_with_the_original(name, reference):
    sound = reference["song"] / np.float32(32768) if name == "song" else chord(6.2)
    heard = tag(sound, RATE)
    windows = len(reference[f"{name}_msd"])
    for field in ("msd", "mtt"):
        given, expected = getattr(heard, field)[:windows], reference[f"{name}_{field}"]
        np.testing.assert_allclose(given, expected, rtol=0, atol=1e-4)


@pytest.mark.parametrize("name", ["song", "chord"])
def test_the_front_end_agrees_with_the_original(name, reference):
    sound = reference["song"] / np.float32(32768) if name == "song" else chord(6.2)
    padded = np.pad(sound, 256, mode="reflect")
    windows = [padded[i * 187 * 256 :][: tags.WINDOW] for i in range(len(reference[f"{name}_mel"]))]
    mel = tags.log_mel(np.stack(windows))
    assert mel.shape[1:] == (187, 96)
    # The power is rounded to float16, of which one unit in the last place is 4.3e-4 after the logarithm.
    np.testing.assert_allclose(mel[:, ::11, ::7], reference[f"{name}_mel"], rtol=0, atol=5e-4)


def test_windows_cover_the_sound():
    heard = tag(chord(10.0), RATE)
    assert heard.msd.shape == (4, 50)
    assert heard.mtt.shape == (4, 50)
    np.testing.assert_allclose(np.diff(heard.times[:3]), 187 * 256 / RATE)
    assert heard.times[-1] == pytest.approx(10.0 - 1.5, abs=0.03)


def test_is_deterministic_and_independent_of_batches(monkeypatch):
    sound = chord(10.0)
    whole = tag(sound, RATE)
    monkeypatch.setattr(tags, "BATCH", 1)
    again = tag(sound, RATE)
    np.testing.assert_allclose(again.msd, whole.msd, atol=1e-6)
    np.testing.assert_array_equal(tag(sound, RATE).mtt, again.mtt)


def test_other_rates_are_heard_alike():
    np.testing.assert_allclose(tag(chord(6, 22050)).msd, tag(chord(6), RATE).msd, atol=0.02)


@pytest.mark.parametrize("samples", [1, 100, 8000])
def test_a_short_sound_is_repeated(samples):
    heard = tag(chord(1.0)[100 : 100 + samples], RATE)
    assert heard.msd.shape == (1, 50)
    assert np.isfinite(heard.msd).all()
    assert heard.msd.any()


def test_silence_has_no_tags():
    heard = tag(np.zeros(7 * RATE, np.float32), RATE)
    assert not heard.msd.any()
    assert not heard.mtt.any()
    assert heard.tags() == {}


def test_silence_does_not_dilute_what_is_heard():
    sound = chord(9.0)
    late = tag(np.concatenate([np.zeros(187 * 256 * 3, np.float32), sound]), RATE)
    assert not late.between(0, 5).msd.any()
    assert list(late.tags())[:3] == list(tag(sound, RATE).tags())[:3]


def test_between_takes_the_windows_inside_or_the_nearest():
    heard = tag(chord(12.0), RATE)
    np.testing.assert_array_equal(heard.between(4, 9).times, heard.times[1:3])
    np.testing.assert_array_equal(heard.between(4.6, 4.7).times, heard.times[1:2])
    np.testing.assert_array_equal(heard.between(11.9, 12).times, heard.times[-1:])


def test_tags_of_both_networks_become_one_vocabulary():
    heard = tagging(
        {"rock": 0.5, "female vocalists": 0.2, "Hip-Hop": 0.3, "pop": 0.05},
        {"rock": 0.4, "woman": 0.6, "no vocals": 0.15},
    )
    assert heard.tags() == pytest.approx({"female vocals": 0.6, "rock": 0.5, "hip hop": 0.3, "instrumental": 0.15})
    assert list(heard.tags(most=2)) == ["female vocals", "rock"]
    assert list(heard.tags(least=0.45)) == ["female vocals", "rock"]


def test_the_vocabularies_are_complete():
    assert len(set(MSD_TAGS)) == len(set(MTT_TAGS)) == 50
    everything = tagging(dict.fromkeys(MSD_TAGS, 1.0), dict.fromkeys(MTT_TAGS, 1.0)).tags(most=100)
    assert "female vocalists" not in everything
    assert {"classical", "metal", "hip hop", "R&B", "house", "female vocals"} <= everything.keys()
