"""One song for several shelves: a film for each place where it will be published.

Every shelf gets a plan of its own, since how a picture is framed and cut depends on the film's shape. The song is
listened to once for all, and what two films have in common is painted and filmed once (see `clavilux.project`).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from clavilux import pipeline
from clavilux.errors import UserError, warn
from clavilux.media.output import check_free
from clavilux.media.shelves import Facts, Shelf
from clavilux.plan import Plan
from clavilux.project import Project, beside_film, opened
from clavilux.recipe import Recipe
from clavilux.values import Film

__all__ = ["Order", "for_shelf", "make", "orders", "output", "reshaped", "sheet_of", "the_only"]


class Order(NamedTuple):
    """A film that is wanted."""

    shelf: Shelf
    """Where it will be published."""
    recipe: Recipe
    """As the shelf takes it."""


def for_shelf(recipe: Recipe, shelf: Shelf, given: Container[str] = ()) -> Recipe:
    """A recipe as a shelf takes its films.

    Parameters
    ----------
    recipe : Recipe
        What is wanted. Its frame rate stays if the shelf takes it, or else becomes the nearest that it takes.
    shelf : Shelf
        Where it will be published.
    given : container of str
        Keys of the recipe that stay as they are: what the user has asked for.

    Raises
    ------
    UserError
        If the shelf does not take what stays.
    """
    width, height = shelf.sizes[0]
    rate = min(max(recipe.film.rate, shelf.fps[0]), shelf.fps[1])
    most = shelf.seconds[1]
    loop, seconds = shelf.loop or recipe.film.loop, recipe.listen.duration
    values: dict[str, Any] = {"film.width": width, "film.height": height, "film.fps": str(rate), "film.loop": loop}
    if loop and seconds is not None and seconds > most:
        values["listen.duration"] = seconds = None  # as many bars as there is room for
    made = recipe.with_values({key: value for key, value in values.items() if key not in given or value is None})
    seconds = None if seconds is None else min(seconds, most)  # of what is longer the loudest part is shown
    shelf.check(Facts(size=(made.film.width, made.film.height), fps=made.film.rate, seconds=seconds))
    return made


def reshaped(plan: Plan, shelf: Shelf) -> Plan:
    """A plan, edited or not, as a shelf takes its films: what is seen when stays, its shape and rate may change.

    Parameters
    ----------
    plan : Plan
        Of any shape: pictures of another are painted further out, as their briefs say.
    shelf : Shelf
        Where the film will be published.

    Raises
    ------
    UserError
        If the shelf wants a loop, which the plan is not.
    """
    if shelf.loop and not plan.loop:
        raise UserError(f"--for {shelf.name}: it wants a loop, which is planned in another way; give song and pictures")
    size = plan.size if plan.size in shelf.sizes else shelf.sizes[0]
    rate = min(max(plan.rate, shelf.fps[0]), shelf.fps[1])
    return replace(plan, size=size, fps=str(rate))


def the_only(shelves: Sequence[Shelf], plan: Path) -> Shelf | None:
    """The shelf that a plan is for, if it is for any.

    Raises
    ------
    UserError
        If there are several.
    """
    if len(shelves) > 1:
        raise UserError(f"{plan}: a plan is for one shape of film; give one --for, or render a song and pictures")
    return shelves[0] if shelves else None


def output(song: Path | str, shelf: Shelf, *, draft: bool = False) -> Path:
    """The film of a song for a shelf where nobody names it: in the current folder, such as ``song-reels.mp4``."""
    return Path(f"{Path(song).stem}-{shelf.name}{pipeline.DRAFTED if draft else ''}{shelf.form.suffix}")


def sheet_of(film: Path) -> Path:
    """The contact sheet beside a film: ``song-sheet.png``."""
    return film.with_name(f"{film.stem}-sheet.png")


def orders(
    song: Path,
    base: Path | None,
    recipe: Recipe,
    shelves: Sequence[Shelf],
    given: Container[str] = (),
    *,
    draft: bool = False,
) -> dict[Path, Order]:
    """What is to be made for several shelves, by its file.

    Parameters
    ----------
    song : Path
        The song.
    base : Path, optional
        What the user calls the films: the file itself where there is one shelf; of several each has its shelf's name
        besides, as in ``base-reels.mp4``.
    recipe, given : as for `for_shelf`
    shelves : sequence of Shelf
        Where they will be published.
    draft : bool
        Whether they are drafts, which have names of their own.

    Raises
    ------
    UserError
        As from `for_shelf`.
    """
    made = [Order(shelf, for_shelf(recipe, shelf, given)) for shelf in shelves]
    if base and len(made) == 1:
        return {base: made[0]}
    place = base.parent if base else Path()
    return {place / output(base or song, order.shelf, draft=draft): order for order in made}


def make(
    song: Path | str,
    pictures: Sequence[Path | str],
    wanted: Mapping[Path, Order],
    *,
    sheet: bool = False,
    project: Path | None = None,
    overwrite: bool = False,
    form: str | None = None,
    **how: Any,
) -> Iterator[Film]:
    """Make the films of a song for several shelves, one after the other.

    Parameters
    ----------
    song, pictures, overwrite, form, how
        As for `clavilux.pipeline.make`.
    wanted : mapping
        See `orders`. Loops are made last, as what was heard of the whole song finds their bars.
    sheet : bool
        Write a contact sheet beside each.
    project : Path, optional
        A folder that keeps what is made; when left out it is one beside the first film, which goes when all are there.

    Yields
    ------
    Film
        Each when it is ready.

    Raises
    ------
    UserError, RenderError
        As from `clavilux.pipeline.make`; names that are taken are told before any film is made.

    Warns
    -----
    ClaviluxWarning
        Of films that are there already, if a render of all was stopped, as its project tells: then it goes on.
    """
    folder = project or beside_film(next(iter(wanted)))
    there = {path for path in wanted if path.is_file() and folder.is_dir() and not overwrite}
    there = there if len(there) < len(wanted) else set()
    for path, order in wanted.items():
        order.shelf.chosen(form, path).check(order.recipe.film.rate)
        check_free(path, [song, *pictures], overwrite=overwrite or path in there)
    for path in sorted(there):
        warn(f"{path} is there already, and stays as it is; use --overwrite to make it anew")
    place: AbstractContextManager[Path | Project] = nullcontext(project) if project else opened(folder, keep=False)
    with place as shared:
        for path, order in sorted(wanted.items(), key=lambda item: item[1].recipe.film.loop):
            if path in there:
                continue
            yield pipeline.make(
                song,
                pictures,
                order.recipe,
                output=path,
                shelf=order.shelf,
                sheet=sheet_of(path) if sheet else None,
                project=shared,
                overwrite=overwrite,
                **how,
            )
        if there and isinstance(shared, Project):
            shared.used.update(path.name for path in shared.folder.glob("*/*"))  # it goes with those that were there
