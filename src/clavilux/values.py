"""The values that cross the doors between the rooms.

All are frozen. Arrays are stored read-only, so a value can be shared between rooms and threads.
Times are in seconds here; integer frames appear only in `Timeline`. What a whole film is planned as is in `plan`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Audio",
    "Composition",
    "Defaults",
    "Events",
    "Film",
    "FloatArray",
    "Hearing",
    "Image",
    "Keyframe",
    "Mono",
    "PaintRequest",
    "Pictures",
    "Progress",
    "Samples",
    "Section",
    "Signal",
    "Sound",
    "Style",
    "SyncReport",
    "Timeline",
    "unobserved",
]

FloatArray = NDArray[np.floating[Any]]
BEATS_TRUSTED = 0.6
"""Share of the beats that must be likely to be right, or nothing is told of them and nothing happens on them."""
DOWNBEATS_TRUSTED = 0.4
"""How likely a downbeat must be to be right, or nothing is cut on it. Less than is asked of beats: a cut on another
beat of a bar disturbs little, and in techno, where each beat is like the next, no downbeat is sure. Most of those that
are likelier than this are right, and nearly all others are half a bar off."""
Image = NDArray[np.uint8]
"""A picture: uint8, shape [height, width, 3], sRGB."""

Pictures = Callable[[NDArray[np.float32]], NDArray[np.uint8]]
"""Pictures at places of a path, in [0, 1]: float32 [n] -> uint8 [n, height, width, 3]."""

Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)`` from the thread that called `clavilux.make`."""


def unobserved() -> None:
    """What is called where nobody wants to know."""


class _ReadOnlyArrays:
    """Mixin: after construction every array field is read-only: a copy, unless the array is so already."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for spec in fields(self):  # type: ignore[arg-type]
            value = getattr(self, spec.name)
            if isinstance(value, np.ndarray) and value.flags.writeable:
                copy = value.copy()
                copy.flags.writeable = False
                object.__setattr__(self, spec.name, copy)


class Samples(Protocol):
    """One channel of sound that can be cut: an array, or a long song's samples that wait on the disk."""

    def __len__(self) -> int:
        """Number of samples."""

    def __getitem__(self, part: slice, /) -> NDArray[np.float32]:
        """The samples of a part, shape [n]; steps are not needed."""


