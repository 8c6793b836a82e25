"""Options that several verbs have, in the same words."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["Overwrite", "Quiet", "Trust", "Verbose"]

Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the output if it exists.")]
Trust = Annotated[
    bool,
    typer.Option("--trust", help="Let a recipe or plan out of a file fetch the models and read the files it names."),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Tell what is found in the pictures and kept whole.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something goes wrong.")]
