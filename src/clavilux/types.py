"""The values that cross the doors between the rooms, and the protocols that plug-ins fulfil.

All are frozen. Arrays are stored read-only, so a value can be shared between rooms and threads.
Times are in seconds here; integer frames appear only in `Timeline`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    "Captioner",
    "ChecksSections",
    "Defaults",
    "Envelope",
    "Film",
    "FloatArray",
    "HasLatents",
    "Hearing",
    "Image",
    "Keyframe",
    "Mono",
    "Morphs",
    "Painter",
    "Pictures",
    "Prepares",
    "Progress",
    "Samples",
    "Section",
    "Sound",
    "Style",
    "Timeline",
    "Travels",
    "Verdict",
]

FloatArray = NDArray[np.floating[Any]]
Image = NDArray[np.uint8]
"""A picture: uint8, shape [height, width, 3], sRGB."""

Pictures = Callable[[NDArray[np.float32]], NDArray[np.uint8]]
"""Pictures at places of a way, in [0, 1]: float32 [n] -> uint8 [n, height, width, 3]."""

Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)`` from the thread that called `clavilux.make`."""


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
    offset: float = 0.0
    """Second of the song at which it begins; all other times count from there."""
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
    treble: FloatArray
    """Shape [n], the same for the percussive part above 5 kHz: hi-hats, cymbals, consonants."""
    loudness: FloatArray
    """Shape [n], root mean square of the whole sound, in [0, 1] of full scale."""
    rate: float
    """Values per second of `harmonic`, `percussive`, `treble` and `loudness`, Hz."""
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
    """A picture of the user's whose manner is meant; then there are no words and no exemplars."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Brief(_ReadOnlyArrays):
    """What a painter is asked for: one picture."""

    artwork: Image
    """The user's picture, already of the size that is wanted."""
    style: Style | None
    """The manner, or None to stay with the artwork's own."""
    seed: int
    """Same seed, same picture."""
    kept: NDArray[np.bool_] | None = None
    """What of the artwork must stay whole, [height, width]."""
    words: str = ""
    """What the user wants to see."""
    caption: str = ""
    """What the music sounds like."""
    strength: float = 0.4
    """0 faithful to the artwork's structure, 1 dreams freely."""
    guidance: float = 2.5
    """How strongly the conditions are followed; 1 is plain sampling."""
    steps: int = 12
    """Denoising steps, at least 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """A painter's own choices, for what the recipe leaves open; fields as in `Brief`."""

    strength: float
    guidance: float
    steps: int
    take: float = 0.0
    """How free a take of the artwork it is given; see `Imagine.take` of the recipe."""


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
    brief: Brief | None = None
    """What was asked for; None if nobody painted it."""


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
    """The recipe as JSON; the file carries it too, without paths of this machine, unless it is to carry nothing."""
    seconds: Mapping[str, float]
    """Wall-clock seconds that each stage took."""
    licences: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Licences of the weights, by the recipe's names of painter and captioner; the file carries them too, like it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verdict(_ReadOnlyArrays):
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
    """Chance that a blind metronome reaches this AVS, in (0, 1]."""
    beat_f: float
    """F-measure of visual peaks against `beats`, 70 ms, in [0, 1]."""
    beat_f_p: float
    """Chance that a blind metronome reaches this `beat_f`, in (0, 1]."""
    librosa_f: float
    """The same against `librosa_beats`: what a tracker says that no motion of ours was made from."""
    librosa_f_p: float
    """Chance that a blind metronome reaches this `librosa_f`, in (0, 1]."""
    onset_f: float
    """F-measure of visual peaks against all onsets, 70 ms, in [0, 1]."""
    onset_lift: float
    """Onset strength within 50 ms of visual peaks, as a multiple of that near random moments; 1 is chance."""
    onset_lift_p: float
    """Chance that a blind metronome reaches this `onset_lift`, in (0, 1]."""
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


@runtime_checkable
class Painter(Protocol):
    """Paints pictures. What lies between two of them is told by `HasLatents`, `Morphs` or `Travels`, if it has those.

    Register one under the entry point group ``clavilux.painters``: a callable that returns it, without arguments, or
    with one string when users name it with a colon, such as ``diffusers:owner/model``. It may take the options ``vae``,
    ``lora``, ``adapter``, ``device`` and ``compiled`` by name. Add yours to
    ``tests/conformance/test_painters.py``, whose laws every painter obeys.
    """

    name: str
    """As in the entry point."""
    licence: str
    """SPDX identifier of the weights, or a short note."""
    multiple: int
    """Width and height must be multiples of this."""
    defaults: Defaults
    """Strength, guidance and steps of a brief whose recipe leaves them open."""
    sees_styles: bool
    """Whether it can paint in the manner of a picture, `Style.picture`."""

    def paint(self, brief: Brief) -> Image:
        """Paint one picture of the artwork's size. Deterministic in the brief."""


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
        shares: NDArray[np.float32],
        behind: Brief,
        ahead: Brief,
        *,
        level: float,
        steps: int,
    ) -> NDArray[np.float32]:
        """Paint anew, from under noise, what lies between two pictures.

        Parameters
        ----------
        latents : ndarray, float32, [n, channels, h, w]
            On the way from one picture to the other.
        shares : ndarray, float32, [n]
            How far, in [0, 1].
        behind, ahead : Brief
            What the two pictures were painted from.
        level : float
            How deep half-way lies under the noise, in [0, 1]; at the pictures themselves there is none.
        steps : int
            Denoising steps.

        Returns
        -------
        ndarray, float32, [n, channels, h, w]
            Near `latents`. Continuous in `shares`, the same for the same input, and `latents` for shares 0 and 1.
        """


@runtime_checkable
class Travels(Protocol):
    """What a painter has that can paint every place on the way between two pictures of its own."""

    def way(self, behind: Keyframe, ahead: Keyframe) -> Pictures:
        """The way between two keyframes, of which the second was painted by this painter.

        Returns
        -------
        callable
            The pictures at places of the way. At 0 and 1 they are those of the keyframes; between them neighbours
            hardly differ. It is asked for one place after the other, and the same places in the same order give the
            same pictures.
        """


@runtime_checkable
class Captioner(Protocol):
    """Puts in words what a song sounds like.

    Register one under the entry point group ``clavilux.captioners``: a callable that returns it, without arguments, or
    with one string when users name it with a colon, such as ``file:words.srt``. Add yours to
    ``tests/conformance/test_captioners.py``, whose laws every captioner obeys.
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
    """What a painter or captioner has that needs files which the user names."""

    def prepare(self) -> None:
        """Load them, so that what is wrong with them is told before anything is heard.

        Raises
        ------
        UserError
            If they cannot be had, or are not what they should be.
        """
