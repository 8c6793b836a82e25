"""The director: from what was heard, the pictures and a recipe to the plan of a film."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from math import floor
from typing import Any

import msgspec

from clavilux import plugins
from clavilux.direct.briefs import brief, exemplar, keyframe_seed, painter_part
from clavilux.direct.camerawork import Camerawork
from clavilux.direct.editing import LOUD, QUIET, Cut, Editor, Phrase, phrases_of
from clavilux.direct.inline import inlined, placed
from clavilux.direct.margins import calmed
from clavilux.direct.phrases import phrases
from clavilux.direct.transitions import clear, fitting, in_one_take, is_soft, transition
from clavilux.errors import UserError, warn
from clavilux.plan import Beat, Brief, Driven, FileRef, Part, PathOptions, Plan, Share, Shot
from clavilux.recipe import Imagine, Recipe
from clavilux.sharing import shareable
from clavilux.styles import StyleBook
from clavilux.text import free_name, is_picture
from clavilux.values import Composition, Hearing, Section, Style

__all__ = ["chosen_style", "plan", "style_book"]

SHORTEST = 1.0
"""Seconds: the shortest section that a recipe can ask for."""


def plan(
    hearing: Hearing,
    recipe: Recipe,
    *,
    song: FileRef,
    pictures: Mapping[str, FileRef],
    beats: tuple[Beat, ...] = (),
    keep: FileRef | None = None,
    depth: FileRef | None = None,
    style_picture: FileRef | None = None,
    compositions: Mapping[str, Composition] | None = None,
    licences: Mapping[str, str] | None = None,
) -> Plan:
    """Plan a film: a keyframe for every phrase of the song, and shots on the way there.

    The film leaves the first picture, or black as in Pina & Li (arXiv 2412.05694). A phrase's keyframe is reached when
    it ends, so the film is on its way to the picture of the music that is playing. A part of the song that comes back,
    such as a chorus, comes back to its pictures; where it is repeated at once it goes on to another one. Where the
    music rests, the picture stays.
    How phrases are cut and framed, and how one takes over from another: `editing`, `camerawork`, `transitions`.

    Parameters
    ----------
    hearing : Hearing
        What was heard of the song, with ``recipe.listen``.
    recipe : Recipe
        What is wanted.
    song : FileRef
        The song itself.
    pictures : mapping of str to FileRef
        The artwork; each picture serves as many neighbouring shots as the next.
    beats : tuple of plan.Beat
        What the file says that ``recipe.listen.beats`` names.
    keep : FileRef, optional
        The mask that ``recipe.imagine.keep`` names.
    depth : FileRef, optional
        The map that ``recipe.imagine.depth`` names.
    style_picture : FileRef, optional
        The picture that ``recipe.imagine.style`` names, if it names one.
    compositions : mapping, optional
        What there is to see in the artwork, by the name of each picture; all of a picture is shown without it.
    licences : mapping, optional
        Of weights whose words or pictures the plan holds, such as the captioner's, by what they are called.

    Raises
    ------
    UserError
        If there are no pictures, or the style or genre is not in the book.

    Warns
    -----
    ClaviluxWarning
        If there are more pictures than sections, so that some are not shown.
    """
    names, sections = list(pictures), _with_genres(phrases(hearing, recipe.listen.section), recipe)
    heard = phrases_of(sections, hearing)
    if not names:
        raise UserError("no picture to start from; give at least one")
    if len(names) > len(sections):
        warn(_too_many(len(names), sections))
    files = dict(pictures)
    mask, style = (_added(files, role, file) for role, file in (("keep", keep), ("style", style_picture)))
    near = _added(files, "depth", depth)
    book, choices = style_book(recipe), recipe.imagine
    opening = names[0] if choices.first == "artwork" else None
    keyframes = {"k0": Brief(picture=opening, paint=False, fit=choices.fit)}
    if opening:
        keyframes["k0"] = msgspec.structs.replace(keyframes["k0"], keep=mask, depth=near)
    parts: dict[Hashable, str] = {}
    way, seen = ["k0"], list[Composition | None]()
    for index, (section, phrase) in enumerate(zip(sections, heard, strict=True)):
        chosen = None if style else _style(section, book, choices)
        picture = names[index * len(names) // len(sections)]
        seen.append((compositions or {}).get(picture))
        if phrase.still and keyframes[way[-1]].picture == picture:
            way.append(way[-1])
            continue
        part = (section.label, _place(sections, index), picture, chosen and chosen.name) if section.label else index
        way.append(parts.setdefault(part, f"k{len(keyframes)}"))
        if way[-1] not in keyframes:
            keyframes[way[-1]] = brief(
                choices,
                picture=picture,
                keep=mask,
                depth=near,
                style=chosen.name if chosen else None,
                exemplar=exemplar(chosen, recipe.seed, section.label),
                style_picture=style,
                caption=section.caption,
                seed=keyframe_seed(recipe.seed, index),
                label=section.label,
            )
    return Plan(
        song=song,
        listen=msgspec.structs.replace(recipe.listen, beats=None),
        beats=beats,
        pictures=files,
        painter=painter_part(recipe.imagine),
        size=(recipe.film.width, recipe.film.height),
        fps=str(recipe.film.rate),
        crf=recipe.film.crf,
        safe=recipe.film.safe,
        seed=recipe.seed,
        path=_path(recipe),
        keyframes=keyframes,
        shots=tuple(_shots(heard, way, recipe, seen)),
        lanes={name: inlined(lane) for name, lane in recipe.lanes.items()},
        effects=placed(
            calmed(_ordered(recipe), (compositions or {}).values(), recipe.film.width / recipe.film.height),
            recipe.listen.start,
            sections[-1].end,
        ),
        licences=dict(licences or {}),
        made_with=shareable(recipe).to_dict(),
    )


def chosen_style(book: StyleBook, choices: Imagine) -> Style | None:
    """The style of the book that was chosen, else that of the chosen genre; None leaves it to the music.

    Raises
    ------
    UserError
        If the style or genre is not in the book.
    """
    called_for = None if choices.genre is None else book.for_genre(choices.genre)  # a misspelt one is always told
    return called_for if choices.style is None or is_picture(choices.style) else book.style(choices.style)


def _style(section: Section, book: StyleBook, choices: Imagine) -> Style | None:
    """That which was chosen, else that of the section's genre if it is known well enough."""
    if chosen := chosen_style(book, choices):
        return chosen
    sure = section.genre is not None and section.confidence >= choices.certainty
    return book.for_genre(section.genre) if sure and section.genre else None


