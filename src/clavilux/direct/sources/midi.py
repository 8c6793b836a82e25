"""Source ``midi``: the notes of a MIDI file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Annotated

import mido
import msgspec
from msgspec import Meta

from clavilux.direct.sources.events import Attack, Decay, HitsSource
from clavilux.errors import UnreadableMedia, UserError
from clavilux.plan import Name, Part
from clavilux.protocols import Curve
from clavilux.structs.checked import Checked, read_bytes
from clavilux.values import Hearing

__all__ = ["MidiSource"]

MOST_BYTES = 10_000_000
"""Of a file: a song has some hundred thousand."""
LOUDEST = 127
"""Largest velocity."""

Note = Annotated[int, Meta(ge=0, le=127)]


class MidiSource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rise at every note of a MIDI file, as high as it is struck hard."""

    file: Name
    """The file; relative paths are looked up from the current folder. It begins where the song begins."""
    notes: tuple[Note, ...] = ()
    """Which notes: 60 is middle C; of drums, 36 is the kick, 38 the snare, 42 the closed hi-hat. None is all."""
    channel: Annotated[int, Meta(ge=1, le=16)] | None = None
    """Which channel, counted from 1; drums are on 10; null is all."""
    attack: Attack = 0.04
    """Seconds of a rise; it is highest exactly on its note."""
    decay: Decay = 0.22
    """Seconds in which it falls to 37 %."""

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`."""
        return self.read().curve(hearing, shots)

    def inlined(self) -> Part:
        """The same lane without its file, for a plan."""
        return {"use": "hits", **msgspec.json.decode(msgspec.json.encode(self.read()))}

    def read(self) -> HitsSource:
        """The notes as hits.

        Raises
        ------
        UserError
            If the file cannot be read, or has no such notes.
        """
        notes = list(self._notes())
        hits = [(at, struck) for at, struck, note, channel in notes if self._wanted(note, channel)]
        if not hits:
            found = ", ".join(f"{note} on {channel}" for note, channel in sorted({(n, c) for _, _, n, c in notes})[:20])
            raise UserError(f"{self.file}: has no such notes; its notes and channels are: {found or 'none'}")
        return HitsSource(hits=tuple(hits), attack=self.attack, decay=self.decay)

    def _wanted(self, note: int, channel: int) -> bool:
        return (not self.notes or note in self.notes) and self.channel in (None, channel)

    def _notes(self) -> Iterator[tuple[float, float, int, int]]:
        """Second, height, number and channel of every note that is struck."""
        content = read_bytes(self.file, MOST_BYTES)
        if len(content) > MOST_BYTES:
            raise UnreadableMedia(self.file, f"is longer than {MOST_BYTES} bytes, so it is no song's MIDI file")
        second = 0.0
        try:
            for message in mido.MidiFile(file=BytesIO(content)):
                second += message.time
                if message.type == "note_on" and message.velocity:  # at velocity 0 it ends
                    yield second, message.velocity / LOUDEST, message.note, message.channel + 1
        except (EOFError, LookupError, OSError, TypeError, ValueError) as error:
            raise UnreadableMedia(self.file, f"is no MIDI file that can be read ({error}); export it again") from error
