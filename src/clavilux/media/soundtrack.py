"""The song in slices that an encoder of sound takes, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from clavilux.errors import UserError
from clavilux.values import Sound

__all__ = ["Soundtrack"]

HEADROOM = 1 / (1 + 2**0.5)
"""Gain for surround songs: a loud centre and side added to a loud front (weights 1, 0.71, 0.71) must not clip."""


class Soundtrack:
    """The song in slices that an encoder takes, one after the other.

    Parameters
    ----------
    sound : Sound
        The song.
    rates : sequence of int
        Hz that the encoder may be given.

    Raises
    ------
    UserError
        If nobody knows how to mix the song's channels.
    """

    def __init__(self, sound: Sound, rates: Sequence[int]) -> None:
        self.rate = sound.rate
        self.gain = np.float32(HEADROOM if sound.channels > 2 else 1)
        try:
            self.layout = av.AudioLayout(f"{sound.channels}c")
        except ValueError as error:
            raise UserError(f"a song of {sound.channels} channels cannot be mixed to stereo; mix it first") from error
        self.encoded_rate = _encoded_rate(self.rate, rates)
        self.encoded_layout = "mono" if sound.channels == 1 else "stereo"
        self._blocks = sound.blocks()
        self._read = np.zeros((sound.channels, 0), np.float32)  # samples from `_at` on, that are not used yet
        self._at = 0

    def next(self, stop: int) -> AudioFrame:
        """The samples from where the last slice ended to `stop`; silence after the song's end."""
        samples = self._taken(stop - self._at) * self.gain
        # Packed, as PyAV fails on planes of eight channels or more.
        packed = np.ascontiguousarray(samples.T, np.float32).reshape(1, -1)
        frame = AudioFrame.from_ndarray(packed, format="flt", layout=self.layout.name)
        frame.sample_rate, frame.pts, frame.time_base = self.rate, self._at, Fraction(1, self.rate)
        self._at = stop
        return frame

    def _taken(self, count: int) -> NDArray[np.float32]:
        parts, missing = [self._read], count - self._read.shape[1]
        while missing > 0 and (block := next(self._blocks, None)) is not None:
            parts.append(block)
            missing -= block.shape[1]
        together = np.concatenate(parts, axis=1)
        self._read = together[:, count:]
        return np.pad(together[:, :count], ((0, 0), (0, max(0, missing))))


def _encoded_rate(rate: int, rates: Sequence[int]) -> int:
    """Hz of the sound track for a song of `rate`: the one of its family, else the highest."""
    return next((one for one in rates if rate % (one // 4) == 0), max(rates))
