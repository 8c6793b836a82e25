"""Write ``docs/recipe.md`` and the JSON schemas of recipe and plan from the code; ``--check`` finds stale ones."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import NODEFAULT

from clavilux.cli.recipe import Page, pages
from clavilux.plan import Plan
from clavilux.recipe import Recipe, presets
from clavilux.structs import schema

FOLDER = Path(__file__).parent
HEAD = """# The recipe

Made by `make docs` from the code. A recipe holds every choice of a render; it is one JSON file, which every video and
picture of Clavilux carries. What a file leaves out takes its default.

```sh
clavilux recipe show calm > my.json                         # edit it, then
clavilux render song.mp3 cover.jpg --recipe my.json
clavilux render song.mp3 cover.jpg --set effects.camera.zoom.amount=0.1 --set lanes.pulse.decay=0.3
clavilux render song.mp3 cover.jpg --set effects.grain=null     # leaves an effect out
```

A parameter that may change from frame to frame is a number, or follows a lane: `{"lane": "pulse", "amount": 0.05}` is
0.05 where the lane is 1 and nothing where it is 0. A lane or an effect is a plug-in (`use`, its own name when left out)
and that plug-in's options; one of a new name is added: `--set lanes.hat.use=midi --set lanes.hat.file=drums.mid`.
Recipes of older versions are read as well, and so are their keys by `--set` (`move.zoom` and others).
`recipe.schema.json` and `plan.schema.json` beside this page are the JSON schemas, for editors that know such.
"""


def main() -> None:
    """Write or check."""
    made = {
        "recipe.md": page(),
        "recipe.schema.json": _json(recipe_schema()),
        "plan.schema.json": _json(schema.json_schema(Plan)),
    }
    for name, text in made.items():
        target = FOLDER / name
        if "--check" not in sys.argv:
            target.write_text(text)
        elif not target.exists() or target.read_text() != text:
            sys.exit(f"docs/{name} is not what the code says; run make docs")


def page() -> str:
    """The recipes that ship, and all keys."""
    lines = [HEAD, "## Recipes that ship", "", "| | |", "|---|---|"]
    lines += [f"| `{name}` | {about} |" for name, about in presets().items()]
    for part in pages():
        lines += ["", *_section(part)]
    return "\n".join(lines) + "\n"


def recipe_schema() -> dict[str, Any]:
    """The schema of a recipe's file, in which lanes and effects can be left out by null."""
    made = schema.json_schema(Recipe)
    for room in ("lanes", "effects"):
        made["$defs"]["Recipe"]["properties"][room]["additionalProperties"] = {"type": ["object", "null"]}
        made["$defs"]["Recipe"]["properties"][room]["default"] = getattr(Recipe(), room)
    return made


def _section(part: Page) -> Iterator[str]:
    yield f"{'###' if '.' in part.title else '##'} {part.title}"
    if part.about:
        yield from ["", _code(part.about)]
    if part.keys:
        yield from ["", "| key | default | what it may be | |", "|---|---|---|---|"]
    for key in part.keys:
        default = "" if key.default is NODEFAULT else f"`{json.dumps(key.default)}`"
        yield f"| `{key.name}` | {default} | {key.values} | {_code(key.meaning)} |"


def _json(made: dict[str, Any]) -> str:
    return json.dumps(made, indent=2) + "\n"


def _code(text: str) -> str:
    """Docstrings mark code by two backticks, Markdown by one."""
    return text.replace("``", "`").replace("|", "\\|")


if __name__ == "__main__":
    main()
