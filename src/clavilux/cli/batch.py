"""``clavilux batch``: the films of many songs, one after the other, out of a list."""

from __future__ import annotations

import sys
import time
import tomllib
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from clavilux.cli import arguments
from clavilux.cli.console import people, say
from clavilux.cli.render import render
from clavilux.errors import BadValue, ClaviluxError, OutputExists, UnknownName, UserError
from clavilux.structs.checked import read_bytes
from clavilux.text import one_line

__all__ = ["batch"]

MOST_BYTES = 10_000_000
"""Of a list: some ten thousand songs."""
USUAL, SONGS = "defaults", "song"
"""Tables of a list."""
FILE, PICTURES = "file", "pictures"
"""Keys of a song that are no options."""
WRONG: type[Any] = typer.BadParameter.__bases__[0]
"""What is raised for options that cannot be: some versions of Typer bring their own Click, some need one."""
OURS = ("overwrite", "trust", "verbose", "quiet")
"""Options that are given to this verb, for all songs: nobody else's list shall say them."""


class Film(NamedTuple):
    """A film of a list."""

    name: str
    """What messages call it."""
    command: Any
    """``clavilux render`` with what the list says, as Typer is to be given it: a context."""


def batch(
    album: Annotated[Path, typer.Argument(metavar="ALBUM", help="A list of songs, in TOML.", show_default=False)],
    overwrite: arguments.Overwrite = False,
    trust: arguments.Trust = False,
    verbose: arguments.Verbose = False,
    quiet: arguments.Quiet = False,
) -> None:
    """Make the films of many songs; one that fails does not stop the others.

    A list has a table [[song]] for each: its "file", its "pictures", and any
    option of 'clavilux render' under its name. What stands under [defaults]
    holds for all that do not say otherwise. Paths count from the list's own
    folder, where the films go too.

    \b
      [defaults]
      pictures = ["cover.jpg"]
      for = ["youtube", "canvas"]
      style = "stained-glass"

    \b
      [[song]]
      file = "01 Night.flac"

    \b
      [[song]]
      file = "02 Day.flac"
      pictures = ["day.jpg", "noon.jpg"]
      seed = 7
      set = ["effects.grain=null"]

    Films that are there already are left alone: the same command goes on
    after a stop, and makes anew what has failed. The exit code is 1 if
    something has.

    \b
    Example:
      clavilux batch album.toml
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    console, begin = people(quiet), time.monotonic()
    told = {"overwrite": overwrite, "trust": trust, "verbose": verbose, "quiet": quiet}
    content, failed, there = _read(album), list[str](), 0
    with chdir(album.resolve().parent):
        films = _films(album, content, told)
        for number, film in enumerate(films, start=1):
            console.print(f"{number} of {len(films)}: {film.name}", soft_wrap=True)
            try:
                with warnings.catch_warnings():  # what was told of one song is told of the next as well
                    film.command.command.invoke(film.command)
            except OutputExists as known:
                there += 1
                console.print(one_line(known), soft_wrap=True)
            except Exception as error:  # also where it is our fault, the others need not wait till somebody wakes up
                failed.append(str(error) if str(error).startswith(film.name) else f"{film.name}: {error}")
                if isinstance(error, ClaviluxError):
                    say("error", failed[-1])
                else:
                    traceback.print_exc()
    made = len(films) - len(failed) - there
    rest = f", {there} there already" if there else ""
    console.print(f"{made} of {len(films)} made in {time.monotonic() - begin:.0f} s{rest}, {len(failed)} failed")
    for line in failed:
        say("failed", line)
    if failed:
        sys.exit(1)


def _read(album: Path) -> dict[str, Any]:
    """A list as plain data.

    Raises
    ------
    UserError
        If it cannot be read, or is no TOML.
    """
    content = read_bytes(album, MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise UserError(f"{album}: is longer than {MOST_BYTES} bytes, so it is no list of songs; choose another file")
    try:
        return tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise BadValue("is not in UTF-8; save it in that encoding", "", str(album)) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadValue(f"is no valid TOML: {error}; mend it there", "", str(album)) from error


def _films(album: Path, content: Mapping[str, Any], told: Mapping[str, bool]) -> list[Film]:
    """All films of a list, with what can be wrong with it told before any is made.

    Raises
    ------
    UserError
        If the list is not what it should be, or a file is missing.
    """
    if unknown := sorted(content.keys() - {USUAL, SONGS}):
        raise BadValue(str(UnknownName("key", unknown[0], (USUAL, SONGS))), "", str(album))
    usual, songs = content.get(USUAL, {}), content.get(SONGS, [])
    if not isinstance(usual, dict) or not isinstance(songs, list) or not all(isinstance(song, dict) for song in songs):
        raise BadValue(f"write [{USUAL}] once, and [[{SONGS}]] for every song", "", str(album))
    if not songs:
        raise BadValue(f"has no songs; write [[{SONGS}]], and below it {FILE} = and {PICTURES} =", "", str(album))
    films, outputs = [], dict[str, str]()
    for number, song in enumerate(songs, start=1):
        wanted = usual | song
        name = f"{SONGS} {number}"
        try:
            film = _film(wanted, told)
            output = str(wanted.get("output", Path(film.name).stem))
            if output in outputs:
                raise UserError(f"is called {output} as {outputs[output]} is; give each an output of its own")
        except UserError as error:
            raise BadValue(str(error), name, str(album)) from error
        outputs[output] = name
        films.append(film)
    return films


def _film(wanted: dict[str, Any], told: Mapping[str, bool]) -> Film:
    """The command for a song.

    Raises
    ------
    UserError
        If it cannot be, or a file is missing.
    """
    command = _command()
    options = {option[2:] for part in command.params for option in part.opts if option.startswith("--")}
    known = sorted(options.difference(OURS, ["help"]) | {FILE, PICTURES})
    for key in wanted:
        if key in OURS:
            raise UserError(f"{key} is said for all songs: clavilux batch --{key}")
        if key not in known:
            raise UnknownName("key", key, known)
    file, pictures = wanted.get(FILE), wanted.get(PICTURES, [])
    pictures = pictures if isinstance(pictures, list) else [pictures]
    if not isinstance(file, str) or not file or not all(isinstance(picture, str) for picture in pictures):
        raise UserError(f"give {FILE} = 'song.mp3', and {PICTURES} = ['cover.jpg']")
    for path in (file, *pictures):
        if not Path(path).exists():
            raise UserError(f"{path}: no such file; check the path, which counts from the list's folder")
    if not pictures and Path(file).is_file() and Path(file).suffix.lower() != ".json":
        raise UserError(f"{file}: no picture to start from; give {PICTURES} = ['cover.jpg']")
    given = {key: value for key, value in {**wanted, **told}.items() if key not in (FILE, PICTURES)}
    words = [word for key, value in given.items() for word in _words(key, value)]
    try:
        return Film(file, command.make_context("render", [*words, "--", file, *pictures]))
    except WRONG as error:
        raise UserError(error.format_message()) from error


def _words(key: str, value: Any) -> Iterator[str]:
    """An option as it is typed."""
    values: Sequence[Any] = value if isinstance(value, list) else [value]
    for one in values:
        if isinstance(one, dict | list):
            raise UserError(f"{key}: give a text, a number, true or false, or a list of those")
        if one is True:
            yield f"--{key}"
        elif one is not False:
            yield f"--{key}={one}"


def _command() -> Any:
    """``clavilux render``, as Typer makes it."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(render)
    return typer.main.get_command(app)
