"""Samples that wait on the disk, so that memory does not grow with a song."""

from __future__ import annotations

import threading
import weakref
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import IO

import numpy as np
from numpy.typing import NDArray

from clavilux.errors import RenderError

__all__ = ["Spool"]

IN_MEMORY = 16 << 20
"""Bytes up to which samples stay in memory: three minutes at 22050 Hz."""

WIDTH = np.dtype(np.float32).itemsize


class Spool:
    """One channel of float32 samples: written once, then cut as often as one likes, from any thread; see `Samples`.

    Attributes
    ----------
    gain : float
        What samples are multiplied by when they are read.
    """

    def __init__(self) -> None:
        self.gain = 1.0
        self._length = 0
        self._lock = threading.Lock()
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed with its last user)
        weakref.finalize(self, _closed, self._file)

    def append(self, samples: NDArray[np.float32]) -> None:
        """Write more samples, shape [n].

        Raises
        ------
        RenderError
            If there is no room for them.
        """
        try:
            self._file.write(np.ascontiguousarray(samples, np.float32).tobytes())
            self._file.flush()  # or a full disk would be found where the samples are read
        except OSError as error:
            why = f"the song finds no room for temporary files ({error.strerror}); free some, or set TMPDIR to a place"
            raise RenderError(why) from error
        self._length += len(samples)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, part: slice, /) -> NDArray[np.float32]:
        first, last, _ = part.indices(self._length)
        with self._lock:
            self._file.seek(first * WIDTH)
            read = self._file.read(max(0, last - first) * WIDTH)
        return np.frombuffer(read, np.float32) * np.float32(self.gain)


def _closed(file: IO[bytes]) -> None:
    """Close a file, also one whose last bytes find no room: nobody needs them any more."""
    with suppress(OSError):
        file.close()
