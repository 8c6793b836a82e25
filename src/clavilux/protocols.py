"""What plug-ins of a kind have in common, whoever wrote them: the protocols that they fulfil."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Protocol, runtime_checkable

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from clavilux.plan import Control
from clavilux.values import Defaults, FloatArray, Hearing, Image, Keyframe, Mono, PaintRequest, Pictures, Section

Curve = Callable[[FloatArray], FloatArray]
"""Seconds, shape [n], ascending -> values, shape [n]."""

Speed = Annotated[Control, Meta(extra={"summed": True})]
"""A parameter per second: an effect sees what it has summed up to since the film began. In a loop that goes half as
far, and back again."""

Clock = Annotated[Control, Meta(extra={"summed": True, "onward": True})]
"""A `Speed` that is never turned back, not even in a loop: of a clock, or where only what it grows by is seen."""

__all__ = [
    "Captioner",
    "ChecksSections",
    "Clock",
    "Curve",
    "Dialled",
    "Effect",
    "HasLatents",
    "Morphs",
    "Painter",
    "Prepares",
    "Source",
    "Speed",
    "Transition",
    "Travels",
    "UsesGpu",
]


@runtime_checkable
class Painter(Protocol):
    """Paints pictures. What lies between two of them is told by `HasLatents`, `Morphs` or `Travels`, if it has those.

    Register one under the entry point group ``clavilux.painters``: a callable that returns it, without arguments, or
    with one string when users name it with a colon, such as ``diffusers:owner/model``. Options are keyword arguments,
    annotated with their types and ranges. `clavilux.testing.PainterLaws` are the laws that every painter obeys.
    """

    name: str
    """As in the entry point."""
    licence: str
    """SPDX identifier of the weights, or a short note."""
    multiple: int
    """Width and height must be multiples of this."""
    defaults: Defaults
    """Strength, guidance and steps of a request whose brief leaves them open."""
    sees_styles: bool
    """Whether it can paint in the style of a picture, `Style.picture`."""

    def paint(self, request: PaintRequest) -> Image:
        """Paint one picture of the artwork's size. Deterministic in the request."""


@runtime_checkable
class HasLatents(Protocol):
    """What a painter has that moves between pictures in a latent space."""

    batch: int
    """How many pictures `decode` likes best at once; asked for after `encode`."""

    def encode(self, image: Image) -> NDArray[np.float32]:
        """Latent of a picture, shape [channels, h, w]."""

    def decode(self, latents: NDArray[np.float32]) -> Image:
        """Pictures of a batch of latents, [n, channels, h, w] -> uint8 [n, height, width, 3]."""


@runtime_checkable
class Morphs(Protocol):
    """What a painter has that can paint what lies between two of its pictures."""

    morphs: bool
    """Whether it can as it is: the model behind it may not."""

    def morph(
        self,
        latents: NDArray[np.float32],
        t: NDArray[np.float32],
        start: PaintRequest,
        end: PaintRequest,
        *,
        level: float,
        steps: int,
    ) -> NDArray[np.float32]:
        """Paint anew, from under noise, what lies between two pictures.

        Parameters
        ----------
        latents : ndarray, float32, [n, channels, h, w]
            On the path from one picture to the other.
        t : ndarray, float32, [n]
            How far each is, in [0, 1].
        start, end : PaintRequest
            What the two pictures were painted from.
        level : float
            How deep half-way lies under the noise, in [0, 1]; at the pictures themselves there is none.
        steps : int
            Denoising steps.

        Returns
        -------
        ndarray, float32, [n, channels, h, w]
            Near `latents`. Continuous in `t`, the same for the same input, and `latents` where t is 0 or 1.
        """


@runtime_checkable
class Travels(Protocol):
    """What a painter has that can paint every place on the path between two pictures of its own."""

    def way(self, start: Keyframe, end: Keyframe) -> Pictures:
        """The path between two keyframes, of which the second was painted by this painter.

        Returns
        -------
        callable
            The pictures at places of the path. At 0 and 1 they are those of the keyframes; between them neighbours
            hardly differ. It is asked for one place after the other, and the same places in the same order give the
            same pictures.
        """


@runtime_checkable
class Dialled(Protocol):
    """What a painter has of whose options some may stand otherwise for one picture than for the rest."""

    dials: Mapping[str, float]
    """How they stand, by name, where a `PaintRequest` does not say."""


