"""Words with times, out of the files that karaoke and subtitles are kept in: .lrc, .srt, .vtt and .ass.

They are read strictly: a line that is not understood is told with its number, so none gets lost in silence. (pysubs2,
tried for this, makes something of everything: it took a cue that ends before it begins, and merged two lines of an .ass
file whose second had a broken time.)
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from clavilux.errors import UserError
from clavilux.structs.checked import read_bytes

__all__ = ["SUFFIXES", "Cue", "read_lyrics"]

MOST_BYTES = 1_000_000
"""Of a file: the longest songs have some ten thousand letters."""
MOST_LETTERS = 1000
"""Of a line, as in a plan."""
LONGEST = 8.0
"""Seconds that a line of an .lrc stays at most after its last word begins: such a file does not say when lines end."""

STAMP = r"(\d{1,3}):(\d{1,2}(?:[.:]\d{1,3})?)"
LRC_LINE = re.compile(rf"((?:\[{STAMP}\]\s*)+)(.*)")
LRC_TAG = re.compile(r"\[([a-zA-Z#][\w ]*):(.*)\]")
LRC_STAMP, LRC_WORD = re.compile(rf"\[{STAMP}\]"), re.compile(rf"<{STAMP}>")

CUE_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)"
CUE = re.compile(rf"\s*{CUE_TIME}\s*-->\s*{CUE_TIME}(?:\s.*)?")
CUE_WORD = re.compile(rf"<{CUE_TIME}>")
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|\{\\[^}]*\}")
VTT_BLOCK = re.compile(r"(NOTE|STYLE|REGION)(\s.*)?")

ASS_TIME = re.compile(r"(\d+):(\d{1,2}):(\d{1,2}(?:\.\d+)?)")
ASS_BLOCK = re.compile(r"\{([^}]*)\}")
ASS_BEAT = re.compile(r"\\[kK][fot]?(\d+)")
ASS_DRAWING = re.compile(r"\{[^}]*\\p[1-9]")
NOTES = re.compile(r"[♩♪♫♬]+")

Piece = tuple[float, str]
"""When it is sung, and the words, or a part of one, with the spaces between."""


class Cue(NamedTuple):
    """A line of a song."""

    start: float
    """Second of the song at which it begins."""
    end: float
    """Second at which it ends."""
    pieces: tuple[Piece, ...]
    """The line in parts, each with the second at which it is sung; one where the file has no times of words."""
    row: int
    """Of the file, from 1."""

    @property
    def text(self) -> str:
        """All of the line."""
        return "".join(words for _, words in self.pieces)


def read_lyrics(path: Path | str) -> list[Cue]:
    r"""The lines of a song, in the order in which they begin.

    ``.lrc``
        ``[01:02.50]Words``, also with several times before one line, times of words ``<01:02.90>``, and tags such as
        ``[ti:...]``, of which ``[offset:...]`` counts (milliseconds, by which all is sung earlier). A line ends where
        the next one begins, or at a time without words, and `LONGEST` seconds after its last word at the latest.
    ``.srt``, ``.vtt``
        Subtitles; markup is dropped, times of words ``<00:01:02.900>`` count.
    ``.ass``
        Subtitles of Aegisub with karaoke, such as ``{\k25}``. Comments and drawings are no lyrics.

    The notes of music around sung words are dropped, too. Times are those of the song.

    Parameters
    ----------
    path : Path or str
        In UTF-8; the ending tells the format.

    Raises
    ------
    UserError
        If it cannot be read or understood, with the line where that can be told.
    """
    path = Path(path)
    if (read := READERS.get(path.suffix.lower())) is None:
        raise UserError(f"{path}: lyrics are read from {', '.join(SUFFIXES)} files; give one of those")
    content = read_bytes(path, MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise UserError(f"{path}: is longer than {MOST_BYTES} bytes, so it is no song's lyrics; choose another file")
    try:
        rows = content.decode().splitlines()
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: is not in UTF-8; save it in that encoding") from error
    try:
        cues = sorted(filter(None, map(_tidied, read(rows))), key=lambda cue: cue.start)
    except _Unclear as error:
        raise UserError(f"{path}: line {error.row}: {error.why}") from error
    if not cues:
        raise UserError(f"{path}: contains no words; write some, or leave the file out")
    return cues


class _Unclear(Exception):
    """What a line of a file does not say."""

    def __init__(self, row: int, why: str) -> None:
        super().__init__(why)
        self.row, self.why = row, why


def _tidied(cue: Cue) -> Cue | None:
    """With single spaces between words, and without the signs of music; None if no words are left."""
    if cue.end <= cue.start:
        raise _Unclear(cue.row, f"ends at {cue.end:g} s, not after its start; fix the times")
    if any(after < before for (before, _), (after, _) in pairwise(cue.pieces)):
        raise _Unclear(cue.row, "has words that are not in the order of their times; sort them")
    if sum(len(words) for _, words in cue.pieces) > MOST_LETTERS:
        raise _Unclear(cue.row, f"has more than {MOST_LETTERS} letters; break it into several, each with its time")
    kept: list[Piece] = []
    for at, words in cue.pieces:
        spaced = re.sub(r"\s+", " ", NOTES.sub("", words))
        if not kept or kept[-1][1].endswith(" "):
            spaced = spaced.lstrip()
        if spaced == " ":
            kept[-1] = kept[-1][0], kept[-1][1] + " "
        elif spaced:
            kept.append((at, spaced))
    if kept:
        kept[-1] = kept[-1][0], kept[-1][1].rstrip()
    return cue._replace(pieces=tuple(kept)) if kept else None


def _lrc(rows: Sequence[str]) -> Iterator[Cue]:
    """Cues of an .lrc; also those without words, which end the one before."""
    sooner, sung = 0.0, []
    for number, row in enumerate(rows, start=1):
        if not row.strip():
            continue
        if line := LRC_LINE.fullmatch(row.strip()):
            starts = [_minutes(*stamp) for stamp in LRC_STAMP.findall(line[1])]
            # A line that comes back has its words at the same distances.
            sung += [(start, start - starts[0], line[4], number) for start in starts]
        elif tag := LRC_TAG.fullmatch(row.strip()):
            if tag[1].lower() == "offset":
                sooner = _offset(tag[2], number)
        else:
            raise _Unclear(number, f"expected a time before the words, such as [01:02.50], not {row.strip()[:60]!r}")
    sung.sort(key=lambda line: line[0])
    begins = sorted({start for start, *_ in sung})
    for start, later, words, number in sung:
        pieces = [(at + later - sooner, piece) for at, piece in _pieces(words, start - later, LRC_WORD, _minutes)]
        *_, (last, rest) = pieces
        after = next((begin - sooner for begin in begins if begin > start), last + LONGEST)
        end = last if len(pieces) > 1 and not rest.strip() else min(max(after, last), last + LONGEST)
        if words.strip() and end > 0:
            yield Cue(max(0.0, start - sooner), end, tuple((max(0.0, at), piece) for at, piece in pieces), number)


def _offset(milliseconds: str, number: int) -> float:
    try:
        return float(milliseconds) / 1000
    except ValueError:
        raise _Unclear(number, "expected milliseconds, such as [offset:500]") from None


def _minutes(minutes: str, seconds: str) -> float:
    """Some files have a colon before the hundredths."""
    return 60 * int(minutes) + float(seconds.replace(":", "."))


def _srt(rows: Sequence[str]) -> Iterator[Cue]:
    """A number that may be missing, a line of two times, and lines of text up to a blank one."""
    return _cues(enumerate(rows, start=1), numbered=True)


def _vtt(rows: Sequence[str]) -> Iterator[Cue]:
    """The same after a head, with names in place of numbers, and blocks that are no cues."""
    if not rows or not re.fullmatch(r"WEBVTT([ \t].*)?", rows[0]):
        raise _Unclear(1, "expected WEBVTT, with which such a file begins")
    lines = iter(enumerate(rows, start=1))
    _skip(lines)
    return _cues(lines, numbered=False)


def _cues(lines: Iterator[tuple[int, str]], *, numbered: bool) -> Iterator[Cue]:
    named = False
    for number, row in lines:
        if not row.strip():
            named = False
        elif times := CUE.fullmatch(row):
            text = " ".join(_paragraph(lines))
            words = text if numbered else html.unescape(text)
            start, end = _hours(*times.groups()[:3]), _hours(*times.groups()[3:])
            pieces = _pieces(words, start, CUE_WORD, _hours)
            yield Cue(start, end, tuple((at, MARKUP.sub("", piece)) for at, piece in pieces), number)
            named = False
        elif not numbered and VTT_BLOCK.fullmatch(row):
            _skip(lines)
        elif named or (numbered and not row.strip().isdecimal()):
            want = "00:01:02,500 --> 00:01:05,000"
            raise _Unclear(number, f"expected times such as {want}, not {row.strip()[:60]!r}")
        else:
            named = True


def _paragraph(lines: Iterator[tuple[int, str]]) -> Iterator[str]:
    """The lines up to a blank one."""
    for _, row in lines:
        if not row.strip():
            return
        yield row


def _skip(lines: Iterator[tuple[int, str]]) -> None:
    """Go on behind the next blank line."""
    for _ in _paragraph(lines):
        pass


def _hours(hours: str | None, minutes: str, seconds: str) -> float:
    return 3600 * int(hours or 0) + 60 * int(minutes) + float(seconds.replace(",", "."))


def _pieces(words: str, start: float, stamp: re.Pattern[str], seconds: Callable[..., float]) -> list[Piece]:
    """A line at its times of words; what comes before the first is sung when the line begins."""
    found = [*stamp.finditer(words)]
    ends = [*(match.start() for match in found), len(words)]
    pieces = [(start, words[: ends[0]])] if words[: ends[0]].strip() or not found else []
    return pieces + [
        (seconds(*match.groups()), words[match.end() : end]) for match, end in zip(found, ends[1:], strict=True)
    ]


def _ass(rows: Sequence[str]) -> Iterator[Cue]:
    """The dialogue of the part ``[Events]``, whose first line names its columns."""
    part, columns = "", []
    for number, row in enumerate(rows, start=1):
        kind, colon, rest = row.strip().partition(":")
        if row.strip().startswith("["):
            part = row.strip().lower()
        elif part != "[events]" or not row.strip() or row.startswith((";", "!")):
            continue
        elif kind == "Format" and colon:
            columns = [name.strip().lower() for name in rest.split(",")]
        elif kind == "Dialogue" and colon:
            yield from _dialogue(columns, rest, number)
        elif kind != "Comment" or not colon:
            raise _Unclear(number, f"expected Format:, Dialogue: or Comment:, not {row.strip()[:60]!r}")


def _dialogue(columns: list[str], rest: str, number: int) -> Iterator[Cue]:
    if not {"start", "end", "text"} <= {*columns} or columns[-1] != "text":
        raise _Unclear(number, "no Format: line before it names Start and End, and Text last; add one")
    fields = dict(zip(columns, rest.split(",", len(columns) - 1), strict=False))
    times = [ASS_TIME.fullmatch(fields.get(name, "").strip()) for name in ("start", "end")]
    if "text" not in fields or None in times:
        raise _Unclear(number, "expected times such as 0:01:02.50 in the columns Start and End, then the text")
    start, end = (_hours(*time.groups()) for time in times if time)
    text = re.sub(r"\\[Nnh]", " ", fields["text"])
    if not ASS_DRAWING.search(text):
        yield Cue(start, end, tuple(_syllables(text, start)), number)


def _syllables(text: str, start: float) -> Iterator[Piece]:
    r"""The parts of a line: each ``{\k25}`` says for how many hundredths of a second the next one is sung."""
    at, lasts, held = start, 0.0, ""
    for index, part in enumerate(ASS_BLOCK.split(text)):
        if index % 2 == 0:
            held += part  # what only changes the look, such as {\b1}, parts nothing
        elif beats := ASS_BEAT.findall(part):
            if held:
                yield at, held
            held = ""
            for beat in beats:
                at, lasts = at + lasts, int(beat) / 100
    if held:
        yield at, held


READERS: dict[str, Callable[[Sequence[str]], Iterator[Cue]]] = {".lrc": _lrc, ".srt": _srt, ".vtt": _vtt, ".ass": _ass}
SUFFIXES = tuple(READERS)
