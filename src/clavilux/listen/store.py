"""A hearing in a file: NumPy's ``.npz`` with the curves and moments, and all else as JSON in one of its members."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

import msgspec
import numpy as np

from clavilux.errors import UnreadableMedia
from clavilux.media.output import appearing, write_errors
from clavilux.values import Events, FloatArray, Hearing, Section, Signal

__all__ = ["load", "save"]

VERSION = 1
"""Of the file; a later one may mean something else by the same names."""
MOST_BYTES = 1_000_000_000
"""Of what is unpacked from a file: a day of music has some seven hundred million."""
HEADER = "hearing"
"""The member that is JSON, as uint8."""
BROKEN = (
    OSError,
    EOFError,
    KeyError,
    MemoryError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
    msgspec.MsgspecError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What is raised on the way into a file that is no ``.npz`` of ours, or a damaged one."""


class _Version(msgspec.Struct):
    """What is read first."""

    version: int


class _Header(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What of a hearing is no array; fields as in `Hearing`."""

    version: int
    duration: float
    offset: float
    tempo: float
    meter: int = 0
    beat_confidence: float = 0.0
    rates: dict[str, float]
    """Of the signals, by name."""
    events: list[str]
    """Their names."""
    sections: list[Section]
    tags: dict[str, float]
    genre: str | None
    confidence: float
    spoken: bool


def save(hearing: Hearing, path: Path | str) -> None:
    """Write a hearing into a file, from which `load` gives exactly the same.

    Parameters
    ----------
    hearing : Hearing
        Any.
    path : Path or str
        The file, replaced if it exists; its folder is made.

    Raises
    ------
    UserError, RenderError
        If the file cannot be written, or not to its end.
    """
    header = _Header(
        version=VERSION,
        duration=float(hearing.duration),
        offset=float(hearing.offset),
        tempo=float(hearing.tempo),
        meter=hearing.meter,
        beat_confidence=float(hearing.beat_confidence),
        rates={name: float(signal.rate) for name, signal in hearing.signals.items()},
        events=list(hearing.events),
        sections=list(hearing.sections),
        tags=dict(hearing.tags),
        genre=hearing.genre,
        confidence=float(hearing.confidence),
        spoken=hearing.spoken,
    )
    text = msgspec.json.encode(header, enc_hook=dict)  # mappings that are read-only
    members: dict[str, Any] = {HEADER: np.frombuffer(text, np.uint8)}
    members |= {_values(name): signal.values for name, signal in hearing.signals.items()}
    for name, events in hearing.events.items():
        members |= {_times(name): events.times, _strengths(name): events.strengths}
    with appearing(path) as part, write_errors(path), part.open("wb") as file:
        np.savez(file, **members)


def load(path: Path | str) -> Hearing:
    """Read a hearing from a file that `save` has written.

    Parameters
    ----------
    path : Path or str
        The file.

    Returns
    -------
    Hearing
        With mappings and arrays that are read-only.

    Raises
    ------
    UnreadableMedia
        If there is no such file, or it is damaged, something else, or of a newer Clavilux.
    """
    try:
        with Path(path).open("rb") as file:
            return _read(file, path)
    except OSError as error:
        raise UnreadableMedia(path, f"cannot be read ({error.strerror}); check the path") from error


def _read(file: BinaryIO, path: Path | str) -> Hearing:
    try:
        with zipfile.ZipFile(file) as members:
            if sum(member.file_size for member in members.infolist()) > MOST_BYTES:
                raise UnreadableMedia(
                    path, "unpacks to gigabytes, so it is no hearing of Clavilux; choose another file"
                )
            text = _array(members, HEADER, np.uint8).tobytes()
            if msgspec.json.decode(text, type=_Version).version > VERSION:
                raise UnreadableMedia(path, "was written by a newer Clavilux; upgrade it, or listen to the song again")
            return _hearing(members, msgspec.json.decode(text, type=_Header))
    except BROKEN as error:
        raise UnreadableMedia(path, "is no hearing of Clavilux, or damaged; listen to the song again") from error


def _hearing(members: zipfile.ZipFile, header: _Header) -> Hearing:
    signals = {name: Signal(rate=rate, values=_array(members, _values(name))) for name, rate in header.rates.items()}
    events = {
        name: Events(times=_array(members, _times(name)), strengths=_array(members, _strengths(name)))
        for name in header.events
    }
    if any(len(found.times) != len(found.strengths) for found in events.values()):
        raise ValueError("events without strengths")
    return Hearing(
        duration=header.duration,
        offset=header.offset,
        tempo=header.tempo,
        meter=header.meter,
        beat_confidence=header.beat_confidence,
        signals=MappingProxyType(signals),
        events=MappingProxyType(events),
        sections=tuple(replace(section, tags=MappingProxyType(section.tags)) for section in header.sections),
        tags=MappingProxyType(header.tags),
        genre=header.genre,
        confidence=header.confidence,
        spoken=header.spoken,
    )


def _array(members: zipfile.ZipFile, name: str, kind: type[np.generic] = np.floating) -> FloatArray:
    """A member of one dimension."""
    with members.open(f"{name}.npy") as file:
        array = np.lib.format.read_array(file, allow_pickle=False)
    if array.ndim != 1 or not np.issubdtype(array.dtype, kind):
        raise ValueError(f"{name} is of another kind")
    array.flags.writeable = False  # so that nobody copies it
    return array


def _values(signal: str) -> str:
    return f"signals/{signal}"


def _times(events: str) -> str:
    return f"events/{events}/times"


def _strengths(events: str) -> str:
    return f"events/{events}/strengths"
