"""The values that cross the doors between the rooms, and the protocols that plug-ins fulfil.

All are frozen. Arrays are stored as read-only copies, so a value can be shared between rooms and threads.
Times are in seconds here; integer frames appear only in `Timeline`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Audio",
    "Brief",
    "Envelope",
    "Film",
    "FloatArray",
    "Hearing",
    "Image",
    "Keyframe",
    "Painter",
    "Progress",
    "Section",
    "Style",
    "Timeline",
    "Verdict",
]

FloatArray = NDArray[np.floating[Any]]
Image = NDArray[np.uint8]
"""A picture: uint8, shape [height, width, 3], sRGB."""

Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)`` from the thread that called `clavilux.make`."""


class _ReadOnlyArrays:
    """Mixin: after construction every array field is a read-only copy."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for spec in fields(self):  # type: ignore[arg-type]
            value = getattr(self, spec.name)
            if isinstance(value, np.ndarray):
                copy = value.copy()
                copy.flags.writeable = False
                object.__setattr__(self, spec.name, copy)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Audio(_ReadOnlyArrays):
    """Decoded sound."""

    samples: NDArray[np.float32]
    """Shape [channels, n], nominally in [-1, 1]."""
    rate: int
    """Samples per second, Hz."""

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return float(self.samples.shape[1] / self.rate)

    def mono(self) -> NDArray[np.float32]:
        """Mean over channels, shape [n]."""
        return np.asarray(self.samples.mean(axis=0), np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of the song that gets one keyframe."""

    start: float
    """Seconds from the start of the song."""
    end: float
    """Seconds from the start of the song, exclusive."""
    tags: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Probability of each tag; empty when nothing tagged the section."""
    genre: str | None = None
    """A genre of the style book, or None when unknown."""
    confidence: float = 0.0
    """Of the genre, in [0, 1]."""
    caption: str = ""
    """What the section sounds like, in words."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hearing(_ReadOnlyArrays):
    """All that was heard in a song."""

    duration: float
    """Seconds."""
    tempo: float
    """BPM; 0 when there is no beat."""
    beats: FloatArray
    """Seconds, ascending."""
    downbeats: FloatArray
    """Seconds, ascending; empty when unknown."""
    onsets: FloatArray
    """Seconds, ascending."""
    harmonic: FloatArray
    """Shape [n], peak mel power of the harmonic part, not normalised; index i is at time i / rate."""
    percussive: FloatArray
    """Shape [n], the same for the percussive part."""
    rate: float
    """Values per second of `harmonic` and `percussive`, Hz."""
    sections: tuple[Section, ...]
    """In order, without gaps, from 0 to `duration`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Style(_ReadOnlyArrays):
    """A way of painting."""

    name: str
    """Key in the style book, e.g. ``"pop-art"``."""
    movement: str
    """The art movement, e.g. ``"Pop Art"``."""
    description: str
    """What such pictures look like, in words."""
    palette: NDArray[np.uint8]
    """Shape [k, 3], sRGB, most important colour first."""
    exemplars: tuple[str, ...] = ()
    """Names of style vectors that the painter knows."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Brief(_ReadOnlyArrays):
    """What a painter is asked for: one picture."""

    artwork: Image
    """The user's picture, already of the size that is wanted."""
    prompt: str
    """Words for the picture."""
    style: Style | None
    """The manner, or None to stay with the artwork's own."""
    seed: int
    """Same seed, same picture."""
    strength: float = 0.4
    """0 faithful to the artwork's structure, 1 dreams freely."""
    guidance: float = 2.5
    """How strongly the conditions are followed; 1 is plain sampling."""
    steps: int = 12
    """Denoising steps, at least 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Keyframe(_ReadOnlyArrays):
    """A painted picture at its place in the song."""

    at: float
    """Seconds: the moment at which the picture is reached."""
    prompt: str
    """The words it was painted from."""
    style: str | None
    """Name of its style."""
    seed: int
    """Seed it was painted with."""
    image: Image
    """The picture."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Envelope(_ReadOnlyArrays):
    """A musical curve at frame rate."""

    name: str
    """``"travel"``, ``"pulse"``, ..."""
    values: NDArray[np.float32]
    """Shape [frames], in [0, 1]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Where every frame stands: between which keyframes, how far, and how the music moves it."""

    fps: Fraction
    """Frames per second; frame i is shown at exactly i / fps."""
    frames: int
    """Number of frames."""
    borders: tuple[int, ...]
    """Frame index at which each keyframe is reached, ascending; one per keyframe."""
    envelopes: Mapping[str, Envelope]
    """By name; all of length `frames`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A finished video file."""

    path: Path
    """The mp4."""
    fps: Fraction
    """Frames per second."""
    frames: int
    """Number of frames."""
    size: tuple[int, int]
    """Width and height in pixels."""
    recipe: str
    """The recipe as JSON; the file carries it too."""
    seconds: Mapping[str, float]
    """Wall-clock seconds that each stage took."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verdict(_ReadOnlyArrays):
    """How well picture and sound keep together."""

    avs: float
    """Audio-visual synchrony of the paper, in [0, 1]."""
    audio_events: FloatArray
    """Seconds, ascending: strong beats."""
    visual_events: FloatArray
    """Seconds, ascending: frames that differ much from the one before."""
    song: str
    """Where the sound came from."""


@runtime_checkable
class Painter(Protocol):
    """Paints pictures and moves between them in its latent space.

    Register one under the entry point group ``clavilux.painters``: a callable without arguments that returns it.
    Add yours to ``tests/conformance/test_painters.py``, whose laws every painter obeys.
    """

    name: str
    """As in the entry point."""
    licence: str
    """SPDX identifier of the weights, or a short note."""
    multiple: int
    """Width and height must be multiples of this."""

    def paint(self, brief: Brief) -> Image:
        """Paint one picture of the artwork's size. Deterministic in the brief."""

    def encode(self, image: Image) -> NDArray[np.float32]:
        """Latent of a picture, shape [channels, h, w]."""

    def decode(self, latents: NDArray[np.float32]) -> Image:
        """Pictures of a batch of latents, [n, channels, h, w] -> uint8 [n, height, width, 3]."""
