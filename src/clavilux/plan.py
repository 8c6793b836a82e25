"""The plan: a whole film as one small JSON file that people can read and edit.

A recipe holds general wishes; the plan is what they come to for one song and its pictures. Times are seconds of the
film; `direct.timeline` turns them into frames, nothing else does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from clavilux.errors import BadValue, UnknownName
from clavilux.frame_rate import parsed_rate
from clavilux.structs.checked import Checked, from_json, read_bytes

__all__ = [
    "HASH",
    "Beat",
    "Brief",
    "Control",
    "Driven",
    "FileRef",
    "Listen",
    "Part",
    "PathOptions",
    "Plan",
    "Shot",
    "used",
]

VERSION = 1
"""Of the plan's keys and of what they mean."""
MOST_BYTES = 10_000_000
"""Of a plan's JSON: a day of music has some thousands of shots, and breakpoints by hand are many."""

FILES = ("file", "font", "picture")
"""What plug-ins call the options that name a file."""
HASH = (
    "the 64 digits that 'sha256sum FILE' prints (macOS: 'shasum -a 256 FILE'; PowerShell: Get-FileHash, in lower case)"
)

Share = Annotated[float, Meta(ge=0, le=1)]
Name = Annotated[str, Meta(max_length=1000, pattern=r"\A[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*\Z")]
Prompt = Annotated[str, Meta(max_length=10_000, pattern=r"\A[^\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]*\Z")]
Seconds = Annotated[float, Meta(ge=0, le=86400)]  # at most a day
Seed = Annotated[int, Meta(ge=0, lt=2**31)]
Side = Annotated[int, Meta(ge=64, le=8192, multiple_of=2)]

Beat = tuple[Seconds, Annotated[int, Meta(ge=0, le=100)]]
"""Second of the song, and position in the bar: 1 is the downbeat, 0 is unknown."""

Part = dict[str, Any]
"""A plug-in and its options: ``{"use": "camera", "zoom": 0.1}``."""


