"""Locked keyframes: what changes a plan leaves them as they are, and so does a new plan."""

from __future__ import annotations

from pathlib import Path

import msgspec

from clavilux.errors import BadValue, warn
from clavilux.plan import FileRef, Plan
from clavilux.plan.parts import PICTURES
from clavilux.text import free_name

__all__ = ["check_locked", "keeping", "keeping_file"]


def check_locked(before: Plan | None, after: Plan) -> None:
    """See that a changed plan leaves every keyframe alone that is locked and stays so.

    Raises
    ------
    BadValue
        If not.
    """
    if before is None:
        return
    for name in before.keyframes:
        old, new = before.keyframes[name], after.keyframes.get(name)
        if not old.lock or not new or not new.lock:
            continue
        files = [
            [plan.content(getattr(brief, role)) for role in PICTURES] for plan, brief in ((before, old), (after, new))
        ]
        nowhere = dict.fromkeys(PICTURES)
        if files[0] != files[1] or msgspec.structs.replace(old, **nowhere) != msgspec.structs.replace(new, **nowhere):
            raise BadValue("it is locked; unlock it first", f"keyframes.{name}")


def keeping(plan: Plan, before: Plan) -> Plan:
    """A new plan with the keyframes that are locked in the one before, by their names.

    Warns
    -----
    ClaviluxWarning
        If the new plan has no keyframe of that name: then its picture is not seen.
    """
    pictures, keyframes = dict(plan.pictures), dict(plan.keyframes)
    for name, brief in before.keyframes.items():
        if brief.lock is None:
            continue
        if name not in keyframes:
            warn(f"keyframe '{name}' is locked, but the new plan has none of that name; it is not seen in it")
            continue
        named = {
            role: _named(pictures, old, before.pictures[old])
            for role in PICTURES
            if (old := getattr(brief, role)) is not None
        }
        keyframes[name] = msgspec.structs.replace(brief, **named)
    return msgspec.structs.replace(plan, pictures=pictures, keyframes=keyframes)


def keeping_file(plan: Plan, path: Path) -> Plan:
    """The same with the plan in a file, if there is one; errors are those of `Plan.from_file`."""
    return keeping(plan, Plan.from_file(path)) if path.is_file() else plan


def _named(pictures: dict[str, FileRef], wanted: str, file: FileRef) -> str:
    """What a picture is called among a plan's; it is one of them from now on."""
    for name, known in pictures.items():
        if known.sha256 == file.sha256:
            return name
    name = free_name(wanted, pictures)
    pictures[name] = file
    return name
