"""Draw ``docs/architecture.svg`` from the code; ``--check`` fails when the picture is out of date.

The floors of the house are the layers of import-linter's contract in ``pyproject.toml``. A dot is an import that grimp
finds. The values on the arrows are those in the signatures of the rooms' doors.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
TARGET = Path(__file__).with_name("architecture.svg")
PACKAGE = "clavilux"

ROOMS = {
    "listen": ("energy, beats,", "sections, genre"),
    "direct": ("what is seen", "when, and why"),
    "imagine": ("takes, framings,", "painters"),
    "render": ("paths, effects,", "no flashes"),
    "judge": ("anybody's video", "against its sound"),
}
"""In the order of the way of the data; what each is about, in two short lines."""
DOORS = {
    "listen": ("listen.hear.hear",),
    "direct": ("direct.director.plan", "direct.timeline.timeline"),
    "imagine": ("imagine.keyframes.Keyframes",),
    "render": ("render.frames.frames",),
    "judge": ("judge.score.score",),
}
"""Through which functions, or classes that are called, the values go."""
VALUES = ("Hearing", "Plan", "Timeline", "Keyframe", "SyncReport")

RULE = "Imports point downwards. Rooms never import each other. A dot: the room imports what stands at the left."

MARGIN, LEFT, WIDE, GAP, TALL = 16, 108, 120, 80, 74
WIDTH = LEFT + 5 * WIDE + 4 * GAP + MARGIN
BAR, ARCS, ROW = 38, 84, 20
SMALL, VALUE = "small middle", "value middle"
STYLE = """
svg { --ground: #ffffff; --ink: #1f2937; --soft: #64748b; --line: #dbe2ea; --bar: #f1f5f9;
      --room: #eef2ff; --edge: #6366f1; --way: #c2410c; --dot: #6366f1 }
@media (prefers-color-scheme: dark) {
  svg { --ground: #0f141b; --ink: #e6edf3; --soft: #94a3b8; --line: #273040; --bar: #18202b;
        --room: #1b2140; --edge: #818cf8; --way: #fb923c; --dot: #a5b4fc }
}
text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: var(--ink) }
.name { font-weight: 600; font-size: 15px }
.small { font-size: 11.5px; fill: var(--soft) }
.value { font-weight: 600; fill: var(--way) }
.middle { text-anchor: middle } .end { text-anchor: end }
.ground { fill: var(--ground); stroke: var(--line) } .bar { fill: var(--bar); stroke: var(--line) }
.room { fill: var(--room); stroke: var(--edge); stroke-width: 1.5 }
.line { stroke: var(--line) } .dot { fill: var(--dot) }
.way { stroke: var(--way); stroke-width: 1.8; fill: none; marker-end: url(#head) } #head path { fill: var(--way) }
"""


def main() -> None:
    """Write or check."""
    picture = draw()
    if "--check" not in sys.argv:
        TARGET.write_text(picture, "utf-8")
    elif not TARGET.exists() or TARGET.read_text("utf-8") != picture:
        sys.exit("docs/architecture.svg is not what the code says; run make docs")


def draw() -> str:
    """The whole picture, as SVG."""
    floors = layers()
    own = next(number for number, floor in enumerate(floors) if {*floor} == {*ROOMS})
    above = [floor for floor in floors[:own] if floor != ["__main__"]]
    top = MARGIN + BAR * len(above) + ARCS
    shared, shelves = list(uses(floors[own + 1 :])), top + TALL + 28
    height = shelves + ROW * sum(map(len, shared)) + 34
    parts = [
        f'<rect class="ground" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="12"/>',
        *(bar(" · ".join(floor), MARGIN + BAR * number) for number, floor in enumerate(above)),
        *(f'<path class="line" d="M{middle(name):g} {top + TALL}V{height - 34}"/>' for name in ROOMS),
        *(room(name, top) for name in ROOMS),
        *files(top),
        *ways(top),
        *dots(shared, shelves),
        text(WIDTH / 2, height - 14, RULE, "small middle"),
    ]
    head = '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5" markerHeight="5" orient="auto">'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            "<title>The rooms of Clavilux, the values that go from one to the next, and what they share</title>",
            f"<style>{STYLE}</style>",
            f'<defs>{head}<path d="M0 0L8 4L0 8z"/></marker></defs>',
            *parts,
            "</svg>\n",
        ]
    )


def layers() -> list[list[str]]:
    """The floors of the house from the roof down, each with its modules."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [layer.split(" | ") for layer in settings["tool"]["importlinter"]["contracts"][0]["layers"]]


def uses(floors: list[list[str]]) -> Iterator[dict[str, list[str]]]:
    """Of every floor below the rooms, the modules that rooms import, and which rooms."""
    graph = grimp.build_graph(PACKAGE)

    def users(module: str) -> list[str]:
        imported = f"{PACKAGE}.{module}"
        importers = {name: f"{PACKAGE}.{name}" for name in ROOMS}
        return [
            name
            for name, importer in importers.items()
            if graph.direct_import_exists(importer=importer, imported=imported, as_packages=True)
        ]

    for floor in floors:
        if used := {module: rooms for module in floor if (rooms := users(module))}:
            yield used


def crossing() -> dict[tuple[str, str], list[str]]:
    """The values that go from one room to another; those that no room takes go to ``""``."""
    given, taken = {}, {}
    for name, doors in DOORS.items():
        signatures = [signature(door) for door in doors]
        given[name], taken[name] = (set().union(*side) for side in zip(*signatures, strict=True))
    found: dict[tuple[str, str], list[str]] = {}
    for value in VALUES:
        giver = next(name for name in ROOMS if value in given[name])
        for taker in [name for name in ROOMS if value in taken[name] and name != giver] or [""]:
            found.setdefault((giver, taker), []).append(value)
    return found


def signature(door: str) -> tuple[set[str], set[str]]:
    """The names in what a function gives, and in what it takes; of a class, in what makes it and what calls it."""
    module, _, name = door.rpartition(".")
    file = (ROOT / "src" / PACKAGE / module.replace(".", "/")).with_suffix(".py")
    tree = ast.parse(file.read_text("utf-8") if file.exists() else "")
    found = [each for each in tree.body if getattr(each, "name", "") == name]
    if not found:
        sys.exit(f"docs/make_architecture.py: there is no {door} any more; correct DOORS")
    functions = [each for each in ast.walk(found[0]) if isinstance(each, ast.FunctionDef)]
    called = [each for each in functions if each.name in (name, "__init__", "__call__")]
    takes = [each.annotation for one in called for each in (*one.args.args, *one.args.kwonlyargs)]
    return names([each.returns for each in called]), names(takes)


def names(annotations: list[ast.expr | None]) -> set[str]:
    """All names in some annotations."""
    return {each.id for one in annotations if one for each in ast.walk(one) if isinstance(each, ast.Name)}


def middle(name: str) -> float:
    """Of a room, across."""
    return LEFT + [*ROOMS].index(name) * (WIDE + GAP) + WIDE / 2


def text(x: float, y: float, words: str, kind: str = "middle") -> str:
    """A line of text."""
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{words}</text>'


def arrow(path: str) -> str:
    """Along a path."""
    return f'<path class="way" d="{path}"/>'


def bar(words: str, y: float) -> str:
    """A floor above the rooms."""
    box = f'<rect class="bar" x="{LEFT}" y="{y}" width="{WIDTH - LEFT - MARGIN}" height="{BAR - 8}" rx="6"/>'
    return box + text((LEFT + WIDTH - MARGIN) / 2, y + 20, words, "name middle")


def room(name: str, y: float) -> str:
    """A room, and what it is about."""
    x = middle(name)
    box = f'<rect class="room" x="{x - WIDE / 2:g}" y="{y}" width="{WIDE}" height="{TALL}" rx="8"/>'
    first, second = ROOMS[name]
    return "".join(
        [box, text(x, y + 25, name, "name middle"), text(x, y + 46, first, SMALL), text(x, y + 61, second, SMALL)]
    )


def files(y: float) -> Iterator[str]:
    """What goes in and comes out of the house."""
    half = y + TALL / 2
    yield text(16, half + 4, "song", "")
    yield arrow(f"M50 {half:g}H{LEFT - 3}")
    yield text(middle("imagine"), y - 22, "pictures")
    yield arrow(f"M{middle('imagine'):g} {y - 16}V{y - 3}")
    start = middle("render") + WIDE / 2
    yield text(start + GAP / 2, half - 9, "film.mp4", SMALL)
    yield arrow(f"M{start + 2:g} {half:g}h{GAP - 5}")


def ways(y: float) -> Iterator[str]:
    """The values, from the rooms that make them to those that take them."""
    order, half = [*ROOMS], y + TALL / 2
    for (giver, taker), values in crossing().items():
        words, start = ", ".join(values), middle(giver)
        if not taker:
            yield text(start, y - 34, words, VALUE)
            yield arrow(f"M{start:g} {y - 2}V{y - 28}")
        elif order.index(taker) == order.index(giver) + 1:
            yield text(start + (WIDE + GAP) / 2, half - 9, words, VALUE)
            yield arrow(f"M{start + WIDE / 2 + 2:g} {half:g}h{GAP - 5}")
        else:
            end = middle(taker)
            yield text((start + end) / 2, y - 62, words, VALUE)
            yield arrow(f"M{start:g} {y - 2}C{start:g} {y - 70} {end:g} {y - 70} {end:g} {y - 3}")


def dots(shared: list[dict[str, list[str]]], y: float) -> Iterator[str]:
    """What the rooms share, with a dot where a room imports it."""
    for floor in shared:
        yield f'<path class="line" d="M{MARGIN} {y}H{WIDTH - MARGIN}"/>'
        for module, users in floor.items():
            yield text(MARGIN, y + 14, module, "")
            yield from (f'<circle class="dot" cx="{middle(name):g}" cy="{y + ROW / 2:g}" r="4.5"/>' for name in users)
            y += ROW


if __name__ == "__main__":
    main()