def style_book(recipe: Recipe) -> StyleBook:
    """Where a genre's style is looked up: the paper's rule goes with its own table."""
    own = StyleBook.load()
    return own.papers if recipe.listen.genre_from == "caption" and own.papers else own


def _with_genres(sections: Sequence[Section], recipe: Recipe) -> Sequence[Section]:
    """The sections; by the paper's rule, the genre of each is the first one that its caption names."""
    if recipe.listen.genre_from != "caption" or recipe.imagine.genre is not None:
        return sections
    book = style_book(recipe)
    genres = [book.genre_in(section.caption) for section in sections]
    return [
        replace(section, genre=genre, confidence=float(genre is not None))
        for section, genre in zip(sections, genres, strict=True)
    ]


def _place(sections: Sequence[Section], index: int) -> int:
    """How many sections of the same letter come right before one."""
    before = takewhile(lambda section: section.label == sections[index].label, reversed(sections[:index]))
    return sum(1 for _ in before)


def _shots(
    phrases: Sequence[Phrase], way: Sequence[str], recipe: Recipe, compositions: Sequence[Composition | None]
) -> Sequence[Shot]:
    """Shots for every phrase, which share the way from one keyframe to the next."""
    travel = recipe.path.travel
    editor, shots = Editor(recipe.direct.pace), list[Shot]()
    camera = Camerawork(recipe.direct.closeness, recipe.direct.move, recipe.direct.depth)
    for index, (phrase, picture) in enumerate(zip(phrases, compositions, strict=True)):
        before = phrases[index - 1] if index else None
        taken_over = transition(before, phrase, recipe.direct.transitions) if before else None
        mirrored = recipe.direct.mirrors and _is_other(phrase.section.label)
        for cut in editor.cuts(phrase, first=index == 0, last=index == len(phrases) - 1):
            framing = camera.framing(cut.role, picture, mirrored=mirrored)
            if opens := cut.start == phrase.section.start:
                taken_over = fitting(
                    clear(taken_over, shots[-1].framing if shots else None, framing), cut.end - cut.start
                )
            shot = Shot(
                id=f"s{len(shots) + 1}",
                start=float(cut.start),
                end=float(cut.end),
                from_=way[index],
                to=way[index + 1],
                **_stretch(phrase.section, cut, travel),
                jump=_jump(index, taken_over, recipe),
                kick=recipe.path.kick,
                framing=framing,
                transition=taken_over if opens else None,
                note=_note(phrase, cut),
            )
            if opens and picture and picture.whole and (joined := in_one_take(shots[-1], shot) if shots else None):
                shots[-1], shot = joined
            shots.append(shot)
    return shots


