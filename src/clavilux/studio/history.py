"""The history of a plan, on the disk: what undo and redo go through outlives the studio."""

from __future__ import annotations

import re
from itertools import accumulate, islice
from pathlib import Path

from clavilux.media.output import appearing, write_errors
from clavilux.plan import MOST_BYTES
from clavilux.structs.checked import read_bytes

__all__ = ["History"]

MOST, MOST_KEPT = 200, 16 << 20
"""Changes that can be undone, and bytes that they take on the disk: plans of hundreds of shots are large."""
NAMES = re.compile(r"(\d{6,12})(\.undone)?\.json")


class History:
    """Every plan that there was, each a numbered file, up to the one that is seen; those that were undone follow.

    Parameters
    ----------
    folder : Path
        Of the files. It may have been another's: what is in it has to be checked like any other file.
    """

    def __init__(self, folder: Path) -> None:
        names = sorted(path.name for path in folder.glob("*.json"))
        found = [(folder / name, match[2]) for name in names if (match := NAMES.fullmatch(name))]
        self._folder = folder
        self._done = [path for path, undone in found if not undone]
        self._undone = [path for path, undone in found if undone]

    @property
    def before(self) -> Path | None:
        """The plan to which undo goes."""
        return self._done[-2] if len(self._done) > 1 else None

    @property
    def after(self) -> Path | None:
        """The plan to which redo goes."""
        return self._undone[0] if self._undone else None

    def begin(self, text: bytes) -> bool:
        """Begin with the plan that is seen now; whether another program has made it meanwhile: then it is a change."""
        known = bool(self._done)
        if known and self.text(self._done[-1]) == text:
            return False
        self.add(text)
        return known

    def text(self, path: Path) -> bytes:
        """What is in a file.

        Raises
        ------
        UserError
            If it cannot be read, or is too long for a plan.
        """
        return read_bytes(path, MOST_BYTES)

    def add(self, text: bytes) -> None:
        """Another plan is seen; what was undone cannot be taken again, and the oldest is forgotten.

        Raises
        ------
        UserError, RenderError
            If it cannot be written.
        """
        number = max((int(path.name.partition(".")[0]) for path in (*self._done, *self._undone)), default=0) + 1
        path = self._folder / f"{number:06}.json"
        with appearing(path) as part, write_errors(path):
            part.write_bytes(text)
        self._done.append(path)
        kept = _newest(self._done)
        for gone in (*self._undone, *self._done[: -len(kept)]):
            gone.unlink(missing_ok=True)
        self._done, self._undone = kept, []

    def back(self) -> None:
        """The plan before is seen."""
        path = self._done.pop()
        self._undone.insert(0, _moved(path, path.with_suffix(".undone.json")))

    def forth(self) -> None:
        """The plan after is seen."""
        path = self._undone.pop(0)
        self._done.append(_moved(path, path.with_name(path.name.replace(".undone", ""))))


def _newest(plans: list[Path]) -> list[Path]:
    """The plans that are kept: the last change can be undone, however large it is."""
    sizes = accumulate(path.stat().st_size if path.exists() else 0 for path in reversed(plans))
    return plans[-max(2, sum(size <= MOST_KEPT for size in islice(sizes, MOST + 1))) :]


def _moved(path: Path, name: Path) -> Path:
    with write_errors(path):
        return path.replace(name)
