"""Recordings glued one behind the other in one file, as `cat` and web radio make them.

Where each frame of a format describes itself, as in MP3, FFmpeg reads on. In Ogg and FLAC it keeps the first head, and
stops or errs where another one says something else. So these are read part by part.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["Part", "parts"]

HEADS = {
    # RFC 3533, section 6: "OggS", version 0, flags, of which 2 is the first page of a stream.
    "ogg": re.compile(rb"OggS\0[\2\6]"),
    # RFC 9639, section 8: "fLaC", and a block of type 0, perhaps the last one, of 34 bytes.
    "flac": re.compile(rb"fLaC[\0\x80]\0\0\x22"),
}
HEAD = 8  # bytes of the longer of them
BLOCK = 1 << 20  # bytes that are searched at a time
PAGE_HEAD = 27  # bytes of an Ogg page before the lengths of its segments


class Part(io.RawIOBase):
    """A stretch of a file, read as if it were a file.

    Parameters
    ----------
    path : Path
        The file.
    first, last : int
        Bytes [first, last) of it.
    """

    def __init__(self, path: Path, first: int, last: int) -> None:
        self.path, self.first, self.last = path, first, last
        self._file = path.open("rb")
        self._file.seek(first)

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read on, as far as the part goes."""
        data = self._file.read(min(len(buffer), self.last - self._file.tell()))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move within the part."""
        base = {io.SEEK_SET: self.first, io.SEEK_CUR: self._file.tell(), io.SEEK_END: self.last}[whence]
        return self._file.seek(min(max(base + offset, self.first), self.last)) - self.first

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def parts(path: Path, format: str) -> list[tuple[int, int]]:  # noqa: A002 (FFmpeg's word)
    """Where the recordings in a file lie.

    Parameters
    ----------
    path : Path
        The file.
    format : str
        FFmpeg's name of its format.

    Returns
    -------
    list of (int, int)
        Bytes [first, last) of each, in order; the whole file where nothing is glued.
    """
    size = path.stat().st_size
    if format not in HEADS:
        return [(0, size)]
    with path.open("rb") as file:
        found = sorted(set(_found(HEADS[format], file)))
        if format == "ogg":  # all streams of one recording begin with such a page, one behind the other
            follows = [_page_end(file, at) for at in found]
            found = [at for i, at in enumerate(found) if i == 0 or at != follows[i - 1]]
    borders = [0, *found[1:], size]
    return list(itertools.pairwise(borders))


def _found(head: re.Pattern[bytes], file: BinaryIO) -> Iterator[int]:
    """Where heads begin in a file, some of them twice; little of it is in memory at a time."""
    first, kept = 0, b""
    while block := file.read(BLOCK):
        data = kept + block
        yield from (first + match.start() for match in head.finditer(data))
        kept = data[1 - HEAD :]  # one may lie across the border
        first += len(data) - len(kept)


def _page_end(file: BinaryIO, at: int) -> int:
    """Where the Ogg page at `at` ends."""
    file.seek(at)
    head = file.read(PAGE_HEAD)
    return at + PAGE_HEAD + head[-1] + sum(file.read(head[-1]))