@runtime_checkable
class UsesGpu(Protocol):
    """What a painter has that computes on a graphics card where there is one."""

    gpus: float
    """How many it takes; a share of one if several of its kind have room there."""


@runtime_checkable
class Captioner(Protocol):
    """Puts in words what a song sounds like.

    Register one under the entry point group ``clavilux.captioners``: a callable that returns it, without arguments, or
    with one string when users name it with a colon, such as ``file:words.srt``. `clavilux.testing.CaptionerLaws` are
    the laws that every captioner obeys.
    """

    name: str
    """As in the entry point."""
    licence: str
    """SPDX identifier of the weights, or a short note."""

    def captions(self, audio: Mono, hearing: Hearing) -> Iterable[str]:
        """One caption for each of ``hearing.sections``, in order, made as they are asked for.

        `audio` is what was heard; times of `hearing` are those of its `Mono.between`. The sections have everything but
        their captions. Deterministic.
        """


@runtime_checkable
class ChecksSections(Protocol):
    """What a captioner has that cannot put any number of sections in words."""

    def check(self, sections: Sequence[Section], offset: float) -> None:
        """Look whether it can, as soon as they are known: long before the song is heard to its end.

        Parameters
        ----------
        sections : sequence of Section
            Without tags and genres.
        offset : float
            Second of the song from which their times are counted.

        Raises
        ------
        UserError
            If it cannot.
        """


@runtime_checkable
class Prepares(Protocol):
    """What a painter, a captioner or an effect has that needs files which the user names."""

    def prepare(self) -> None:
        """Load them, so that what is wrong with them is told before anything is heard.

        Raises
        ------
        UserError
            If they cannot be had, or are not what they should be.
        """


@runtime_checkable
class Source(Protocol):
    """Makes a lane: a curve in [0, 1] over the film, out of what was heard or of something else.

    Register one under the entry point group ``clavilux.sources``: a `structs.Checked` struct whose fields are its
    options, each with its type, range and docstring.
    """

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """The lane.

        Parameters
        ----------
        hearing : Hearing
            What was heard; its times are those of the film.
        shots : sequence of (float, float)
            Start and end of every shot, seconds: for what begins anew with each.

        Returns
        -------
        callable
            Seconds of the film, ascending -> values in [0, 1], of the same shape. Deterministic; the same times give
            the same values, whatever else is asked for beside them.
        """


@runtime_checkable
class Effect(Protocol):
    """Changes frames, one after the other.

    Register one under the entry point group ``clavilux.effects``: a `structs.Checked` struct whose fields are its
    options, each with its type, range and docstring. An option of type `plan.Control` may follow a lane; one of type
    `Speed` is summed up over the film before the effect sees it. A range is written
    ``Annotated[float, Meta(ge=0, le=1)] | Driven``. Options that name something outside are called ``file``, ``font``,
    ``picture`` or ``model``: somebody else's recipe must be trusted before they are read. A `Speed` of 1 has come to
    the second of the film: so does an effect know its time.

    ``brightens``, a `ClassVar` tuple of names, tells which of its controls brighten, as a share of the picture's light:
    in a safe plan those on a lane are scaled down, with the kick, between keyframes that would flash. ``remembers``, an
    attribute, tells for how many seconds a frame depends on those before it, even if the picture is at rest; to see one
    alone, those of that time are made, too. Where all controls are 0, the frame itself is returned.
    """

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:
        """One frame.

        Parameters
        ----------
        frame : uint8, [h, w, 3]
            Not to be changed; any size.
        controls : mapping
            What each `Control` of its own comes to in this frame, and what each `Speed` has come to since the film
            began.
        state : dict
            What it remembers from frame to frame: empty at the beginning of every shot, for it alone.

        Returns
        -------
        uint8, [h, w, 3]
            Of the same size. Deterministic.
        """


@runtime_checkable
class Transition(Protocol):
    """Takes over from the shot before.

    Register one under the entry point group ``clavilux.transitions``: a `structs.Checked` struct like an effect's, with
    a field ``duration``.
    """

    duration: float
    """Seconds of the new shot that it takes; 0 for a cut."""

    def apply(self, before: Image, after: Image, t: float) -> Image:
        """A frame of the new shot.

        Parameters
        ----------
        before : uint8, [h, w, 3]
            The keyframe that the shot before led to.
        after : uint8, [h, w, 3]
            The new shot's own frame.
        t : float
            How far the transition is, in [0, 1).
        """
