"""The keyframes of a plan, painted when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import numpy as np

from clavilux.errors import RenderError
from clavilux.imagine.composition import composition
from clavilux.imagine.framing import Framed, framed
from clavilux.imagine.inputs import Inputs, Reader
from clavilux.imagine.locks import dials
from clavilux.imagine.takes import Takes
from clavilux.kernel.bands import cores
from clavilux.kernel.colour import as_bytes, as_floats
from clavilux.kernel.depth import depth
from clavilux.kernel.sizes import covering
from clavilux.plan import Brief, Plan
from clavilux.protocols import Painter
from clavilux.values import Composition, Image, Keyframe, PaintRequest, Progress, unobserved

__all__ = ["Keyframes", "Store", "Stored", "keyframe"]

IN_MEMORY = 3
"""Keyframes that are remembered: both ends of a shot, and the one that the shot before it led to."""


class Stored(NamedTuple):
    """A keyframe's picture that is kept somewhere."""

    image: Image
    own: bool
    """Whether somebody has put a picture of their own in its place; it may have any size."""


class Store(Protocol):
    """Keeps the pictures of keyframes by their keys, which tell all that they depend on."""

    def picture(self, key: str) -> Stored | None:
        """The picture, if it is there."""

    def has_picture(self, key: str) -> bool:
        """Whether it is there."""

    def keep_picture(self, name: str, key: str, image: Image) -> None:
        """Keep it; the name is for people."""


class Keyframes:
    """The keyframes of a plan by name; the last few are remembered, so memory does not grow with the song.

    All pictures are read, compared with what the plan knows of them, and framed when it is made.

    Parameters
    ----------
    plan : Plan
        Its paths are taken from the current folder.
    painter : Painter
        Who paints.
    threads : int, optional
        Makes no difference to the result; as many as there are cores when left out.
    progress : Progress, optional
        Called as ``progress("imagine", done, total)`` before the first painting, now and then as one is painted, and
        when another keyframe of the plan has been painted; those that nobody paints are not counted. What it raises
        ends the painting.

    Raises
    ------
    UserError
        If what the keyframes are made from is wrong; see `inputs.Reader`.
    """

    def __init__(
        self, plan: Plan, painter: Painter, *, threads: int | None = None, progress: Progress | None = None
    ) -> None:
        self._painter, self._threads = painter, threads or cores()
        self._progress = progress
        self._reader = Reader(painter, threads=self._threads)
        self._begin(plan)

    def following(self, plan: Plan, store: Store | None = None) -> Keyframes:
        """The keyframes of another plan by the same painter; what both are made from is not read again.

        Pictures that are in the store are taken from there, and the others put there. Errors are those of the
        constructor.
        """
        other = copy(self)
        other._begin(plan, store)
        return other

    def __call__(self, name: str) -> Keyframe:
        """The keyframe of that name; its sides are multiples of what the painter needs, and no less than the plan's.

        Raises
        ------
        RenderError
            If the painter returns an empty picture.
        """
        return self._remembered(name)

    def look(self) -> None:
        """Count what somebody else has painted meanwhile, and put into the store."""
        if self._store:
            painted = (name for name, brief in self._briefs.items() if brief.paint)
            self._done |= {name for name in painted if self._store.has_picture(self._plan.keyframe_key(name))}
            self._report()

    def compositions(self) -> dict[str, Composition]:
        """What there is to see in the artwork, by the name that the plan gives each picture."""
        artworks = {brief.picture: self._inputs[name].artwork for name, brief in self._briefs.items()}
        return {name: composition(artwork) for name, artwork in artworks.items() if name is not None}

    def _begin(self, plan: Plan, store: Store | None = None) -> None:
        self._plan, self._store = plan, store
        self._briefs, self._dials = plan.keyframes, {name: dials(plan, name) for name in plan.keyframes}
        self._inputs = self._reader.inputs(plan)
        self._done: set[str] = set()
        self._remembered = lru_cache(IN_MEMORY)(self._made)

    def _made(self, name: str) -> Keyframe:
        brief, made_from = self._briefs[name], self._inputs[name]
        if not brief.paint:
            return _deep(Keyframe(image=made_from.artwork.picture), made_from)
        if not self._done:
            self._report()
        key = self._plan.keyframe_key(name)
        stored = self._store.picture(key) if self._store else None
        if stored and stored.own:
            made = Keyframe(image=self._fitted(stored.image))
        else:
            made = keyframe(
                brief,
                made_from,
                self._painter,
                threads=self._threads,
                dials=self._dials[name],
                look_up=self._report if self._progress else unobserved,
                image=stored.image if stored else None,
            )
            made = _deep(made, made_from)
            if self._store and not stored:
                self._store.keep_picture(name, key, made.image)
        self._done.add(name)
        self._report()
        return made

    def _fitted(self, picture: Image) -> Image:
        """A picture of somebody's own, of the size of the others."""
        size = covering(self._plan.size, self._painter.multiple)
        return picture if picture.shape[1::-1] == size else framed(picture, size, "crop").picture

    def _report(self) -> None:
        if self._progress:
            total = sum(brief.paint for brief in self._briefs.values())
            self._progress("imagine", len(self._done), total)


