"""One picture, painted as a render would: to try painters, styles and dials before it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from clavilux.direct.briefs import brief, exemplar, keyframe_seed, painter_part
from clavilux.direct.director import chosen_style, style_book
from clavilux.errors import UserError
from clavilux.imagine.finding import subjects
from clavilux.imagine.framing import Framed
from clavilux.imagine.inputs import Inputs, check_sees_styles, framed_file
from clavilux.imagine.keyframes import keyframe
from clavilux.imagine.painters.choose import choose
from clavilux.imagine.sheet import contact_sheet
from clavilux.kernel.bands import cores
from clavilux.kernel.colour import as_floats
from clavilux.kernel.drawn import drawn
from clavilux.kernel.sizes import Size, centre
from clavilux.media import png
from clavilux.media.output import check_free, make_room
from clavilux.media.pictures import load, load_mask
from clavilux.protocols import Painter, Prepares
from clavilux.recipe import Recipe
from clavilux.sharing import texts
from clavilux.styles import StyleBook, picture_style, with_exemplar
from clavilux.text import is_picture
from clavilux.values import Image, Keyframe, Progress, Style

__all__ = ["draw_kept", "paint", "paint_all_styles"]

LONGEST, SMALL = 1920, 640
"""Pixels of the longer side, at most, of a picture that has its own size; the same where there are many on a sheet."""
LEAST = 64
"""Pixels of a side, at least: a film's."""


def paint(
    picture: Path | str,
    recipe: Recipe | None = None,
    *,
    size: Size | None = None,
    output: Path | str | None = None,
    overwrite: bool = False,
    metadata: bool = True,
    progress: Progress | None = None,
) -> Keyframe:
    """Paint one picture: what a render of the same seed and size has for its first keyframe, but for the caption.

    Parameters
    ----------
    picture : Path or str
        The artwork.
    recipe : Recipe, optional
        Every choice; ``Recipe()`` when left out.
    size : tuple of int, optional
        Width and height, pixels, whatever the recipe says; the artwork's own when left out, reduced to a longer side of
        1920.
    output : Path or str, optional
        The PNG to write; none when left out. Its folder is created.
    overwrite : bool
        Replace the output if it exists, or if it appears meanwhile.
    metadata : bool
        Have the file carry the recipe (without paths of this machine; see `sharing.shareable`) and the licence.
    progress : callable, optional
        Called as ``progress("imagine", done, total)``.

    Returns
    -------
    Keyframe
        The picture, and what it was painted from.

    Raises
    ------
    UserError
        If the picture or a choice is wrong. Nothing has been written then.
    RenderError
        If the painter fails, or the file cannot be written.
    """
    recipe = recipe or Recipe()
    path = _checked(output, picture, recipe, overwrite)
    ready = _ready(picture, recipe, size, LONGEST, path)
    report = progress or _silent
    report("imagine", 0, 1)
    painted = ready.painted(ready.style)
    report("imagine", 1, 1)
    if path:
        png.write(path, painted.image, ready.texts if metadata else {}, overwrite=overwrite)
    return painted


def paint_all_styles(
    picture: Path | str,
    recipe: Recipe | None = None,
    *,
    size: Size | None = None,
    output: Path | str | None = None,
    overwrite: bool = False,
    metadata: bool = True,
    progress: Progress | None = None,
) -> Image:
    """Paint a picture in every style of the book, on one sheet: each above its name, and the artwork first.

    Parameters and errors are those of `paint`. The size is that of one picture on the sheet, 640 at most when left out;
    the recipe's own style does not matter.

    Returns
    -------
    ndarray
        The sheet, uint8 [height, width, 3].
    """
    recipe = recipe or Recipe()
    path = _checked(output, picture, recipe, overwrite)
    ready = _ready(picture, recipe, size, SMALL, path)
    report, styles = progress or _silent, StyleBook.load().styles
    cells = [("artwork", centre(ready.artwork.picture, ready.size))]
    report("imagine", 0, len(styles))
    for done, (name, style) in enumerate(styles.items(), start=1):
        cells.append((name, ready.painted(style).image))
        report("imagine", done, len(styles))
    sheet = contact_sheet(cells)
    if path:
        png.write(path, sheet, ready.texts if metadata else {}, overwrite=overwrite)
    return sheet


