"""Write ``docs/cli.md`` from the command's own help; ``--check`` fails when the file is out of date.

Typer has a generator too, but its wording changes from version to version, and CI compares the file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from clavilux.cli.main import app

TARGET = Path(__file__).with_name("cli.md")
HEAD = """# The command line

Made by `make docs` from `--help`. Exit codes: 0 done, 1 our failure, 2 your input, 130 interrupted.
JSON goes to standard output alone, everything else to standard error."""


def main() -> None:
    """Write or check."""
    text = page()
    if "--check" not in sys.argv:
        TARGET.write_text(text)
    elif not TARGET.exists() or TARGET.read_text() != text:
        sys.exit("docs/cli.md is not what --help says; run make docs")


def page() -> str:
    """The whole page: every verb with its arguments and options."""
    return "\n".join([HEAD, *_verbs(typer.main.get_command(app), "clavilux")]) + "\n"


def _verbs(group: Any, above: str) -> Iterator[str]:
    """The verbs of a group, and those below them."""
    for name, command in group.commands.items():
        yield from ["", f"## {above} {name}", "", *_prose(command.help or "")]
        rows = [_row(parameter) for parameter in command.params]
        yield from ["", "| | |", "|---|---|", *rows] if rows else []
        if hasattr(command, "commands"):
            yield from _verbs(command, f"{above} {name}")


def _prose(text: str) -> list[str]:
    """The docstring's paragraphs, and its examples as a code block."""
    before, _, examples = text.replace("\b", "").partition("Examples:\n")
    lines = [line.strip() for line in before.strip().splitlines()]
    shown = [line.strip() for line in examples.splitlines() if line.strip()]
    return [*lines, "", "```sh", *shown, "```"] if shown else lines


def _row(parameter: Any) -> str:
    option = parameter.param_type_name == "option"
    names = ", ".join(parameter.opts) if option else (parameter.metavar or parameter.name.upper())
    cells = (f"`{names}`", parameter.help or "")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    main()
