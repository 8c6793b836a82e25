"""Files that a plan names, known by their content."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path
from stat import S_ISREG

from clavilux.errors import UnreadableMedia, UserError
from clavilux.media.output import appearing, write_errors
from clavilux.plan import FileRef, Plan
from clavilux.text import free_name, one_line

__all__ = ["check_same", "content_hash", "file_ref", "named_refs", "plan_text", "write_plan"]


def file_ref(path: Path | str) -> FileRef:
    """A file with the hash of its content.

    Raises
    ------
    UnreadableMedia
        If it cannot be read, or is no file, such as a device that never ends.
    """
    try:
        if not S_ISREG(Path(path).stat().st_mode):
            raise UnreadableMedia(path, "is no file; check the path")
        return FileRef(path=str(path), sha256=content_hash(path))
    except OSError as error:
        raise UnreadableMedia(path, f"cannot be read ({error.strerror}); check the path") from error


def content_hash(path: Path | str) -> str:
    """SHA-256 of what is in a file, 64 digits.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with Path(path).open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def named_refs(paths: Iterable[Path | str]) -> dict[str, FileRef]:
    """Files by short names of their own: the stem of each, with a number where several have it."""
    named: dict[str, FileRef] = {}
    for path in paths:
        named[free_name(one_line(Path(path).stem), named)] = file_ref(path)
    return named


def check_same(wanted: FileRef, what: str) -> None:
    """See that a file is the one that was meant.

    Parameters
    ----------
    wanted : FileRef
        The file.
    what : str
        What it is in the plan, such as ``"song"``.

    Raises
    ------
    UnreadableMedia
        If it cannot be read.
    UserError
        If its content is another.
    """
    found = file_ref(wanted.path).sha256
    if found != wanted.sha256:
        raise UserError(
            f"{wanted.path}: another {what} than that of the plan (SHA-256 {found[:12]}..., the plan's is "
            f"{wanted.sha256[:12]}...); put the right one there, or make a new plan"
        )


def plan_text(plan: Plan, path: Path | str) -> str:
    """A plan as JSON, for a file of that name.

    Files within its folder are named from there, so that the folder can be moved; others by their whole path.

    Raises
    ------
    UserError
        If the name of a file is not in UTF-8.
    """
    folder = Path(path).parent.resolve()

    def placed(file: str) -> str:
        whole = Path(file).absolute()
        return str(whole.relative_to(folder)) if whole.is_relative_to(folder) else str(whole)

    try:
        return plan.with_paths(placed).to_json()
    except UnicodeEncodeError as error:
        raise UserError(f"{error.object!r}: a name that is not in UTF-8 cannot stand in a plan; rename it") from error


def write_plan(plan: Plan, path: Path | str, *, overwrite: bool = False) -> None:
    """Write a plan as JSON; see `plan_text`.

    Parameters
    ----------
    plan : Plan
        What to write.
    path : Path or str
        The file; it appears when it is complete.
    overwrite : bool
        Replace a file of that name.

    Raises
    ------
    UserError, RenderError
        As from `clavilux.media.output.appearing`, and from `plan_text`.
    """
    text = plan_text(plan, path)
    with appearing(path, overwrite=overwrite) as part, write_errors(path):
        part.write_text(text, encoding="utf-8")