class Driven(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A parameter that follows a lane."""

    lane: Name
    """Name of the lane, a curve in [0, 1]."""
    amount: Annotated[float, Meta(ge=-1e6, le=1e6)] = 1.0
    """What the parameter is where the lane is 1; where the lane is 0, it is 0."""


Control = Annotated[float, Meta(ge=-1e6, le=1e6)] | Driven
"""A parameter that may change from frame to frame: a number, or ``{"lane": "pulse", "amount": 0.05}``."""


class FileRef(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that the film is made from."""

    path: Annotated[str, Meta(min_length=1, max_length=4096)]
    """Where it is; relative ones are looked up from the folder of the plan's file."""
    sha256: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z", extra={"spelt": HASH})]
    """Of its content: another file in its place is refused."""


class Listen(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is heard of the song, and how."""

    start: Seconds = 0.0
    """Second of the song at which the video begins."""
    duration: Annotated[float, Meta(gt=0, le=86400)] | None = None
    """Seconds of the song to use; null is all of it."""
    track: Annotated[int, Meta(ge=1, le=1000)] | None = None
    """Which sound track of a file with several, counted from 1; null is the one that players choose."""
    sections: Literal["fixed", "musical"] = "musical"
    """Sections of equal length (the paper), or verses, choruses and breaks; each gets a keyframe or more."""
    section: Annotated[float, Meta(ge=1, le=600)] = 10.0
    """Seconds per fixed section; musical ones are 0.6 to 4 times as long, and their shots about so long."""
    captioner: Name = "tags"
    """Plug-in that puts the music in words; see ``clavilux captioners``."""
    genre_from: Literal["tags", "caption"] = "tags"
    """Tells the genre: the tagging network, or the first genre that is named in the caption (the paper)."""
    hpss_margin: Annotated[float, Meta(ge=1, le=100)] = 5.0
    """Separation margin of harmonic and percussive parts."""
    mel_bands: Annotated[int, Meta(ge=8, le=1024)] = 512
    """Mel bands of the energy's spectrogram."""
    rate: Annotated[float, Meta(ge=10, le=200)] = 100.0
    """Values per second of what is heard, whatever the frames per second; the paper's are 30."""
    tempo: Annotated[float, Meta(ge=40, le=230)] | None = None
    """BPM, for those who know better; null is heard. The beats follow the music within a tenth of it."""
    meter: Annotated[int, Meta(ge=2, le=7)] | None = None
    """Beats per bar, for those who know better; null is heard."""
    beats: Name | None = None
    """A file of the beats themselves, for those who know better; null is heard. A plan holds what it says."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("tempo", "meter"):
            if self.beats is not None and getattr(self, name) is not None:
                raise BadValue("the file of beats has its own; leave out one of the two", name)


class Brief(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one keyframe is: a picture that is painted, or one that is shown as it is."""

    picture: Name | None = None
    """Which of the plan's pictures it is made from; null is black, which nobody paints."""
    paint: bool = True
    """Whether it is painted; false shows the picture itself, such as one that was drawn by hand."""
    fit: Literal["reframe", "crop", "contain"] | None = None
    """How a picture of another shape fills the video; null paints it further out where the shapes differ much."""
    keep: Name | None = None
    """Which of the plan's pictures is the mask of what stays whole; null looks for faces, lettering and such."""
    take: Share | None = None
    """How free a take of the picture is painted; null is the painter's own choice, as below."""
    style: Name | None = None
    """A style of the book; null stays with the picture's own."""
    exemplar: Name | None = None
    """Which of the style's exemplars shows the hand; null is its first."""
    style_picture: Name | None = None
    """Which of the plan's pictures shows the style, in place of one of the book."""
    prompt: Prompt = ""
    """What the user wants to see."""
    caption: Prompt = ""
    """What the music sounds like."""
    strength: Share | None = None
    """0 keeps the picture's structure, 1 dreams freely."""
    guidance: Annotated[float, Meta(ge=0, le=20)] | None = None
    """How strongly style and words are followed."""
    steps: Annotated[int, Meta(ge=1, le=1000)] | None = None
    """Denoising steps."""
    seed: Seed = 0
    """Same seed, same picture."""


class Shot(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A stretch of the film that goes from one keyframe towards another."""

    id: Name
    """Its own for good, whatever is inserted before it."""
    start: Seconds
    """Second of the film at which it begins: where the one before it ends."""
    end: Seconds
    """Second at which it ends, exclusive."""
    from_: Name = msgspec.field(name="from")
    """Keyframe that it leaves."""
    to: Name
    """Keyframe that it is on its way to."""
    travel: Control = Driven(lane="travel")
    """How far it is on that way, in [0, 1]."""
    jump: Control = 0.0
    """How far it leaps ahead at once, as a share of the way that is left; what is left shrinks on the way."""
    kick: Control = 0.0
    """How far it is pushed ahead, as a share of the way: full half-way, none at the keyframes."""
    transition: Part | None = None
    """How it takes over from the shot before it; null cuts."""


class PathOptions(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What lies between two keyframes."""

    kind: Literal["arc", "glide", "morph", "dissolve"] | None = None
    """Pictures of their own (arc), a mixture of both in latents (glide, the paper), one that is painted anew (morph),
    or a plain dissolve; null is the painter's own: arc, else glide, else dissolve."""
    stops: Annotated[int, Meta(ge=0, le=10000)] = 24
    """Pictures made on the way to each keyframe; frames are mixed from two of them; 0 makes every frame (the paper)."""
    morph: Share = 0.45
    """How deep a frame half-way lies under noise before it is painted anew."""
    morph_steps: Annotated[int, Meta(ge=1, le=50)] = 2
    """Denoising steps of a frame that is painted anew."""
    morph_stops: Annotated[int, Meta(ge=0, le=10000)] = 6
    """Places on the way to each keyframe that are painted anew; a smooth curve joins them; 0 paints every picture."""


class Plan(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole film: all that its frames depend on, besides the files it names. Same plan, same machine: same frames.

    Raises
    ------
    BadValue
        If a value is of the wrong type or out of range, shots leave a gap or overlap, or something is named that the
        plan does not have.
    """

    version: Annotated[int, Meta(ge=VERSION, le=VERSION)] = VERSION
    """Of the plan itself."""
    song: FileRef
    """What is heard."""
    listen: Listen = Listen()
    """How it is heard."""
    beats: Annotated[tuple[Beat, ...], Meta(max_length=1_000_000)] = ()
    """The song's beats, where somebody knew better than what is heard; none are heard."""
    pictures: dict[str, FileRef] = msgspec.field(default_factory=dict)
    """What keyframes are made from, by a name that they use."""
    painter: Part
    """Who paints the keyframes."""
    size: tuple[Side, Side]
    """Width and height of a frame, pixels."""
    fps: str
    """Frames per second, such as "24" or "24000/1001"."""
    crf: Annotated[int, Meta(ge=1, le=51)] = 18
    """x264 quality."""
    safe: bool = True
    """Whether frames that would flash too often are held back."""
    seed: Seed = 0
    """Of what is painted around pictures of another shape; keyframes and random effects have their own."""
    path: PathOptions = PathOptions()
    """What lies between the keyframes of a shot."""
    keyframes: dict[str, Brief]
    """By the name that shots use."""
    shots: Annotated[tuple[Shot, ...], Meta(min_length=1)]
    """In order, without gaps; the first begins at 0."""
    lanes: dict[str, Part] = msgspec.field(default_factory=dict)
    """Curves in [0, 1] over the film, by the name that parameters use."""
    effects: tuple[Part, ...] = ()
    """What is done to every frame, in this order."""
    licences: dict[str, str] = msgspec.field(default_factory=dict)
    """Of weights whose words stand in the plan, such as the captioner's, by plug-in."""
    made_with: dict[str, Any] = msgspec.field(default_factory=dict)
    """The recipe as plain data, for people: nothing reads it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            msgspec.structs.force_setattr(self, "fps", str(parsed_rate(self.fps)))
        except ValueError as error:
            raise BadValue(str(error), "fps") from error
        for complaint in self._complaints():
            raise complaint

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.shots[-1].end

    @property
    def rate(self) -> Fraction:
        """`fps` as an exact fraction."""
        return Fraction(self.fps)

    @classmethod
    def from_json(cls, text: str | bytes, *, name: str = "plan") -> Plan:
        """Read a plan of this version, or of an older one.

        Raises
        ------
        BadValue
            If the JSON is malformed, or the plan is not valid.

        Warns
        -----
        ClaviluxWarning
            If a newer Clavilux wrote it; keys that this one does not know are named and ignored.
        """
        return from_json(text, cls, version=VERSION, name=name, what="plan", most_bytes=MOST_BYTES)

    @classmethod
    def from_file(cls, path: Path | str) -> Plan:
        """Read a plan from a JSON file; as `from_json`, and `UnreadableMedia` if there is none.

        Relative paths in it become those from the current folder.
        """
        plan = cls.from_json(read_bytes(path, MOST_BYTES), name=str(path))
        folder = Path(path).parent
        return plan.with_paths(lambda file: str(folder / file))  # an absolute path stays as it is

    def to_json(self) -> str:
        """Indented, with a final newline."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode() + "\n"

    def with_paths(self, place: Callable[[str], str]) -> Plan:
        """The same plan with other paths to the same files, also those of lanes, effects and transitions.

        Parameters
        ----------
        place : callable
            Old path -> new path.
        """

        def moved(file: FileRef) -> FileRef:
            return msgspec.structs.replace(file, path=place(file.path))

        def placed(part: Part) -> Part:
            return part | {key: place(part[key]) for key in FILES if isinstance(part.get(key), str)}

        beats = self.listen.beats
        return msgspec.structs.replace(
            self,
            song=moved(self.song),
            listen=msgspec.structs.replace(self.listen, beats=place(beats) if isinstance(beats, str) else beats),
            pictures={name: moved(file) for name, file in self.pictures.items()},
            lanes={name: placed(lane) for name, lane in self.lanes.items()},
            effects=tuple(map(placed, self.effects)),
            shots=tuple(
                msgspec.structs.replace(shot, transition=placed(shot.transition)) if shot.transition else shot
                for shot in self.shots
            ),
        )

    def keyframe_key(self, name: str) -> str:
        """Hash of all that a keyframe's picture depends on: its brief, the files in it, painter and size.

        Where the files are does not matter, only their content.
        """
        brief = self.keyframes[name]
        files = {
            role: self.pictures[file].sha256 if (file := getattr(brief, role)) is not None else None
            for role in ("picture", "keep", "style_picture")
        }
        return _digest(
            [msgspec.structs.replace(brief, **dict.fromkeys(files)), files, self.painter, self.size, self.seed]
        )

    def shot_key(self, shot: Shot) -> str:
        """Hash of all that a shot's frames depend on: also what is heard, its neighbours' share in a transition, and
        its place in the film; not the other shots, nor how the file is encoded.
        """
        place = self.shots.index(shot)
        before = self.shots[place - 1].to if place else None
        ends = [name and self.keyframe_key(name) for name in (before, shot.from_, shot.to)]
        nameless = msgspec.structs.replace(shot, from_="", to="")
        ours = [nameless, place == 0, place == len(self.shots) - 1, ends, self.song.sha256, self.listen]
        return _digest([*ours, self.fps, self.safe, self.path, self.lanes, self.effects])

    def _complaints(self) -> Iterator[BadValue]:
        """What does not fit together."""
        for index, ((earlier, _), (second, _)) in enumerate(pairwise(self.beats), start=1):
            if second <= earlier:
                yield BadValue(f"is at {second:g} s, not after the one before at {earlier:g} s", f"beats[{index}]")
        ends = [0.0, *(shot.end for shot in self.shots)]
        for index, (shot, begin) in enumerate(zip(self.shots, ends, strict=False)):
            if shot.start != begin:
                before = "the one before ends" if index else "the film begins"
                why = f"begins at {shot.start} s, but {before} at {begin} s; make them the same number"
                yield BadValue(why, f"shots[{index}]")
            if shot.end <= shot.start:
                yield BadValue(f"ends at {shot.end:g} s, not after its start", f"shots[{index}]")
            for role, keyframe in (("from", shot.from_), ("to", shot.to)):
                yield from _missing("keyframe", keyframe, self.keyframes, f"shots[{index}].{role}")
        ids = [shot.id for shot in self.shots]
        if twice := next((name for name in ids if ids.count(name) > 1), None):
            yield BadValue(f"two shots have the id '{twice}'; give every shot its own", "shots")
        for name, brief in self.keyframes.items():
            if brief.picture is None and brief.paint:
                yield BadValue("give a picture to paint from, or paint: false for black", f"keyframes.{name}")
            for role in ("picture", "keep", "style_picture"):
                if (file := getattr(brief, role)) is not None:
                    yield from _missing("picture", file, self.pictures, f"keyframes.{name}.{role}")
        parts = {f"lanes.{name}": part for name, part in self.lanes.items()}
        parts |= {f"effects[{index}]": part for index, part in enumerate(self.effects)} | {"painter": self.painter}
        parts |= {f"shots[{n}].transition": shot.transition for n, shot in enumerate(self.shots) if shot.transition}
        for place, part in parts.items():
            if not isinstance(part.get("use"), str):
                yield BadValue('give the name of a plug-in, such as "use": "camera"', place)
        for place, lane in self._lanes_named():
            yield from _missing("lane", lane, self.lanes, place)

    def _lanes_named(self) -> Iterator[tuple[str, str]]:
        """Every lane that a parameter follows, and where."""
        for index, shot in enumerate(self.shots):
            for role in ("travel", "jump", "kick"):
                if isinstance(control := getattr(shot, role), Driven):
                    yield f"shots[{index}].{role}", control.lane
        for index, part in enumerate(self.effects):
            for option, value in part.items():
                if isinstance(value, Mapping) and isinstance(value.get("lane"), str):
                    yield f"effects[{index}].{option}", value["lane"]


def used(part: Part) -> tuple[str, dict[str, Any]]:
    """The plug-in that a part names, and its options."""
    return part["use"], {key: value for key, value in part.items() if key != "use"}


def _missing(kind: str, name: str, known: Mapping[str, Any], place: str) -> Iterator[BadValue]:
    if name not in known:
        yield BadValue(str(UnknownName(kind, name, known)), place)


def _digest(parts: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()
