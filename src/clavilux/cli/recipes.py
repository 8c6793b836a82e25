"""The recipe that ``--recipe`` names: one that ships, or one out of a file, which may be a stranger's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from clavilux.cli.options import WISHES
from clavilux.errors import BadValue, UserError

if TYPE_CHECKING:
    from clavilux.plan import Plan
    from clavilux.recipe import Recipe

__all__ = ["check_plan_trust", "check_trust", "find_recipe"]


def find_recipe(name: str) -> Recipe:
    """A recipe that ships, or one from a file; our videos and pictures carry theirs.

    Raises
    ------
    UserError
        If there is none.
    """
    from clavilux.recipe import Recipe

    match Path(name).suffix.lower():
        case "":
            return Recipe.named(name)
        case ".json":
            return Recipe.from_file(name)
        case ".png":
            from clavilux.media.png import read_texts

            comment = read_texts(name).get("comment", "")
        case _:
            from clavilux.media.video import probe

            comment = probe(name).comment
    if not _is_ours(comment):
        raise BadValue(f"{name}: has no Clavilux recipe; give a JSON file or 'default'")
    return Recipe.from_json(comment, name=name)


def check_trust(recipe: Recipe, name: str, *, chosen: Collection[str], trust: bool) -> None:
    """See that a recipe out of a file makes us fetch and read only what the user named.

    Parameters
    ----------
    recipe : Recipe
        With the user's own choices in it.
    name : str
        What the user gave as ``--recipe``; those that ship are trusted.
    chosen : collection of str
        Dotted keys that the user chose.
    trust : bool
        Whether the user lets the recipe fetch and read what it names.

    Raises
    ------
    UserError
        If it names more, with what it would do; or a file that stayed with its maker.
    """
    from clavilux.sharing import ELSEWHERE, foreign, instead, withheld

    if not Path(name).suffix:
        return
    lost = {key: value for key, value in withheld(recipe).items() if not _is_within(key, chosen)}
    if lost:
        files = _joined(value.partition(ELSEWHERE)[2] for value in lost.values())
        cure = " ".join(_option(key, value.replace(ELSEWHERE, "FOLDER/")) for key, value in lost.items())
        raise UserError(f"{name}: the recipe needs {files}, which it does not carry; add {cure}")
    deeds = {key: deed for key, deed in foreign(recipe).items() if not _is_within(key, chosen)}
    if deeds and not trust:
        cure = " ".join(_option(*instead(key)) for key in deeds)
        raise UserError(f"{name}: the recipe would {_told(deeds)}; allow that with --trust, or do without: {cure}")


def check_plan_trust(plan: Plan, path: Path, *, trust: bool) -> None:
    """See that a plan makes us fetch and read only what is its own.

    Parameters
    ----------
    plan : Plan
        As it was read.
    path : Path
        Its file.
    trust : bool
        Whether the user lets the plan fetch and read what it names.

    Raises
    ------
    UserError
        If it names more, with what it would do.
    """
    from clavilux.sharing import foreign_in_plan

    deeds = foreign_in_plan(plan, path.parent)
    if deeds and not trust:
        raise UserError(f"{path}: the plan would {_told(deeds)}; allow that with --trust, or edit the plan")


def _is_ours(comment: str) -> bool:
    """Whether a video's comment is meant to be a recipe of ours: other programs write comments too, also in JSON."""
    import msgspec

    from clavilux.recipe import Recipe

    try:
        keys = msgspec.json.decode(comment, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False
    return not keys.keys().isdisjoint({*Recipe.__struct_fields__, "move"})


def _is_within(key: str, chosen: Collection[str]) -> bool:
    """Whether a key was chosen, or what it is a part of."""
    return any(f"{key}.".startswith(f"{other}.") for other in chosen)


def _told(deeds: Mapping[str, str]) -> str:
    return _joined(f"{deed} ({key})" for key, deed in deeds.items())


def _option(key: str, value: str) -> str:
    """How a user writes it."""
    import shlex

    if key in WISHES:
        return f"{WISHES[key].flag} {shlex.quote(value)}"
    return f"--set {shlex.quote(f'{key}={value}')}"


def _joined(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
