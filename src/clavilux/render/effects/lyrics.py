"""Lyrics, in time with the song."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

import numpy as np
from msgspec import Meta
from msgspec.structs import replace

from clavilux.errors import BadValue, UserError
from clavilux.media.lyrics import Cue, read_lyrics
from clavilux.plan import Name, Part, Seconds
from clavilux.render.fonts import check
from clavilux.render.lettering import Hex, Lettering, Words, eased, levels
from clavilux.render.optics import kept
from clavilux.render.overlay import Ink, Placed, Veil, darken, placed, veil, write
from clavilux.render.typesetting import SAFE, Paragraph, Piece, Row, most_rows, rows, unit
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Line", "Lyrics"]

SIZE = 0.064
"""Of an em, in units (`typesetting.unit`)."""
COMES, GOES = 0.2, 0.3
"""Seconds in which a line appears, until it is sung, and in which it goes, when its time is over."""
APART = 0.05
"""Seconds between a line's end and the next one of its place; a line goes sooner for that."""
WORD, EDGE = 0.15, 0.08
"""Seconds in which a word appears, and in which a letter takes the colour of what is sung."""
DUSK, REST = 0.5, 2.0
"""Seconds in which the veil comes and goes, and for which it waits for the next line."""
FLOORS = {"bottom": 0.92, "middle": 0.54, "top": 0.21}
"""Where the lower end of a line is, as a share of the frame's height."""
TALL_FLOOR = 0.8
"""The same of the bottom in tall frames, on which apps lay their buttons."""
FLOOR = {2: 2.7, 3: 3.3}
"""From one line to another above it, by the rows that it may have, in em."""
ROOM, REACH = 0.25, 2.5
"""How far around lines the veil is whole, and how far it fades beyond, in em."""


