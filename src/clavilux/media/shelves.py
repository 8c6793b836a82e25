"""Where films are published, and what each place takes: one row of ``shelves.toml`` each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path

from clavilux.errors import UnknownName, UserError
from clavilux.media.formats import Format, chosen, formats

__all__ = ["Facts", "Shelf", "named", "shelves"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a film is, or will be; None is not known."""

    size: tuple[int, int] | None = None
    """Width and height, pixels."""
    fps: Fraction | None = None
    """Frames per second; 0 where they do not come evenly."""
    seconds: float | None = None
    """Its length."""
    container: str | None = None
    """FFmpeg's name."""
    codec: str | None = None
    """FFmpeg's name of the pictures' codec."""
    profile: str | None = None
    """FFmpeg's name of what its decoder must know."""
    pixels: str | None = None
    """FFmpeg's name of their layout."""
    sound: str | None = None
    """FFmpeg's name of the sound's codec; empty where there is none."""
    megabytes: float | None = None
    """Of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A row of ``shelves.toml``."""

    name: str
    """Its key."""
    about: str
    """What it is."""
    form: Format
    """Of the file."""
    sizes: tuple[tuple[int, int], ...]
    """Widths and heights that it takes, pixels; the first is what is made."""
    fps: tuple[int, int]
    """Frames per second, at least and at most."""
    seconds: tuple[float, float]
    """Length, at least and at most; of longer songs the loudest part is shown."""
    megabytes: float | None = None
    """Of the file, at most."""
    loop: bool = False
    """Whether it is played again and again."""
    sound: bool = True
    """Whether it is heard."""

    def complaints(self, facts: Facts) -> Iterator[str]:
        """What the shelf would not take, each in a few words with what it does take."""
        if facts.size and facts.size not in self.sizes:
            yield f"{_sides(facts.size)} pixels, not {_or(map(_sides, self.sizes))}"
        if facts.fps is not None and not self.fps[0] <= facts.fps <= self.fps[1]:
            yield f"{float(facts.fps):g} frames per second, not {_between(*self.fps)}"
        frame = 1 / (facts.fps or self.fps[0])  # no length is whole frames at every rate
        if facts.seconds is not None and not self.seconds[0] - frame <= facts.seconds <= self.seconds[1] + frame:
            yield f"{facts.seconds:.2f} s, not {_between(*self.seconds)} s"
        for what, wanted in self.form.facts(sound=self.sound).items():
            found = getattr(facts, what)
            if found is not None and found != wanted:
                yield f"{what} {found or 'none'}, not {wanted or 'none'}"
        if facts.megabytes and self.megabytes and facts.megabytes > self.megabytes:
            yield f"{facts.megabytes:.4g} MB, not {self.megabytes:g} MB at most"

    def chosen(self, name: str | None, output: Path | None) -> Format:
        """The format of its films; as `media.formats.chosen`, and the user may say what is the case anyway."""
        if name is not None and chosen(name, None) is not self.form:
            raise UserError(f"--format {name}: --for {self.name} takes {self.form.name}; leave one of them out")
        return chosen(self.form.name, output)

    def check(self, facts: Facts) -> None:
        """See that the shelf would take a film, before it is made.

        Raises
        ------
        UserError
            If not.
        """
        if wrong := list(self.complaints(facts)):
            raise UserError(f"--for {self.name}: {', '.join(wrong)}; choose what it takes, or leave it to --for")


@cache
def shelves() -> dict[str, Shelf]:
    """All by name."""
    table = tomllib.loads(files(__package__).joinpath("shelves.toml").read_text(encoding="utf-8"))
    return {name: _shelf(name, **row) for name, row in table.items()}


def named(words: Iterable[str]) -> list[Shelf]:
    """The shelves of some names, each once, in order.

    Parameters
    ----------
    words : iterable of str
        Names, or several with commas between them.

    Raises
    ------
    UnknownName
        If there is none of that name.
    """
    known, names = shelves(), [name.strip().lower() for word in words for name in word.split(",")]
    for name in names:
        if name not in known:
            raise UnknownName("shelf", name, known)
    return [known[name] for name in dict.fromkeys(names)]


def _shelf(name: str, *, form: str, sizes: list[list[int]], **row: object) -> Shelf:
    fixed = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Shelf(name=name, form=formats()[form], sizes=tuple((w, h) for w, h in sizes), **fixed)  # type: ignore[arg-type]


def _sides(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def _or(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def _between(least: float, most: float) -> str:
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"
