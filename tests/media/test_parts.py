"""Where glued recordings begin, whatever lies between, and wherever a block of the search ends."""

from pathlib import Path

import pytest

from clavilux.media import parts as module
from clavilux.media.parts import parts

FLAC = b"fLaC\0\0\0\x22"


def page(flags: int, body: bytes) -> bytes:
    """A page of Ogg with one segment."""
    return b"OggS\0" + bytes([flags]) + bytes(20) + bytes([1, len(body)]) + body


@pytest.mark.parametrize("block", [7, 8, 9, 64, 1 << 20])
def test_where_recordings_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(module, "BLOCK", block)
    path = tmp_path / "song"
    path.write_bytes((FLAC + bytes(25)) * 3)
    assert parts(path, "flac") == [(0, 33), (33, 66), (66, 99)]
    recording = page(2, b"sound") + page(2, b"picture") + page(0, b"more") + page(4, b"end")
    path.write_bytes(recording * 2)
    assert parts(path, "ogg") == [(0, len(recording)), (len(recording), 2 * len(recording))]


def test_a_file_that_ends_in_a_head(tmp_path: Path) -> None:
    path = tmp_path / "song"
    path.write_bytes(page(2, b"sound") + b"OggS\0\2")
    assert parts(path, "ogg") == [(0, 39)]


def test_other_formats_are_one_recording(tmp_path: Path) -> None:
    path = tmp_path / "song"
    path.write_bytes(FLAC * 2)
    assert parts(path, "mp3") == [(0, 16)]