class Line(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A line of a song, as a text or in words with times."""

    start: Seconds
    """Second of the film at which it begins."""
    end: Seconds
    """Second at which it ends."""
    text: Words = ""
    """The words, sung evenly; or leave it out, and give `words`."""
    words: Annotated[tuple[tuple[Seconds, Words], ...], Meta(max_length=1000)] = ()
    """Words or syllables, with the second of the film at which each is sung: ``[[1.5, "Hel"], [1.8, "lo "]]``."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.end <= self.start:
            raise BadValue(f"ends at {self.end:g} s, not after its start", "end")
        if bool(self.text) == bool(self.words):
            raise BadValue("give a line either text or words", "text")
        if any(after < before for (before, _), (after, _) in pairwise(self.words)):
            raise BadValue("has words that are not in the order of their times; sort them", "words")
        if re.search(r"[\t\n\r\u2028\u2029]", self.letters):
            raise BadValue("has a line break or a tab; write a space, or a line of its own", "text")

    @property
    def letters(self) -> str:
        """All of it without times."""
        return self.text or "".join(word for _, word in self.words)

    def pieces(self) -> Iterator[Piece]:
        """Words and syllables, each from when to when; a text is spread evenly by its letters."""
        each = (self.end - self.start) / max(1, len(self.text))
        for found in re.finditer(r"\S+\s*", self.text):
            yield Piece(found[0], self.start + each * found.start(), self.start + each * found.end())
        ends = [*(at for at, _ in self.words[1:]), self.end]
        for (at, word), end in zip(self.words, ends, strict=False):
            yield Piece(word, at, max(at, end))


class Lyrics(Lettering, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Shows the lyrics in time: line by line, word by word, or as karaoke.

    The times of a file are those of the song. When the film is planned it is read into ``lines``, whose times are those
    of the film.
    """

    called: ClassVar = "lyrics"

    file: Name | None = None
    """A file of the lyrics, by its ending .lrc, .srt, .vtt or .ass."""
    lines: tuple[Line, ...] = ()
    """The lines themselves, with the seconds of the film; those of the file come in their place."""
    show: Literal["lines", "words", "karaoke"] = "lines"
    """Whole lines, each word when it is sung, or lines on which what is sung is coloured."""
    sung: Hex = "#FFD27A"
    """Colour of what is sung, in karaoke."""
    place: Literal["bottom", "middle", "top"] = "bottom"
    """Where on the frame."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.check_light("sung")

    def placed(self, start: float, end: float) -> Part:
        """The same with the lines of the file, for a film of the song between two seconds; see `inline.Placed`."""
        if self.file is None and not self.lines:
            raise UserError("there are no lyrics to show; give their file with --lyrics, or take another recipe")
        if self.file is None:
            return super().placed(start, end)
        cues = [cue for cue in read_lyrics(self.file) if start < cue.end and cue.start < end]
        if not cues:
            raise UserError(
                f"{self.file}: none of its lines are sung between second {start:g} and {end:g} of the song; choose "
                "another part, or leave the lyrics out"
            )
        lines = tuple(_line(cue, start, end - start) for cue in cues)
        return replace(self, file=None, lines=lines).placed(start, end)

    def prepare(self) -> None:
        """See that the font has all characters; see `protocols.Prepares`."""
        check("".join(line.letters for line in self.lines), [self.type("SemiBold")], "lyrics")

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:
        """Write the lines whose time it is; `state` holds them, set; see `protocols.Effect`."""
        time = controls["clock"]
        turns = kept(state, "turns", lambda: _turns(self.lines))
        verse = next((verse for verse in kept(state, "verses", lambda: _verses(turns)) if verse.share(time) > 0), None)
        if verse is None:
            return frame
        seen, room = frame.copy(), kept(state, "room", lambda: self._room(turns, frame))
        darken(
            seen, kept(state, f"veil {verse.floors}", lambda: self._veil(verse.floors, room, frame)), verse.share(time)
        )
        held = state.get("set", {})
        now = [turn for turn in turns if turn.share(time) > 0]
        state["set"] = {turn: held[turn] if turn in held else self._set(turn, room, frame) for turn in now}
        for turn, written in state["set"].items():
            for row in written:
                write(seen, row, self._ink(row.row, time), min(turn.share(time), verse.share(time)))
        return seen

    def _room(self, turns: Sequence[_Turn], frame: Image) -> _Room:
        """Where lines stand: all of them within the margins."""
        height, width = frame.shape[:2]
        em = SIZE * self.size * unit(height, width)
        step = FLOOR[most_rows(height, width)] * em
        lowest = height * (TALL_FLOOR if self.place == "bottom" and height > width else FLOORS[self.place])
        stack = 1 + max(turn.floor for turn in turns)
        return _Room(em, step, min(max(lowest, SAFE * height + stack * step), (1 - SAFE) * height))

    def _set(self, turn: _Turn, room: _Room, frame: Image) -> list[Placed]:
        """A line at its place."""
        paragraph = Paragraph((*turn.line.pieces(),), self.type("SemiBold"), SIZE * self.size)
        found, high = rows([paragraph], *frame.shape[:2])
        return placed(found, round(room.floor - turn.floor * room.step - high), frame)

    def _veil(self, floors: int, room: _Room, frame: Image) -> Veil:
        """What is darkened behind so many lines, one above the other."""
        colours = [levels(colour) for colour in (self.colour, self.sung)[: 1 + (self.show == "karaoke")]]
        reach, around = REACH * room.em, ROOM * room.em
        top, bottom = room.floor - floors * room.step - around, room.floor + around
        # Near a border it goes on to that.
        top, bottom = (0 if top < reach else top), (len(frame) if bottom > len(frame) - reach else bottom)
        return veil(top, bottom, reach, frame, colours)

    def _ink(self, row: Row, time: float) -> Ink:
        """How a row is drawn at a second."""
        plain = np.array([levels(self.colour)], np.float32)
        shown = np.ones(len(row.sung), np.float32)
        if self.show == "words":
            shown = ((time - row.begun) / WORD + 1).clip(0, 1)
        if self.show != "karaoke":
            return Ink(np.repeat(plain, len(shown), 0), shown)
        sung = ((time - row.sung) / EDGE + 0.5).clip(0, 1)[:, None]
        return Ink(plain + sung * (np.array([levels(self.sung)], np.float32) - plain), shown)


class _Room(NamedTuple):
    """Where lines stand in a frame, pixels."""

    em: float
    step: float
    """From one line to another above it."""
    floor: float
    """Where the lowest line ends."""


class _Turn(NamedTuple):
    """When a line is seen, and where."""

    line: Line
    floor: int
    """How many lines that are sung meanwhile stand below it."""
    until: float
    """Second at which it is gone."""

    def share(self, time: float) -> float:
        """How much of it is seen, in [0, 1]; nothing when a film begins."""
        begin = max(0.0, self.line.start - COMES)
        return eased((time - begin) / COMES) * eased((self.until - time) / GOES)


class _Verse(NamedTuple):
    """Lines that follow one another: the veil stays between them."""

    start: float
    """Second at which the veil begins to come."""
    end: float
    """Second at which it begins to go."""
    floors: int
    """How many lines stand one above the other at most."""

    def share(self, time: float) -> float:
        """How much of the veil is there, in [0, 1]."""
        return eased((time - self.start) / DUSK) * eased((self.end + DUSK - time) / DUSK)


def _verses(turns: Sequence[_Turn]) -> list[_Verse]:
    """Stretches of lines without a long rest, in order."""
    found: list[_Verse] = []
    for turn in turns:
        start = max(0.0, turn.line.start - DUSK)
        if found and start < found[-1].end + REST:
            start, end, floors = found.pop()
            found.append(_Verse(start, max(end, turn.until), max(floors, turn.floor + 1)))
        else:
            found.append(_Verse(start, turn.until, turn.floor + 1))
    return found


def _turns(lines: Sequence[Line]) -> list[_Turn]:
    """Lines in order: each stands at the lowest place that is free, and has gone when the next one there is sung."""
    found: list[_Turn] = []
    last: list[int] = []
    for line in sorted(lines, key=lambda line: line.start):
        floor = next((n for n, turn in enumerate(last) if found[turn].line.end <= line.start + APART), len(last))
        if floor < len(last):
            before = found[last[floor]]
            found[last[floor]] = before._replace(until=min(before.until, line.start - APART))
        last[floor : floor + 1] = [len(found)]
        found.append(_Turn(line, floor, line.end + GOES))
    return found


def _line(cue: Cue, start: float, duration: float) -> Line:
    """A line of a file as one of a film that begins at a second of the song and lasts so long."""
    times = [
        round(min(max(0.0, at - start), duration), 3) for at in (cue.start, cue.end, *(at for at, _ in cue.pieces))
    ]
    (_, first), *more = cue.pieces
    words = tuple(zip(times[2:], (word for _, word in cue.pieces), strict=True)) if more else ()
    return Line(start=times[0], end=max(times[1], times[0] + 0.001), text="" if more else first, words=words)
