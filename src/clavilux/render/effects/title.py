"""The title card, and the credits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, NamedTuple

import numpy as np
from msgspec import Meta

from clavilux.errors import UserError
from clavilux.plan import Part, Seconds
from clavilux.render.fonts import Weight, check
from clavilux.render.lettering import Lettering, Words, eased, levels
from clavilux.render.optics import kept
from clavilux.render.overlay import Ink, Placed, Veil, darken, placed, veil, write
from clavilux.render.typesetting import SAFE, Paragraph, Piece, rows, unit
from clavilux.values import Image

__all__ = ["Credits", "Title"]

FADE = 0.9
"""Seconds in which a card comes and goes."""
MIDDLE = 0.42
"""Where the middle of a card is, as a share of the frame's height: lyrics below it darken none of it."""
REACH = 0.45
"""How far the veil fades beyond a card, in units (`typesetting.unit`)."""
SHORTEST = 0.5
"""Seconds of a card, at least."""
REST = 0.7
"""Seconds between the end of the credits and that of the film."""


class _Look(NamedTuple):
    """How a line of a card is set; see `typesetting.Paragraph`."""

    weight: Weight
    size: float
    tracking: float
    before: float = 0.0


TITLE, MAKER = _Look("Light", 0.115, 0.01), _Look("SemiBold", 0.045, 0.1, 0.5)
"""The first line of a title, and the others."""
ROLE, NAME = _Look("Light", 0.036, 0.08, 1.1), _Look("SemiBold", 0.048, 0.03)
"""What stands before a colon in credits, and what stands behind it."""
ALONE = NAME._replace(before=0.7)
"""A line of credits without one."""


class _Card(Lettering, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Lines in the middle of the frame, for a while."""

    text: Words
    """What it says; ``\\n`` begins a new line."""
    seconds: Annotated[float, Meta(ge=SHORTEST, le=600)]
    """How long it is seen."""
    start: Seconds | None
    """Second of the film at which it begins to appear."""

    def looks(self) -> list[tuple[str, _Look]]:
        """What is written, line by line, and how."""
        raise NotImplementedError

    def lines(self) -> list[str]:
        """The lines of the text."""
        return [line.strip() for line in self.text.replace("\\n", "\n").splitlines() if line.strip()]

    def prepare(self) -> None:
        """See that the font has all characters; see `protocols.Prepares`."""
        check(self.text, [self.type(look.weight) for _, look in self.looks()], self.called)

    def placed(self, start: float, end: float) -> Part:
        """The same for a film of the song between two seconds, if it is seen in it; see `inline.Placed`."""
        if self.start is not None and self.start >= end - start and self.text.strip():
            raise UserError(
                f"the {self.called} would begin at {self.start:g} s, but the film ends at {end - start:g} s; give "
                f"effects.{self.called}.start an earlier second, or leave the {self.called} out"
            )
        return super().placed(start, end)

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:
        """Write the card while it is its time; `state` holds it, set; see `protocols.Effect`."""
        since = controls["clock"] - (self.start or 0.0)
        share = eased(since / FADE) * eased((self.seconds - since) / FADE)
        if share <= 0 or not self.text.strip():
            return frame
        seen, (behind, rows) = frame.copy(), kept(state, "card", lambda: self._set(frame))
        darken(seen, behind, share)
        for row in rows:
            colour = np.array([levels(self.colour)] * row.mask.shape[1], np.float32)
            write(seen, row, Ink(colour, np.ones(len(colour), np.float32)), share)
        return seen

    def _set(self, frame: Image) -> tuple[Veil, list[Placed]]:
        """The card at its place, and what darkens the frame behind it."""
        height, width = frame.shape[:2]
        paragraphs = [
            Paragraph((Piece(line),), self.type(look.weight), self.size * look.size, look.tracking, before=look.before)
            for line, look in self.looks()
        ]
        found, high = rows(paragraphs, height, width)
        top = max(MIDDLE * height - high / 2, SAFE * height)
        bottom = top + high
        behind = veil(top, bottom, REACH * unit(height, width), frame, [levels(self.colour)])
        return behind, placed(found, round(top), frame)


class Title(_Card, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Shows the title at the beginning: the first line large, who made it below."""

    called: ClassVar = "title"

    start: Seconds = 0.5
    """Second of the film at which it begins to appear."""
    seconds: Annotated[float, Meta(ge=SHORTEST, le=600)] = 5.0
    """How long it is seen, with its coming and going; in a short film not beyond its middle, for the credits."""

    def looks(self) -> list[tuple[str, _Look]]:
        """The title, then the rest."""
        return [(line, MAKER if n else TITLE) for n, line in enumerate(self.lines())]

    def placed(self, start: float, end: float) -> Part:
        """The same in the first half of a film of the song between two seconds; see `inline.Placed`."""
        half = (end - start) / 2
        seconds = min(self.seconds, max(SHORTEST, half - self.start)) if self.start < half else self.seconds
        return super().placed(start, end) | {"seconds": round(seconds, 3)}


class Credits(_Card, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Shows who made what, at the end: of ``Music: Kenta Cho`` the part before the colon is set above the name."""

    called: ClassVar = "credits"

    start: Seconds | None = None
    """Second of the film at which they begin to appear; null is so late that they end with it; a plan
    has the number."""
    seconds: Annotated[float, Meta(ge=SHORTEST, le=600)] = 6.0
    """How long they are seen, with their coming and going; in a short film not before its middle, for the title."""

    def looks(self) -> list[tuple[str, _Look]]:
        """Roles and names."""
        found: list[tuple[str, _Look]] = []
        for line in self.lines():
            role, colon, name = line.partition(": ")
            found += [(role, ROLE), (name, NAME)] if colon else [(line, ALONE)]
        return found

    def placed(self, start: float, end: float) -> Part:
        """The same at the end of a film of the song between two seconds; see `inline.Placed`."""
        if self.start is not None:
            return super().placed(start, end)
        seconds = round(min(self.seconds, max(SHORTEST, (end - start) / 2 - REST)), 3)
        late = max(0.0, round(end - start - seconds - REST, 3))
        return super().placed(start, end) | {"start": late, "seconds": seconds}
