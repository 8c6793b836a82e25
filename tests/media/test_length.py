"""What is damaged or cut off is called so, and nothing else is."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from clavilux.media.track import Track

NOISE = (0.1 * np.random.default_rng(0).standard_normal((1, 4 * 48000))).astype(np.float32)

KINDS = {
    "song.mp3": "libmp3lame",
    "song.wav": "pcm_s16le",
    "song.w64": "pcm_s16le",
    "song.aiff": "pcm_s16be",
    "song.caf": "pcm_s16le",
    "song.au": "pcm_s16be",
    "song.flac": "flac",
    "song.wv": "wavpack",
    "song.opus": "libopus",
    "song.aac": "aac",
    "song.m4a": "aac",
    "song.mka": "flac",
    "song.webm": "libopus",
    "song.ts": "aac",
}

UNTOLD = {"song.mp3", "song.wav", "song.au", "song.caf", "song.mka", "song.webm"}
"""Through a pipe, these state no length, and any beginning of one is a whole file."""

UNCHECKED = {"song.wav", "song.w64", "song.aiff", "song.caf", "song.au", "song.wv"}
"""In these, any number is a sample, or FFmpeg does not tell of it."""

UNWRITABLE = {"song.w64", "song.aiff"}
"""Through a pipe."""


@pytest.fixture
def song(record: Callable[..., Path]) -> Callable[..., Path]:
    """Four seconds of noise in any format, written to a file or through a pipe."""

    def write(name: str, *, pipe: bool = False) -> Path:
        flags = {"movflags": "frag_keyframe+empty_moov" if pipe else "faststart"} if name.endswith("m4a") else {}
        return record(name, NOISE, KINDS[name], 48000, pipe=pipe, options=flags)

    return write


def complaints(path: Path) -> list[str]:
    track = Track(path)
    assert sum(block.shape[1] for block in track.blocks()) > 1.5 * 48000
    return track.complaints()


@pytest.mark.parametrize("name", KINDS)
def test_files_that_are_cut_off_or_have_a_hole_say_so(song: Callable[..., Path], name: str) -> None:
    path = song(name)
    content = path.read_bytes()
    assert complaints(path) == []
    path.write_bytes(content[: len(content) * 6 // 10 + 1])
    assert any("cut off at second 2." in line or "cut off at second 1." in line for line in complaints(path))
    hole = len(content) // 6
    path.write_bytes(content[: 3 * hole] + np.random.default_rng(1).bytes(hole) + content[4 * hole :])
    told = " ".join(complaints(path))
    assert ("damaged" in told or "pauses" in told) == (name not in UNCHECKED)


@pytest.mark.parametrize("name", sorted(KINDS.keys() - UNWRITABLE))
def test_what_comes_through_a_pipe_is_whole(song: Callable[..., Path], name: str) -> None:
    path = song(name, pipe=True)
    assert complaints(path) == []
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10 + 1])
    assert bool(complaints(path)) == (name not in UNTOLD)


def test_a_guess_from_the_beginning_is_no_length(record: Callable[..., Path]) -> None:
    """Quiet, then loud: FFmpeg takes the bytes of the first seconds for those of all."""
    sound = np.concatenate([1e-4 * NOISE, 8 * NOISE], axis=1)
    for name, codec, coder in (("a.mp3", "libmp3lame", {"q": "2"}), ("a.aac", "aac", {})):
        path = record(name, sound, codec, 48000, pipe=True, coder=coder)
        assert complaints(path) == []