def keyframe(
    brief: Brief,
    made_from: Inputs,
    painter: Painter,
    *,
    threads: int,
    dials: Mapping[str, float] | None = None,
    look_up: Callable[[], None] = unobserved,
    image: Image | None = None,
) -> Keyframe:
    """Paint one keyframe.

    Parameters
    ----------
    brief : Brief
        What it is; the painter's own choices are taken for what is left open.
    made_from : Inputs
        Picture and style that the brief names.
    painter : Painter
        Who paints.
    threads : int
        Makes no difference to the result.
    dials : mapping, optional
        Of the painter, as they stand for this one alone; see `locks.dials`.
    look_up : callable, optional
        See `values.PaintRequest`.
    image : ndarray, optional
        What it has painted already; it is not painted again.

    Raises
    ------
    RenderError
        If the painter returns an empty picture.
    """
    both, freedom = (made_from.artwork, made_from.sketch), _chosen("take", brief, painter)
    artwork, sketch = (_take(seen, freedom, seed=brief.seed, threads=threads) for seen in both)
    kept, sketch_kept = (seen.kept if seen.kept.any() else None for seen in both)
    request = PaintRequest(
        artwork=artwork,
        kept=kept,
        known=None if kept is None else made_from.artwork.known,
        sketch=sketch,
        sketch_kept=sketch_kept,
        style=made_from.style,
        seed=brief.seed,
        prompt=brief.prompt,
        caption=brief.caption,
        dials=dials,
        look_up=look_up,
        **{key: _chosen(key, brief, painter) for key in ("strength", "guidance", "steps")},
    )
    image = painter.paint(request) if image is None else image
    if np.ptp(image) == 0 and np.ptp(request.artwork) > 0:  # what not-a-number turns into
        raise RenderError(
            f"the painter '{painter.name}' returned an empty picture (seed {request.seed}); "
            "try another --seed, a lower guidance or another painter"
        )
    return Keyframe(image=image, request=request)


def _deep(painted: Keyframe, made_from: Inputs) -> Keyframe:
    """The keyframe with its depth: a take moves the ground, but not what stands on it."""
    return replace(painted, depth=depth(painted.image, made_from.artwork.kept, made_from.depth))


def _chosen(key: str, brief: Brief, painter: Painter) -> Any:
    """The brief's choice, else the painter's own."""
    value = getattr(brief, key)
    return getattr(painter.defaults, key) if value is None else value


def _take(artwork: Framed, strength: float, *, seed: int, threads: int) -> Image:
    """Another take of the artwork; the artwork itself at strength 0."""
    if strength == 0:
        return artwork.picture
    takes = Takes(as_floats(artwork.picture), artwork.kept)
    noise = np.random.default_rng(seed).standard_normal((*takes.shape, 3), np.float32)
    return as_bytes(takes.take(noise, strength, seed=seed, threads=threads).picture)
