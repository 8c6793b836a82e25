"""Options that several verbs have, in the same words."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["Overwrite", "Quiet", "Verbose"]

Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the output if it exists.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Tell what is found in the pictures and kept whole.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something goes wrong.")]
