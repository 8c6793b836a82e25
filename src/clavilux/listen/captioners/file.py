"""Captioner ``file:PATH``: the user's own words, by time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from clavilux.errors import UserError, warn
from clavilux.media.lyrics import read_lyrics
from clavilux.values import Hearing, Mono, Section

__all__ = ["FileCaptioner"]

Seconds = Annotated[float, Meta(ge=0)]


class TimedCaption(Struct, frozen=True):
    """A caption and when it holds; further keys are allowed and ignored."""

    start: Seconds
    end: Seconds
    caption: str


class ListenOutput(Struct, frozen=True):
    """What ``clavilux listen --json`` prints, for those who edit it; only its sections are read."""

    sections: list[TimedCaption]
    offset: Seconds = 0.0


class FileCaptioner:
    """Captions from a file.

    Parameters
    ----------
    path : str
        The ending tells the format, which is UTF-8:

        ``.json``
            A list ``[{"start": 0, "end": 12.5, "caption": "..."}, ...]`` with times in seconds, or the output of
            ``clavilux listen --json`` with its captions edited (its times are counted from its ``offset``).
        ``.srt``
            Subtitles, as `media.lyrics` reads them. Markup such as ``<i>`` is dropped.
        ``.txt``
            One line: the caption of every section. More lines: one for each section, in order. Blank lines are skipped.

        Times are those of the song, wherever the part that is heard begins.
        Words with times go to each section that they share half of themselves or half of the section with, whichever is
        shorter, joined in order; none get lost. A section without words gets an empty caption.

    Raises
    ------
    UserError
        If the file cannot be read or understood, with the line where that can be told; once the sections are known: if
        the lines of a ``.txt`` are neither one nor as many.

    Warns
    -----
    ClaviluxWarning
        If none of the words lie in what is heard.
    """

    name = "file"
    licence = "your own words"

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._lines: list[str] = []
        self._words: list[TimedCaption] = []
        match self._path.suffix.lower():
            case ".json":
                self._words = _json(self._path)
            case ".srt":
                self._words = _srt(self._path)
            case ".txt":
                self._lines = _filled(self._path)
            case _:
                raise UserError(f"{path}: captions are read from .json, .srt and .txt files; give one of those")

    def check(self, sections: Sequence[Section], offset: float) -> None:
        """See `protocols.ChecksSections`."""
        self._check_number(len(sections))
        start, end = offset, offset + sections[-1].end
        if self._words and not any(words.end > start and words.start < end for words in self._words):
            warn(
                f"{self._path}: none of its captions lie in what is heard, from second {start:g} to {end:g} of the song"
            )

    def captions(self, audio: Mono, hearing: Hearing) -> Iterator[str]:  # noqa: ARG002 - the music is not listened to
        """The words of each section."""
        self._check_number(len(hearing.sections))
        if self._lines:
            yield from self._lines * (len(hearing.sections) if len(self._lines) == 1 else 1)
        else:
            for section in hearing.sections:
                start, end = hearing.offset + section.start, hearing.offset + section.end
                spoken = " ".join(words.caption for words in self._words if _belong(words, start, end))
                yield " ".join(spoken.split())

    def _check_number(self, sections: int) -> None:
        if self._lines and len(self._lines) not in (1, sections):
            raise UserError(
                f"{self._path}: has {len(self._lines)} captions for {sections} sections; write one line for the whole "
                "song, one for each section (clavilux listen shows them), or a .srt or .json file with times"
            )


def _belong(words: TimedCaption, start: float, end: float) -> bool:
    """Whether words and a section share at least half of the shorter one; every word shares that with some section."""
    shared = min(words.end, end) - max(words.start, start)
    return shared >= min(words.end - words.start, end - start) / 2


def _json(path: Path) -> list[TimedCaption]:
    try:
        data = msgspec.json.decode(_text(path), type=list[TimedCaption] | ListenOutput)
    except msgspec.MsgspecError as error:
        shape = '[{"start": 0, "end": 12.5, "caption": "..."}, ...]'
        raise UserError(f"{path}: {error}; write {shape}, or edit what clavilux listen --json prints") from error
    entries, offset = (data.sections, data.offset) if isinstance(data, ListenOutput) else (data, 0.0)
    return _checked(path, [(f"entry {i}", _moved(words, offset)) for i, words in enumerate(entries, start=1)])


def _moved(words: TimedCaption, offset: float) -> TimedCaption:
    """The same so many seconds later."""
    return TimedCaption(start=words.start + offset, end=words.end + offset, caption=words.caption)


def _srt(path: Path) -> list[TimedCaption]:
    """Subtitles, as lyrics are read."""
    cues = read_lyrics(path)
    return [TimedCaption(start=cue.start, end=cue.end, caption=cue.text) for cue in cues]


def _checked(path: Path, placed: list[tuple[str, TimedCaption]]) -> list[TimedCaption]:
    """Words whose times make sense, each given with its place in the file."""
    if not placed:
        raise UserError(f"{path}: contains no captions; write some, or leave the file out")
    before = 0.0
    for place, words in placed:
        if words.end <= words.start:
            raise UserError(f"{path}: {place}: ends at {words.end:g} s, not after its start; fix the times")
        if words.start < before:
            raise UserError(f"{path}: {place}: starts at {words.start:g} s, before the one above it; sort by time")
        before = words.start
    return [words for _, words in placed]


def _filled(path: Path) -> list[str]:
    """The lines of a text that are not blank."""
    lines = [line.strip() for line in _text(path).splitlines() if line.strip()]
    if not lines:
        raise UserError(f"{path}: contains no captions; write some, or leave the file out")
    return lines


def _text(path: Path) -> str:
    """A file in UTF-8, with or without a byte order mark."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: is not in UTF-8; save it in that encoding") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path") from error
