"""What a section sounds like, and how to say it after the section before, without saying again what stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

__all__ = ["Description"]

UNCHANGED = (
    "the {kind} goes on{parts}",
    "still {a_kind}{parts}",
    "the same {kind}{parts}",
)
"""What is said one after another of sections that all sound alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A section in words."""

    moods: tuple[str, ...]
    """Such as ``("calm", "dark")``."""
    kind: str
    """Such as ``"instrumental classical piece"``."""
    parts: tuple[str, ...]
    """Instruments and voices."""
    tonality: str
    """Such as ``"in D minor"``, or empty."""
    pace: str
    """Such as ``"at 72 BPM in three"``, or empty."""
    groove: str
    """Such as ``"four on the floor"``, or empty."""

    def phrase(self) -> str:
        """All of it, such as ``"a calm classical piece with piano in D minor at 72 BPM"``."""
        named = " ".join(filter(None, [", ".join(self.moods), self.kind]))
        words = " ".join(filter(None, [_article(named), named, _with(self.parts), self.tonality, self.pace]))
        return ", ".join(filter(None, [words, self.groove]))

    def after(self, before: Description | None, repeats: int, *, drums_told: bool) -> str:
        """What is worth saying after the section before.

        Parameters
        ----------
        before : Description or None
            Of the section before; None if there was no music.
        repeats : int
            How many sections before this one sounded just like it.
        drums_told : bool
            Drums that come or go are told elsewhere.
        """
        if before is None:
            return self.phrase()
        if self == before:
            words = UNCHANGED[(repeats - 1) % len(UNCHANGED)]
            kind = {"kind": self.kind, "a_kind": f"{_article(self.kind)} {self.kind}"}
            return words.format(**kind, parts=_spaced(_with(self.parts)))
        if (self.moods, self.kind) == (before.moods, before.kind):
            return f"the {self.kind} goes on{self._news(before, drums_told)}"
        return self._without(before).phrase()

    def _without(self, before: Description) -> Description:
        """The same without key, tempo and groove where they have not changed."""
        return replace(
            self,
            tonality="" if self.tonality == before.tonality else self.tonality,
            pace="" if self.pace == before.pace else self.pace,
            groove="" if self.groove == before.groove else self.groove,
        )

    def _news(self, before: Description, drums_told: bool) -> str:
        """What came, such as ``", now with strings, in D minor"``, or what is there where nothing did.

        What is not heard any more may still be there, so nobody is told that it went.
        """
        fresh = self._without(before)
        come = [part for part in self.parts if part not in before.parts and not (drums_told and part == "drums")]
        news = [_with(come), " ".join(filter(None, [fresh.tonality, fresh.pace])), fresh.groove]
        said = ", ".join(filter(None, news))
        left = [part for part in self.parts if not (drums_told and part == "drums")]
        return f", now {said}" if said else _spaced(_with(left))


def _article(words: str) -> str:
    first = words.split()[0].rstrip(",")
    return "an" if first[0].lower() in "aeiou" or first == "R&B" else "a"


def _with(parts: Sequence[str]) -> str:
    return f"with {_listed(parts)}" if parts else ""


def _spaced(words: str) -> str:
    return f" {words}" if words else ""


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