def draw_kept(
    picture: Path | str,
    recipe: Recipe | None = None,
    *,
    output: Path | str | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Image:
    """Draw on a picture what of it stays whole whatever is painted: all else is darker.

    Parameters and errors are those of `paint`; of the recipe only ``imagine.keep`` counts. The file carries no texts.

    Returns
    -------
    ndarray
        uint8 [height, width, 3]; what surrounds a picture without being part of it is cropped.
    """
    recipe = recipe or Recipe()
    path, keep = _checked(output, picture, recipe, overwrite), recipe.imagine.keep
    report = progress or _silent
    report("imagine", 0, 1)
    inner, found = subjects(load(picture, LONGEST), None if keep is None else load_mask(keep, LONGEST))
    shown = np.asarray(drawn(as_floats(inner), found))
    report("imagine", 1, 1)
    if path:
        png.write(path, shown, {}, overwrite=overwrite)
    return shown


class _Ready(NamedTuple):
    """All that a picture is painted with."""

    recipe: Recipe
    """With the size that is wanted."""
    painter: Painter
    style: Style | None
    artwork: Framed
    """Of a size that the painter can paint."""
    sketch: Framed
    """The same, of `atlas.sketch_size`."""

    def painted(self, style: Style | None) -> Keyframe:
        """The picture in that style."""
        seed = self.recipe.seed
        own = None if style is None else with_exemplar(style, exemplar(style, seed))
        asked = brief(self.recipe.imagine, picture="artwork", seed=keyframe_seed(seed, 0))
        whole = keyframe(asked, Inputs(self.artwork, self.sketch, own), self.painter, threads=cores())
        return replace(whole, image=centre(whole.image, self.size))

    @property
    def size(self) -> Size:
        """Width and height that are wanted."""
        return self.recipe.film.width, self.recipe.film.height

    @property
    def texts(self) -> dict[str, str]:
        """What the file says of itself."""
        return texts(self.recipe, {"imagine.painter": self.painter.licence})


def _ready(picture: Path | str, recipe: Recipe, size: Size | None, longest: int, path: Path | None) -> _Ready:
    """Read and look at everything, the quick first, before the first stroke."""
    choices = recipe.imagine
    painter = choose(painter_part(choices))
    style = chosen_style(style_book(recipe), choices)
    if choices.style is not None and is_picture(choices.style):
        check_sees_styles(painter)
        style = picture_style(choices.style)
    width, height = size or _own_size(load(picture, longest), longest)
    recipe = recipe.with_values({"film.width": width, "film.height": height})
    if isinstance(painter, Prepares):
        painter.prepare()
    artwork, sketch = framed_file(
        picture, (width, height), painter, choices.fit, choices.keep, seed=recipe.seed, threads=cores()
    )
    if path:
        make_room(path)
    return _Ready(recipe, painter, style, artwork, sketch)


def _own_size(picture: Image, longest: int) -> Size:
    """The picture's own size, as far as a film can have it: even, and neither too small nor too large."""
    height, width = picture.shape[:2]
    scale = max(min(1.0, longest / max(width, height)), LEAST / min(width, height))
    width, height = (min(longest, 2 * round(side * scale / 2)) for side in (width, height))
    return width, height


def _checked(output: Path | str | None, picture: Path | str, recipe: Recipe, overwrite: bool) -> Path | None:
    """The name of the file, which can be taken."""
    if output is None:
        return None
    path, choices = Path(output), recipe.imagine
    if path.suffix.lower() != ".png":
        raise UserError(f"{path}: the picture is a PNG; choose an output that ends in .png")
    check_free(path, [picture, *filter(None, (choices.style, choices.keep))], overwrite=overwrite)
    return path


def _silent(stage: str, done: int, total: int) -> None:
    """No progress wanted."""
