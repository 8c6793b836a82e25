import numpy as np
import pytest

from clavilux.listen import bar_network
from clavilux.listen.bar_network import bar_probabilities, shown, summary
from clavilux.listen.beat_network import bands_hertz


def some(frames: int) -> tuple[np.ndarray, np.ndarray]:
    dice = np.random.default_rng(2)
    levels = dice.random((frames, 272), np.float32)
    return summary(levels, bands_hertz()), 0.3 * dice.random((frames, 2), np.float32)


def test_a_song_is_heard_the_same_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bar_probabilities(*some(6000))
    monkeypatch.setattr(bar_network, "BLOCK", 2500)
    np.testing.assert_allclose(bar_probabilities(*some(6000)), whole, atol=1e-3)


def test_probabilities_are_such() -> None:
    likely = bar_probabilities(*some(300))
    assert likely.shape == (300, 2)
    assert ((likely >= 0) & (likely <= 1)).all()


def test_a_new_chord_is_a_change_and_a_louder_one_is_not() -> None:
    levels = np.zeros((200, 272), np.float32)
    note = {pitch: np.abs(bands_hertz() - pitch).argmin() for pitch in (440.0, 550.0, 660.0, 495.0)}
    for pitch in (440.0, 550.0, 660.0):
        levels[:100, note[pitch]] = 1.0
        levels[100:, note[pitch]] = 2.0
    louder = shown(summary(levels, bands_hertz()), np.full((200, 2), 0.1, np.float32))[100, 92]
    levels[100:, note[550.0]], levels[100:, note[495.0]] = 0.0, 2.0
    newer = shown(summary(levels, bands_hertz()), np.full((200, 2), 0.1, np.float32))[100, 92]
    assert louder < 0.01 < 0.2 < newer