@runtime_checkable
class Sound(Protocol):
    """What a film is to sound like: read block by block from its start to its end, as often as it is wanted."""

    @property
    def rate(self) -> int:
        """Samples per second, Hz."""

    @property
    def channels(self) -> int:
        """Number of channels."""

    @property
    def duration(self) -> float:
        """Length in seconds."""

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """The samples in order, shape [channels, n], nominally in [-1, 1]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Audio(_ReadOnlyArrays):
    """Sound in memory; a `Sound`."""

    samples: NDArray[np.float32]
    """Shape [channels, n], nominally in [-1, 1]."""
    rate: int
    """Samples per second, Hz."""

    @property
    def channels(self) -> int:
        """Number of channels."""
        return len(self.samples)

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return float(self.samples.shape[1] / self.rate)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """All samples at once."""
        yield self.samples


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mono:
    """Sound as the ears hear it: one channel, at a level that does not depend on how loud the file is.

    A part of a song brings some of what surrounds it, as tempo and genre are hardly heard in a few seconds.
    """

    samples: Samples
    """The part that is wanted, and what surrounds it; all zeros when there is nothing to hear."""
    rate: int
    """Samples per second, Hz."""
    duration: float
    """Seconds of the part that is wanted."""
    lead: float = 0.0
    """Seconds of the samples that come before it."""
    offset: float = 0.0
    """Second of the song at which it begins."""

    def between(self, start: float, end: float) -> NDArray[np.float32]:
        """The samples between two seconds of the part, shape [n]."""
        first, last = (round((self.lead + second) * self.rate) for second in (start, end))
        return self.samples[first:last]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signal(_ReadOnlyArrays):
    """A curve that was heard, at a rate of its own."""

    rate: float
    """Values per second, Hz."""
    values: FloatArray
    """Shape [n]; value i is at i / rate seconds."""

    def at(self, times: FloatArray) -> FloatArray:
        """The curve at other times, on straight lines between its values; 0 everywhere if it has none.

        Parameters
        ----------
        times : ndarray, shape [k]
            Seconds.
        """
        if not self.values.size:
            return np.zeros(np.shape(times))
        return np.interp(times, np.arange(self.values.size) / self.rate, self.values)

    def between(self, start: float, end: float) -> FloatArray:
        """The values between two seconds, `end` exclusive, shape [k]."""
        first, last = (round(second * self.rate) for second in (start, end))
        return self.values[first:last]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Events(_ReadOnlyArrays):
    """Moments that were heard."""

    times: FloatArray
    """Seconds, ascending, shape [n]."""
    strengths: FloatArray
    """How sure or how strong each is, in [0, 1], shape [n]."""

    def __len__(self) -> int:
        return len(self.times)

    def between(self, start: float, end: float) -> Events:
        """Those between two seconds, `end` exclusive."""
        inside = (self.times >= start) & (self.times < end)
        return Events(times=self.times[inside], strengths=self.strengths[inside])


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of the song, such as a verse; the paper has one keyframe for each."""

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
    label: str = ""
    """Letter of the part of the form that it is, ``"A"`` the first; sections with the same letter are alike, such as
    choruses. Empty when unknown."""
    likeness: float = 0.0
    """How alike the section is to the others of its label, in [0, 1]; 1 when it is the only one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hearing(_ReadOnlyArrays):
    """All that was heard in a song."""

    duration: float
    """Seconds."""
    offset: float = 0.0
    """Second of the song at which it begins; all other times count from there."""
    tempo: float
    """BPM; 0 when there is no beat."""
    meter: int = 0
    """Beats per bar, of most bars; 0 when unknown."""
    beat_confidence: float = 0.0
    """Share of the beats that are likely to be right, in [0, 1]; 0 when there is no beat."""
    signals: Mapping[str, Signal]
    """By name. ``"harmonic"``, ``"percussive"``: peak mel power of the part, not normalised; ``"treble"``: the same of
    the percussive part above 5 kHz (hi-hats, cymbals, consonants); ``"bass"``, ``"melody"``, ``"kick"``, ``"snare"``:
    power of single instruments, as far as they can be told apart, see `listen.energy.Curves`;
    ``"loudness"``: root mean square of the whole sound, in [0, 1] of full scale."""
    events: Mapping[str, Events]
    """By name: ``"beats"``, ``"downbeats"`` (none when unknown) and ``"onsets"``. Strengths of beats and downbeats: how
    likely each is right; of onsets: the spectral flux, scaled to [0, 1]."""
    sections: tuple[Section, ...]
    """In order, without gaps, from 0 to `duration`."""
    tags: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Probability of each tag in the whole song."""
    genre: str | None = None
    """Genre of the whole song, a genre of the style book, or None when unknown."""
    confidence: float = 0.0
    """Of the genre, in [0, 1]."""
    spoken: bool = False
    """Whether it sounds like somebody who speaks, without a beat."""

    @property
    def has_sure_beats(self) -> bool:
        """Whether so many beats are likely to be right that something can be made to happen on them."""
        return self.beat_confidence >= BEATS_TRUSTED

    @property
    def sure_downbeats(self) -> FloatArray:
        """Seconds of the downbeats that are likely enough to be right for a hard cut."""
        if not self.has_sure_beats:
            return np.empty(0)
        found = self.events["downbeats"]
        return found.times[found.strengths >= DOWNBEATS_TRUSTED]


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
    """Names of the paintings that show it."""
    picture: Image | None = None
    """A picture of the user's that shows it; then there are no words and no exemplars."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PaintRequest(_ReadOnlyArrays):
    """What a painter is asked for: one picture."""

    artwork: Image
    """The user's picture, already of the size that is wanted."""
    style: Style | None
    """How it is painted, or None to stay with the artwork's own style."""
    seed: int
    """Same seed, same picture."""
    kept: NDArray[np.bool_] | None = None
    """What of the artwork must stay whole, [height, width]."""
    known: NDArray[np.bool_] | None = None
    """What of that must be recognised: faces and lettering, with the ground around them."""
    sketch: Image | None = None
    """The artwork once more, of a size that depends on the shape alone that is wanted: what is composed from it is the
    same at every size. None where there is none."""
    sketch_kept: NDArray[np.bool_] | None = None
    """What must stay whole of that."""
    prompt: str = ""
    """What the user wants to see."""
    caption: str = ""
    """What the music sounds like."""
    strength: float = 0.4
    """0 faithful to the artwork's structure, 1 dreams freely."""
    guidance: float = 2.5
    """How strongly the conditions are followed; 1 is plain sampling."""
    steps: int = 12
    """Denoising steps, at least 1."""
    dials: Mapping[str, float] | None = None
    """Of a painter that has some (`protocols.Dialled`): how they stand for this picture; None is as for all others."""
    look_up: Callable[[], None] = field(default=unobserved, repr=False)
    """Called now and then as it is painted, as between two steps of a sampler; what it raises ends the painting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """A painter's own choices, for what a brief leaves open; fields as in `PaintRequest`."""

    strength: float
    guidance: float
    steps: int
    take: float = 0.0
    """How free a take of the artwork it is given; see `plan.Brief.take`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Keyframe(_ReadOnlyArrays):
    """A picture that the film reaches."""

    image: Image
    """The picture."""
    request: PaintRequest | None = None
    """What it was painted from; None if nobody painted it."""
    depth: NDArray[np.float32] | None = None
    """How near each place of it is, on a coarse grid; see `kernel.depth`. None is flat."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Composition(_ReadOnlyArrays):
    """Where there is something to see in a picture; all in shares of its width and height."""

    interest: NDArray[np.float32]
    """Of each cell of a grid, shape [rows, columns], not negative; its sum is 1."""
    whole: tuple[tuple[float, float, float, float], ...] = ()
    """Left, top, right and bottom of what a view should not cut: faces, lettering, graphics."""
    lettered: bool = False
    """Whether there is lettering, which nobody can read mirrored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What every frame of a film is driven by."""

    fps: Fraction
    """Frames per second; frame i is shown at exactly i / fps."""
    borders: tuple[int, ...]
    """The first frame of every shot, ascending, and the number of all frames."""
    position: Mapping[str, NDArray[np.float32]]
    """``"travel"``, ``"jump"`` and ``"kick"`` of the shots, shape [frames]; see `plan.Shot`."""
    view: Mapping[str, NDArray[np.float32]]
    """``"zoom"``, ``"x"`` and ``"y"`` of what is seen of the picture, and its parallax, ``"right"``, ``"down"`` and
    ``"ahead"``, shape [frames]; see `direct.views.seen`."""
    effects: tuple[Mapping[str, NDArray[np.float32]], ...]
    """Of every effect of the plan its controls by name, shape [frames]; see `protocols.Effect`."""

    @property
    def frames(self) -> int:
        """Number of frames."""
        return self.borders[-1]


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
    seconds: Mapping[str, float]
    """Wall-clock seconds that each stage took."""
    licences: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Licences of the weights, by the names of painter and captioner; the file carries them too, unless it is to carry
    nothing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SyncReport(_ReadOnlyArrays):
    """How well picture and sound keep together. ``docs/metrics.md`` has the formulas."""

    avs: float
    """Audio-visual synchrony of the paper, in [0, 1]; 0 when nothing happens in sound or picture."""
    avs_ceiling: float
    """AVS of a perfect video: one that changes at every audio event, as far as the paper's rule takes them. No strict
    bound."""
    avs_metronome: float
    """Mean AVS of a metronome that is as fast as the video, over its phases."""
    avs_shift_mean: float
    """Mean AVS of the video's own events, moved in a circle against the sound."""
    avs_p: float
    """Probability that a random metronome reaches this AVS, in (0, 1]."""
    beat_f: float
    """F-measure of visual peaks against `beats`, 70 ms, in [0, 1]."""
    beat_f_p: float
    """Probability that a random metronome reaches this `beat_f`, in (0, 1]."""
    librosa_f: float
    """The same against `librosa_beats`: what a tracker says that no motion of ours was made from."""
    librosa_f_p: float
    """Probability that a random metronome reaches this `librosa_f`, in (0, 1]."""
    onset_f: float
    """F-measure of visual peaks against all onsets, 70 ms, in [0, 1]."""
    onset_lift: float
    """Onset strength within 50 ms of visual peaks, as a multiple of that near random moments; 1 is chance."""
    onset_lift_p: float
    """Probability that a random metronome reaches this `onset_lift`, in (0, 1]."""
    av_align: float
    """Shared share of onsets and optical-flow peaks, in [0, 1]."""
    lag_ms: float
    """Milliseconds by which the picture is late, in [-500, 500]; not a number when there is nothing to compare."""
    lag_correlation: float
    """Correlation of what is seen and heard at that lag, in [0, 1]; near 0, the lag means nothing."""
    energy_correlation: float
    """Rank correlation of loudness and motion, in [-1, 1]."""
    audio_events: FloatArray
    """Seconds, ascending: strong beats; of `avs`."""
    visual_events: FloatArray
    """Seconds, ascending: frames that differ much from the one before, more than a second apart; of `avs`."""
    visual_peaks: FloatArray
    """Seconds, ascending: moments that move at least twice as much as those before and after; of all other measures."""
    beats: FloatArray
    """Seconds, ascending: all beats while the picture lasts, those that were given or else librosa's."""
    librosa_beats: FloatArray
    """Seconds, ascending: all beats of librosa's tracker while the picture lasts."""
    onsets: FloatArray
    """Seconds, ascending: all onsets while the picture lasts."""
    song: str
    """Where the sound came from."""