def _stretch(section: Section, cut: Cut, travel: Share | Driven) -> dict[str, Any]:
    """Where a shot begins on the way of its phrase, and how far it goes: as far as its share of the time."""
    whole = section.end - section.start
    if not isinstance(travel, Driven) or cut.end - cut.start == whole:
        return {"travel": travel}
    begin, end = (
        round(min((second - section.start) / whole * travel.amount, 1.0), 4) for second in (cut.start, cut.end)
    )
    return {"begin": begin, "travel": Driven(lane=travel.lane, amount=round(end - begin, 4))}


def _jump(index: int, taken_over: Part | None, recipe: Recipe) -> float | Driven:
    """How far a phrase leaps ahead where it begins: neither at the start of the film nor in the midst of a dissolve."""
    still = recipe.lanes.get("travel", {}).get("kind") == "constant"  # a film that is not to travel is not to jump
    return 0.0 if index == 0 or still or is_soft(taken_over) else recipe.path.jump


def _is_other(label: str) -> bool:
    """Whether a part of the form is every other one: B, D ..."""
    return bool(label) and (ord(label[0]) - ord("A")) % 2 == 1


def _note(phrase: Phrase, cut: Cut) -> str:
    """Why a shot is as it is, in words."""
    loud = "still" if phrase.still else "quiet" if phrase.level <= QUIET else "loud" if phrase.level >= LOUD else ""
    part = f"part {phrase.section.label}" if phrase.section.label else ""
    return ", ".join(filter(None, [cut.role, part, loud]))


def _seeded(effect: Part, seed: int) -> Part:
    """An effect that is random with the film's seed, unless it has one of its own."""
    random = hasattr(plugins.configured("effects", effect), "seed")
    return {"seed": seed} | effect if random else effect


def _ordered(recipe: Recipe) -> list[Part]:
    """The effects in the order in which they are applied: what is written comes last."""
    return sorted(
        (_seeded(part, recipe.seed) for part in recipe.effects.values()),
        key=lambda part: getattr(plugins.configured("effects", part), "on_top", False),
    )


def _path(recipe: Recipe) -> PathOptions:
    """What lies between keyframes, without the controls that are every shot's own."""
    return PathOptions(**{name: getattr(recipe.path, name) for name in PathOptions.__struct_fields__})


def _added(files: dict[str, FileRef], role: str, file: FileRef | None) -> str | None:
    """The name under which a file is among the others from now on; None if there is no file."""
    if file is None:
        return None
    name = free_name(role, files)
    files[name] = file
    return name


def _too_many(pictures: int, sections: Sequence[Section]) -> str:
    """That not all pictures are shown, and how they would be."""
    length = floor(10 * sections[-1].end / pictures) / 10
    cure = "give fewer pictures, or a longer part of the song"
    if length >= SHORTEST:
        cure = f"to show all, use --sections fixed --set listen.section={length:g}"
    verb = "is" if len(sections) == 1 else "are"
    return f"only {len(sections)} of {pictures} pictures {verb} shown, one for each section of the song; {cure}"
