"""Options that several verbs have, in the same words."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = [
    "Detail",
    "Device",
    "Fit",
    "Guidance",
    "Keep",
    "Lora",
    "Overwrite",
    "Painter",
    "Palette",
    "Prompt",
    "Quiet",
    "Seed",
    "Set",
    "Steps",
    "Strength",
    "Stroke",
    "Style",
    "Trust",
    "Vae",
    "Verbose",
]

Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change any recipe key, e.g. --set move.zoom=0.1; again for more."),
]
Painter = Annotated[str | None, typer.Option(help="Who paints; see 'clavilux painters'.", show_default=False)]
Vae = Annotated[
    str | None,
    typer.Option(help="A model whose autoencoder makes the frames, e.g. madebyollin/taesd.", show_default=False),
]
Lora = Annotated[
    str | None, typer.Option(help="A LoRA for a diffusers painter: a file, or owner/model.", show_default=False)
]
Device = Annotated[
    str | None,
    typer.Option(
        metavar="cuda|mps|cpu", help="Where it computes; the best there is when left out.", show_default=False
    ),
]
Strength = Annotated[
    str | None,
    typer.Option(metavar="NUMBER", help="0 keeps the artwork's structure, 1 dreams freely.", show_default=False),
]
Palette = Annotated[
    str | None,
    typer.Option(metavar="NUMBER", help="Lumia: whose colours, 0 the artwork's, 1 the style's.", show_default=False),
]
Stroke = Annotated[
    str | None,
    typer.Option(
        metavar="NUMBER", help="Lumia: size of the strokes, from 0.3 to 4 times the style's own.", show_default=False
    ),
]
Detail = Annotated[
    str | None,
    typer.Option(
        metavar="NUMBER", help="Lumia: how much fine structure of the artwork stays, 0 to 1.", show_default=False
    ),
]
Steps = Annotated[str | None, typer.Option(metavar="NUMBER", help="Denoising steps per picture.", show_default=False)]
Guidance = Annotated[
    str | None,
    typer.Option(metavar="NUMBER", help="How strongly style and words are followed.", show_default=False),
]
Style = Annotated[
    str | None,
    typer.Option(help="A style of 'clavilux styles', or a picture whose manner is taken.", show_default=False),
]
Prompt = Annotated[
    str | None, typer.Option(help="Words for every picture, such as 'a dark, golden forest'.", show_default=False)
]
Fit = Annotated[
    str | None,
    typer.Option(
        metavar="reframe|crop|contain",
        help="How a picture of another shape fills the frame: painted further out, cut, or whole on a calm ground.",
        show_default=False,
    ),
]
Keep = Annotated[
    str | None,
    typer.Option(
        metavar="MASK",
        help="A picture, white where the artwork must stay whole; looked for when left out.",
        show_default=False,
    ),
]
Seed = Annotated[
    str | None,
    typer.Option(metavar="NUMBER", help="Another seed, other pictures; -1 draws one and tells it.", show_default=False),
]
Trust = Annotated[
    bool, typer.Option("--trust", help="Let a recipe out of a file fetch the models and read the files it names.")
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the output if it exists.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Tell what is found in the pictures and kept whole.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something goes wrong.")]
