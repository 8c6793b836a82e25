"""The inputs of a project: the files that a project may use, and what the studio remembers besides the plan."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path, PureWindowsPath
from typing import Any

import msgspec
from anyio import to_thread

from clavilux.errors import BadValue, UserError
from clavilux.media.decode import decode
from clavilux.media.files import content_hash, file_ref
from clavilux.media.output import appearing, beside, write_errors
from clavilux.media.pictures import load
from clavilux.plan import FileRef, Plan
from clavilux.structs import Checked
from clavilux.structs.checked import from_json, read_bytes
from clavilux.text import free_name, one_line

__all__ = ["INPUTS", "MEGABYTE", "Filmed", "Inputs", "Remembered"]

INPUTS = "inputs"
"""The folder of a project in which lies what the page was given."""
MEMORY = "studio.json"
MEGABYTE = 1_000_000
MOST_SONG, MOST_PICTURE, MOST_MEMORY = 2000 * MEGABYTE, 200 * MEGABYTE, MEGABYTE
"""Bytes of a song, of a picture, and of what is remembered, at most."""
LONGEST_NAME = 100
"""Letters of a file's name."""
SEEN = 64
"""Pixels at which it is tried whether a picture can be read."""


class Filmed(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A film that was made here."""

    id: str
    name: str
    """Of its file, beside the project's folder."""
    shelf: str | None = None
    draft: bool = False


class Remembered(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a project's ``studio.json`` holds."""

    version: int = 1
    song: FileRef | None = None
    pictures: dict[str, FileRef] = msgspec.field(default_factory=dict)
    recipe: dict[str, Any] | None = None
    """What the plan was made with, as plain data."""
    films: tuple[Filmed, ...] = ()


class Inputs:
    """The files that a project may use: those in its ``inputs/``, and those that the user named where it began.

    Parameters
    ----------
    folder : Path
        Of the project.

    Raises
    ------
    UserError
        If what is remembered cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self._file = folder, folder / MEMORY
        self.memory = Remembered()
        if self._file.is_file():
            content = read_bytes(self._file, MOST_MEMORY)
            self.memory = from_json(content, Remembered, version=1, name=str(self._file), what="memory")

    def remember(self, **values: Any) -> None:
        """Change what is remembered, here and on the disk."""
        self.memory = msgspec.structs.replace(self.memory, **values)
        with appearing(self._file) as part, write_errors(self._file):
            part.write_bytes(msgspec.json.format(msgspec.json.encode(self.memory), indent=2) + b"\n")

    def whole(self, path: str) -> str:
        """A path as the plan has it, from the current folder."""
        return str(self.folder / path)

    def own(self, path: Path | str) -> str:
        """A path as the plan has it: from the project's folder, if it lies there."""
        whole, folder = Path(path).absolute(), self.folder.resolve()
        return str(whole.relative_to(folder)) if whole.is_relative_to(folder) else str(whole)

    def ref(self, path: Path | str) -> FileRef:
        """A file with its hash, by its `own` path."""
        return msgspec.structs.replace(file_ref(path), path=self.own(path))

    def know(self, song: Path | None, pictures: Iterable[Path]) -> None:
        """Let the project use what the user named.

        Raises
        ------
        UserError
            If it is no song, or no picture.
        """
        heard, known = self.memory.song if song is None else self.ref(song), dict(self.memory.pictures)
        if song is not None and heard != self.memory.song:
            _check_song(song)
        for picture in pictures:
            ref = self.ref(picture)
            if ref not in known.values():
                _check_picture(picture)
                known[free_name(one_line(picture.stem), known)] = ref
        self.remember(song=heard, pictures=known)

    def know_plan(self, plan: Plan) -> None:
        """Let the project use the files of a plan that the user opened."""
        known, named = dict(self.memory.pictures), {name: self._owned(ref) for name, ref in plan.pictures.items()}
        for name, ref in named.items():
            if ref not in known.values():
                known[free_name(name, known)] = ref
        self.remember(song=self.memory.song or self._owned(plan.song), pictures=known)

    def check(self, plan: Plan) -> None:
        """See that song and pictures of a plan are files that the project may use.

        Raises
        ------
        BadValue
            If not, with its key.
        """
        named = {"song": plan.song, **{f"pictures.{name}": ref for name, ref in plan.pictures.items()}}
        for place, ref in named.items():
            if not self.has(ref.path):
                raise BadValue("is no file of this project; drop it on the page first", f"{place}.path")

    def has(self, path: str) -> bool:
        """Whether a file, named from the current folder, is in ``inputs/`` or was named by the user."""
        known = [ref.path for ref in (self.memory.song, *self.memory.pictures.values()) if ref]
        real = Path(path).resolve()
        return real.is_relative_to(self._inputs.resolve()) or path in map(self.whole, known)

    def picture(self, name: str) -> FileRef:
        """One of the pictures, named from the current folder.

        Raises
        ------
        UserError
            If there is none of that name.
        """
        if name not in self.memory.pictures:
            raise UserError(f"there is no picture '{one_line(name)}'; drop it on the page first")
        ref = self.memory.pictures[name]
        return msgspec.structs.replace(ref, path=self.whole(ref.path))

    async def keep_song(self, name: str, chunks: AsyncIterator[bytes]) -> FileRef:
        """Keep a song that is sent, if it can be heard; it is the project's from now on.

        Raises
        ------
        UserError
            If it is too large or no song.
        """
        path = await self._keep(name, chunks, MOST_SONG, _check_song)
        ref = await to_thread.run_sync(self.ref, path)
        self.remember(song=ref)
        return ref

    async def keep_picture(self, name: str, chunks: AsyncIterator[bytes]) -> tuple[str, FileRef]:
        """Keep a picture that is sent, if it can be seen; its name, and its file.

        Raises
        ------
        UserError
            If it is too large or no picture.
        """
        path = await self._keep(name, chunks, MOST_PICTURE, _check_picture)
        ref = await to_thread.run_sync(self.ref, path)
        known = {name: ref if self._is_again(ref, each) else each for name, each in self.memory.pictures.items()}
        found = next((name for name, each in known.items() if each == ref), None) or free_name(
            one_line(path.stem), known
        )
        self.remember(pictures=known | {found: ref})
        return found, ref

    def forget(self, name: str) -> None:
        """A picture is no more among those from which a film is planned; its file stays. Errors: see `picture`."""
        self.picture(name)
        self.remember(pictures={known: ref for known, ref in self.memory.pictures.items() if known != name})

    @property
    def _inputs(self) -> Path:
        return self.folder / INPUTS

    async def _keep(self, name: str, chunks: AsyncIterator[bytes], most: int, check: Any) -> Path:
        """Write what comes to a file that takes its name when it is complete and has passed the check."""
        wanted, size = self._inputs / _plain(name), 0
        with beside(wanted) as part:
            with part.open("wb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > most:
                        raise UserError(f"{wanted.name} is larger than {most // MEGABYTE} MB; give a smaller file")
                    with write_errors(wanted):
                        await to_thread.run_sync(file.write, chunk)
            try:
                await to_thread.run_sync(check, part)
            except UserError as error:
                raise UserError(str(error).replace(str(part), wanted.name)) from error
            known = filter(None, (self.memory.song, *self.memory.pictures.values()))
            meant = {Path(self.whole(ref.path)): ref.sha256 for ref in known}
            return await to_thread.run_sync(_settled, part, wanted, meant)

    def _is_again(self, ref: FileRef, known: FileRef) -> bool:
        """Whether a file is what another one was, before that was gone."""
        return ref.sha256 == known.sha256 and not Path(self.whole(known.path)).is_file()

    def _owned(self, ref: FileRef) -> FileRef:
        return msgspec.structs.replace(ref, path=self.own(ref.path))


def _plain(name: str) -> str:
    """A file's name without folders and without what disks refuse; it does not begin with a dot."""
    last = PureWindowsPath(name).name
    stem, dot, suffix = last.rpartition(".")
    clean = [re.sub(r"[^\w .()+-]+", "_", part).strip(" .") for part in ((stem, suffix) if dot else (last, ""))]
    return f"{clean[0][:LONGEST_NAME] or 'file'}{'.' if clean[1] else ''}{clean[1][:10]}"


def _settled(part: Path, wanted: Path, meant: Mapping[Path, str]) -> Path:
    """Give a file its name, or another one where that is taken, or meant for what is gone; one content is kept once."""
    digest, path, number = content_hash(part), wanted, 1
    while path.exists() or meant.get(path, digest) != digest:
        if path.is_file() and content_hash(path) == digest:
            return path
        number += 1
        path = wanted.with_stem(f"{wanted.stem}-{number}")
    part.replace(path)
    return path


def _check_song(path: Path) -> None:
    decode(path)


def _check_picture(path: Path) -> None:
    load(path, SEEN)
