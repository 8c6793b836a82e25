"""Options of a command as keys of a recipe, and mistakes told by the name that was typed."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from clavilux.errors import BadValue

if TYPE_CHECKING:
    from clavilux.plan import Part
    from clavilux.recipe import Recipe

__all__ = ["ANY_SEED", "WISHES", "Typed", "changed", "drawn", "typed"]

ANY_SEED = "-1"
SEEDS = 2**31
"""How many there are to draw from."""
DIALS = re.compile(r"imagine\.(\w+)\.\w+")
"""Keys that one painter alone has, and its name."""

PARTS = {"lanes": "sources", "effects": "effects"}
"""The parts of a recipe that hold plug-ins, and which."""


class Wish(NamedTuple):
    """A key of the recipe has an option of its own."""

    flag: str
    help: str
    metavar: str | None = None
    switch: bool = False
    """Whether it takes no value: given, it is true."""


WISHES = {
    "imagine.painter": Wish("--painter", "Who paints; see 'clavilux painters'."),
    "imagine.vae": Wish("--vae", "A model whose autoencoder makes the frames, e.g. madebyollin/taesd."),
    "imagine.lora": Wish("--lora", "A LoRA for a diffusers painter: a file, or owner/model."),
    "imagine.device": Wish("--device", "Where it computes; the best there is when left out.", "cuda|mps|cpu"),
    "imagine.strength": Wish("--strength", "0 keeps the artwork's structure, 1 dreams freely.", "NUMBER"),
    "imagine.lumia.palette": Wish("--palette", "Lumia: whose colours, 0 the artwork's, 1 the style's.", "NUMBER"),
    "imagine.lumia.stroke": Wish(
        "--stroke", "Lumia: size of the strokes, from 0.3 to 4 times the style's own.", "NUMBER"
    ),
    "imagine.lumia.detail": Wish("--detail", "Lumia: how much fine structure of the artwork stays, 0 to 1.", "NUMBER"),
    "imagine.steps": Wish("--steps", "Denoising steps per picture.", "NUMBER"),
    "imagine.guidance": Wish("--guidance", "How strongly style and words are followed.", "NUMBER"),
    "imagine.genre": Wish("--genre", "The song's genre, which chooses the style; heard when left out."),
    "imagine.style": Wish("--style", "A style of 'clavilux styles', or a picture whose style is taken."),
    "imagine.prompt": Wish("--prompt", "Words for every picture, such as 'a dark, golden forest'."),
    "imagine.fit": Wish(
        "--fit",
        "How a picture of another shape fills the frame: painted further out, cut, or whole on a calm ground.",
        "reframe|crop|contain",
    ),
    "imagine.keep": Wish(
        "--keep", "A picture, white where the artwork must stay whole; looked for when left out.", "MASK"
    ),
    "imagine.depth": Wish(
        "--depth", "A depth map of the picture, grey, lighter is nearer; guessed when left out.", "MAP"
    ),
    "listen.sections": Wish("--sections", "A picture per 10 s, or by verses, choruses and breaks.", "fixed|musical"),
    "listen.captioner": Wish("--captioner", "Who puts the music in words; see 'clavilux captioners'."),
    "listen.start": Wish("--start", "Second of the song to start at.", "SECONDS"),
    "listen.duration": Wish("--duration", "Seconds of the song to use.", "SECONDS"),
    "listen.track": Wish(
        "--track", "Which sound track of a file with several, from 1; the players' choice when left out.", "NUMBER"
    ),
    "listen.tempo": Wish("--tempo", "BPM, if you know better than what is heard.", "BPM"),
    "listen.meter": Wish("--meter", "Beats per bar, if you know better.", "2...7"),
    "listen.beats": Wish(
        "--beats", "A file of the song's beats, if you know better: .beats, .csv, .json, or Audacity's labels.", "FILE"
    ),
    "effects.title.text": Wish(
        "--title", r"A title card at the beginning, such as 'Song\nArtist': a second line is smaller.", "TEXT"
    ),
    "effects.credits.text": Wish("--credits", r"Credits at the end, such as 'Music: Ann\nPictures: Ben'.", "TEXT"),
    "effects.lyrics.file": Wish("--lyrics", "The song's lyrics in time: .lrc, .srt, .vtt or .ass.", "FILE"),
    "film.loop": Wish(
        "--loop", "A film that ends where it begins, of whole bars: the loudest, or those at --start.", switch=True
    ),
    "film.fps": Wish("--fps", "Frames per second, e.g. 24, 23.976 or 30000/1001."),
    "film.size": Wish("--size", "Pixels: 1920x1080, or 1080 for a square."),
    "seed": Wish("--seed", "Another seed, other pictures; -1 draws one and tells it.", "NUMBER"),
}
"""By the key of the recipe; ``film.size`` stands for width and height."""


class Typed(NamedTuple):
    """A value that the user gave for a key."""

    value: Any
    words: str
    """As it was typed: ``"--size 512"``."""


def typed(options: Mapping[str, Any], sets: Sequence[str] = ()) -> dict[str, Typed]:
    """What the user gave.

    Parameters
    ----------
    options : mapping
        Key of `WISHES` -> value, None where the option was not given.
    sets : sequence of str
        ``KEY=VALUE`` of ``--set``, which come last; keys of older versions count as those of today.

    Returns
    -------
    dict
        Key of the recipe -> value and words.

    Raises
    ------
    BadValue
        If ``--size`` or ``--set`` cannot be understood.
    """
    from clavilux.recipe.migrations import renamed

    given: dict[str, Typed] = {}
    for key, value in options.items():
        if value is not None:
            words = WISHES[key].flag if WISHES[key].switch else f"{WISHES[key].flag} {value}"
            values = _sides(value) if key == "film.size" else {key: _as_text(key, value)}
            given |= {key: Typed(value, words) for key, value in values.items()}
    for text in sets:
        try:
            key, value = renamed(*_pair(text))
        except BadValue as error:
            raise BadValue(f"--set {text}: {error.why}") from error
        given[key] = Typed(value, f"--set {text}")
    return given


def changed(recipe: Recipe, given: Mapping[str, Typed]) -> Recipe:
    """The recipe with what was typed.

    Raises
    ------
    BadValue
        If a value does not fit, or is of another painter; the message begins with what was typed.
    UserError
        If a plug-in of a lane or an effect is not there.
    """
    try:
        new = recipe.with_values({key: value for key, (value, _) in given.items()})
        for room, name in sorted({tuple(key.split(".")[:2]) for key in given if key.startswith(tuple(PARTS))}):
            if (part := getattr(new, room).get(name)) is not None:
                _check(room, name, part)
    except BadValue as error:
        if told := [words for key, (_, words) in given.items() if error.key and _is_about(key, error.key)]:
            raise BadValue(f"{told[0]}: {error.why}") from error
        raise
    for key, (_, words) in given.items():
        painter, dial = new.imagine.painter, DIALS.fullmatch(key)
        if dial and dial[1] != painter:
            raise BadValue(f"{words}: painter '{painter}' has no such dial, but '{dial[1]}' has; leave it out")
    return new


def _check(room: str, name: str, part: Part) -> None:
    """See that a lane or an effect takes its options: the song is not heard before that."""
    from clavilux.plugins import configured

    try:
        configured(PARTS[room], part)
    except BadValue as error:
        raise BadValue(error.why, ".".join(filter(None, (room, name, error.key)))) from error


def _is_about(key: str, wrong: str) -> bool:
    """Whether one of two keys is the other, or a part of it."""
    return f"{key}.".startswith(f"{wrong}.") or f"{wrong}.".startswith(f"{key}.")


def drawn() -> int:
    """A seed by chance."""
    return secrets.randbelow(SEEDS)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise BadValue("give KEY=VALUE, such as --set effects.camera.zoom.amount=0.1")
    return key.strip(), value.strip()


def _as_text(key: str, value: Any) -> Any:
    """A value of an option of its own: where a recipe takes JSON, the title "1979" is a text and no number."""
    return json.dumps(value) if key.startswith(tuple(PARTS)) else value


def _sides(size: str) -> dict[str, int]:
    """``"512"`` or ``"1920x1080"`` as recipe keys."""
    sides = re.fullmatch(r"(\d{1,6})(?:[x×](\d{1,6}))?", size.strip().lower())
    if not sides:
        raise BadValue(f"--size {size}: give pixels, such as 1920x1080 or 512")
    return {"film.width": int(sides[1]), "film.height": int(sides[2] or sides[1])}
