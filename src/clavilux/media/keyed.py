"""Files that are named by what they depend on and by what is in them, so that what is damaged is noticed.

Such a name is ``keyframes/k3-0f6a...-91bc....png``: a word for people, the key, and the hash of the content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from clavilux.errors import warn
from clavilux.media.files import content_hash
from clavilux.media.output import beside, synced, write_errors

__all__ = ["KeyedFiles", "tell_damage"]

DAMAGED = ".damaged"
"""Put behind the name of a file that cannot be read."""
DIGITS = 16
"""Hexadecimal, of a hash in a name."""
OURS = re.compile(rf"-[0-9a-f]{{{DIGITS}}}-[0-9a-f]{{{DIGITS}}}$")
"""How the names of our files end."""
NAMED = 40
"""Characters, at most, of what people call a thing, in the name of its file."""


@dataclass(frozen=True, slots=True)
class KeyedFiles:
    """Such files in a folder, by their kinds: each kind is a folder in it, and has a suffix."""

    folder: Path
    suffixes: dict[str, str]
    """Of each kind."""
    used: set[str] = field(default_factory=set, compare=False)
    """Names of the files that were asked for or kept."""
    _read: dict[Path, tuple[int, int]] = field(default_factory=dict, compare=False)
    """Files whose content was read and is what their names say, with their time and size: they are not read twice."""

    def all(self, kind: str) -> list[Path]:
        """Every file of a kind that is named so, whole or not."""
        return [path for path in self._named(kind, "*") if OURS.search(path.stem)]

    def by_key(self, kind: str, key: str) -> list[Path]:
        """The files of a key, whole or not."""
        return self._named(kind, f"*-{key[:DIGITS]}-*")

    def whole(self, kind: str, key: str) -> Path | None:
        """The file of a key whose content is as it was written.

        Warns
        -----
        ClaviluxWarning
            If there is one with another content.
        """
        for path in self.by_key(kind, key):
            if self.is_whole(path):
                self.used.add(path.name)
                return path
            tell_damage(path)
        return None

    def is_whole(self, path: Path) -> bool:
        """Whether a file's content can be read, and is what its name says."""
        with suppress(OSError):  # a disk that fails, or somebody who has removed it just now
            look = _look(path)
            if self._read.get(path) != look and path.stem.rpartition("-")[2] == content_hash(path)[:DIGITS]:
                self._read[path] = look
            return self._read.get(path) == look
        return False

    @contextmanager
    def keeping(self, kind: str, name: str, key: str) -> Iterator[Path]:
        """Give the block a file to write; it takes its name if the block ends well, in place of a damaged one.

        Raises
        ------
        UserError, RenderError
            If it cannot be written.
        """
        plain = re.sub(r"[^\w.]+", "_", name)[:NAMED]
        path = self.folder / kind / f"{plain}-{key[:DIGITS]}"  # as errors call it, and never a name such as ".."
        with beside(path) as part:
            yield part
            synced(part, path)
            with write_errors(path):
                for damaged in self.by_key(kind, key):
                    if not self.is_whole(damaged):  # it may be somebody's own picture, in a format that nobody reads
                        damaged.replace(damaged.with_name(damaged.name + DAMAGED))
                content = content_hash(part)[:DIGITS]
                path = part.replace(part.with_name(f"{plain}-{key[:DIGITS]}-{content}{self.suffixes[kind]}"))
                self.used.add(path.name)
                self._read[path] = _look(path)

    def _named(self, kind: str, pattern: str) -> list[Path]:
        found = (self.folder / kind).glob(pattern + self.suffixes[kind])
        return sorted(path for path in found if path.is_file())


def tell_damage(path: Path) -> None:
    """Warn of a file that cannot be used."""
    warn(f"{path} is damaged; it is made anew, and kept as {path.name}{DAMAGED}")


def _look(path: Path) -> tuple[int, int]:
    """When a file was written, and its size: enough to tell whether it is the one that was read."""
    seen = path.stat()
    return seen.st_mtime_ns, seen.st_size
