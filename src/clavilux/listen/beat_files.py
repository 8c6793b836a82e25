"""Beats in files: those that somebody knows better, and those that were heard."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np

from clavilux.errors import UserError
from clavilux.media.output import appearing, write_errors
from clavilux.plan import Beat, Seconds
from clavilux.structs.checked import read_bytes
from clavilux.values import FloatArray, Hearing

__all__ = ["FORMATS", "check_format", "read_beats", "write_beats"]

MOST_BYTES = 10_000_000
"""Of a file: a day of music has some hundred thousand beats."""
MOST_SHOWN = 40
"""Letters of a line that a message shows."""
STEP = 1e-3
"""Seconds to which times are written."""


class _Heard(msgspec.Struct):
    """What ``clavilux listen --json`` prints; its times are counted from its offset."""

    beats: list[Seconds]
    downbeats: list[Seconds] = []
    offset: Seconds = 0.0


def read_beats(path: Path | str) -> tuple[Beat, ...]:
    """Read the beats of a song.

    Parameters
    ----------
    path : Path or str
        The ending tells the format, which is UTF-8. Times are seconds of the song.

        ``.beats``
            A beat per line: its second and, if known, its position in the bar, 1 the downbeat.
        ``.csv``
            The same between commas, also with a first line of names, as Sonic Visualiser writes it.
        ``.txt``
            Labels of Audacity: a beat per line, its start, its end and a label between tabs. The label is its position
            in the bar or anything else.
        ``.json``
            ``[[0.5, 1], [1.0, 2], ...]``, ``[0.5, 1.0, ...]``, or what ``clavilux listen --json`` prints.

    Returns
    -------
    tuple of Beat
        At least two, ascending.

    Raises
    ------
    UserError
        If the file cannot be read or understood, with the line where that can be told.
    """
    check_format(path)
    content = read_bytes(path, MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise UserError(f"{path}: is too large for a file of beats; check the path")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: is not in UTF-8; save it in that encoding") from error
    beats = _READERS[Path(path).suffix.lower()](path, text)
    if len(beats) < 2:
        raise UserError(f"{path}: has {len(beats)} beats; write at least two, or leave the file out")
    for (before, _), (second, _) in pairwise(beats):
        if second <= before:
            raise UserError(f"{path}: the beat at {second:g} s is not after that at {before:g} s; sort by time")
    return tuple(beats)


def write_beats(hearing: Hearing, path: Path | str) -> None:
    """Write the beats that were heard, with their positions in the bar where downbeats are known.

    Parameters
    ----------
    hearing : Hearing
        What was heard; the times that are written are those of the song.
    path : Path or str
        The file, replaced if it exists; its ending tells the format, see `read_beats`.

    Raises
    ------
    UserError, RenderError
        If there is no such format, there are not two beats, or the file cannot be written.
    """
    check_format(path)
    downbeats = hearing.events["downbeats"].times
    beats = _counted(hearing.events["beats"].times + hearing.offset, downbeats + hearing.offset)
    if len(beats) < 2:
        raise UserError(
            f"{path}: no beats were heard, so there are none to write; leave out --beats-out, or give --tempo"
        )
    text = _WRITERS[Path(path).suffix.lower()](beats)
    with appearing(path) as part, write_errors(path):
        part.write_text(text, "utf-8")


def check_format(path: Path | str) -> None:
    """See that there is a format of that ending.

    Raises
    ------
    UserError
        If not.
    """
    if Path(path).suffix.lower() not in FORMATS:
        raise UserError(f"{path}: beats are kept in {', '.join(FORMATS)} files; give one of those")


def _counted(beats: FloatArray, downbeats: FloatArray) -> list[Beat]:
    """Beats with their positions; 0 before the first downbeat, as nobody knows where that bar began."""
    counted, position = [], 0
    for beat in beats.tolist():
        first = bool(len(downbeats)) and np.abs(downbeats - beat).min() < STEP
        position = 1 if first else position + bool(position)
        counted.append((beat, position))
    return counted


def _lines(path: Path | str, text: str, separator: str | None, places: tuple[int, int]) -> list[Beat]:
    """A beat per line that is not blank or a comment."""
    beats: list[Beat] = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in line.split(separator)]
        if not any(cells) or cells[0].startswith(("#", "\\")):  # Audacity tells frequencies in lines that begin so
            continue
        try:
            second = msgspec.convert(cells[0], Seconds, strict=False)
        except msgspec.ValidationError as error:
            if number == 1 and separator == "," and not _is_number(cells[0]):
                continue  # names of the columns
            raise UserError(
                f"{path}: line {number}: expected a second such as 12.5, not {cells[0][:MOST_SHOWN]!r}"
            ) from error
        beats.append((second, _position(cells[places[1]] if len(cells) > places[1] else "")))
    return beats


def _is_number(cell: str) -> bool:
    """Whether it is meant as one, also if it is no second of a song."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _position(label: str) -> int:
    """Of a label such as ``"1"``, ``"1.0"`` or, bar and beat, ``"12.1"``; 0 for other words."""
    last = label.removesuffix(".0").rpartition(".")[2]
    return int(last) if last.isascii() and last.isdigit() and len(last) < 3 else 0


def _json(path: Path | str, text: str) -> list[Beat]:
    try:
        data = msgspec.json.decode(text)
        if isinstance(data, list):
            return msgspec.convert([at if isinstance(at, list) else [at, 0] for at in data], list[Beat])
        heard = msgspec.convert(data, _Heard)
    except msgspec.MsgspecError as error:
        shape = "[[0.5, 1], [1.0, 2], ...] or [0.5, 1.0, ...]"
        raise UserError(f"{path}: {error}; write {shape}, or what clavilux listen --json prints") from error
    return _counted(*(np.array(times, float) + heard.offset for times in (heard.beats, heard.downbeats)))


def _rows(separator: str) -> Callable[[list[Beat]], str]:
    def write(beats: list[Beat]) -> str:
        rows = (f"{second:.3f}{separator}{position}" if position else f"{second:.3f}" for second, position in beats)
        return "".join(f"{row}\n" for row in rows)

    return write


_READERS: dict[str, Callable[[Path | str, str], list[Beat]]] = {
    ".beats": lambda path, text: _lines(path, text, None, (0, 1)),
    ".csv": lambda path, text: _lines(path, text, ",", (0, 1)),
    ".txt": lambda path, text: _lines(path, text, "\t", (0, 2)),
    ".json": _json,
}
_WRITERS: dict[str, Callable[[list[Beat]], str]] = {
    ".beats": _rows("\t"),
    ".csv": _rows(","),
    ".txt": lambda beats: "".join(f"{at:.3f}\t{at:.3f}\t{position or ''}\n" for at, position in beats),
    ".json": lambda beats: json.dumps([[round(at, 3), position] for at, position in beats]) + "\n",
}
FORMATS = tuple(_READERS)
"""Endings of files of beats."""
