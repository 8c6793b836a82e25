"""The plan: a whole film as one small JSON file that people can read and edit.

A recipe holds general wishes; the plan is what they come to for one song and its pictures. Times are seconds of the
film; `direct.timeline` turns them into frames, nothing else does.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from clavilux.errors import BadValue, UnknownName
from clavilux.frame_rate import parsed_rate
from clavilux.plan.parts import (
    HASH,
    PICTURES,
    Beat,
    Brief,
    Control,
    Driven,
    FileRef,
    Framing,
    Listen,
    Lock,
    Name,
    Part,
    PathOptions,
    Prompt,
    Safe,
    Seconds,
    Seed,
    Share,
    Shot,
    Side,
    View,
    used,
)
from clavilux.structs.checked import Checked, from_json, read_bytes

__all__ = [
    "FILES",
    "HASH",
    "Beat",
    "Brief",
    "Control",
    "Driven",
    "FileRef",
    "Framing",
    "Listen",
    "Lock",
    "Name",
    "Part",
    "PathOptions",
    "Plan",
    "Prompt",
    "Safe",
    "Seconds",
    "Seed",
    "Share",
    "Shot",
    "Side",
    "View",
    "used",
]

VERSION = 1
"""Of the plan's keys and of what they mean."""
MOST_BYTES = 10_000_000
"""Of a plan's JSON: a day of music has some thousands of shots, and breakpoints by hand are many."""

ROUNDED = 1e-3
"""By which places on a way may be rounded."""
FILES = ("file", "font", "picture")
"""What plug-ins call the options that name a file."""


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
    safe: Safe = True
    """Whether frames are held back that would flash more often than WCAG 2.3.1 allows, or than half of that."""
    loop: bool = False
    """Whether the film ends where it begins, and its curves and effects too, to be played again and again."""
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

        Where the files are does not matter, only their content; nor does it whether it is locked.
        """
        brief, by = self.keyframes[name], self.painted_by(name)
        files = {role: self.content(getattr(brief, role)) for role in ("picture", "keep", "style_picture")}
        nameless = msgspec.structs.replace(brief, **dict.fromkeys(files), depth=None, lock=None)
        return _digest([nameless, files, by.painter, self.size, by.seed])

    def painted_by(self, name: str) -> Lock:
        """Who paints a keyframe, and with which seed around it: as the plan says, or its lock."""
        return self.keyframes[name].lock or Lock(painter=self.painter, seed=self.seed)

    def content(self, picture: str | None) -> str | None:
        """Hash of one of the pictures; None of none."""
        return None if picture is None else self.pictures[picture].sha256

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
            travel = shot.travel.amount if isinstance(shot.travel, Driven) else shot.travel
            if shot.begin and shot.begin + travel > 1 + ROUNDED:
                why = f"goes on by {travel:g} from {shot.begin:g}, beyond the end of its way; 1 is all of it"
                yield BadValue(why, f"shots[{index}].travel")
            if shot.end <= shot.start:
                yield BadValue(f"ends at {shot.end:g} s, not after its start", f"shots[{index}]")
            for role, keyframe in (("from", shot.from_), ("to", shot.to)):
                yield from _missing("keyframe", keyframe, self.keyframes, f"shots[{index}].{role}")
        if self.loop and self.shots[-1].to != self.shots[0].from_:
            yield BadValue("a loop ends at the keyframe that its first shot leaves; make them the same", "shots[-1].to")
        if self.shots[0].transition is not None:
            yield BadValue("there is no shot before it to take over from; leave it out", "shots[0].transition")
        ids = Counter(shot.id for shot in self.shots)
        if twice := next((name for name, count in ids.items() if count > 1), None):
            yield BadValue(f"two shots have the id '{twice}'; give every shot its own", "shots")
        for name, brief in self.keyframes.items():
            if brief.picture is None and brief.paint:
                yield BadValue("give a picture to paint from, or paint: false for black", f"keyframes.{name}")
            for role in PICTURES:
                if (file := getattr(brief, role)) is not None:
                    yield from _missing("picture", file, self.pictures, f"keyframes.{name}.{role}")
        parts = {f"lanes.{name}": part for name, part in self.lanes.items()}
        parts |= {f"effects[{index}]": part for index, part in enumerate(self.effects)} | {"painter": self.painter}
        parts |= {f"shots[{n}].transition": shot.transition for n, shot in enumerate(self.shots) if shot.transition}
        parts |= {
            f"keyframes.{name}.lock.painter": brief.lock.painter for name, brief in self.keyframes.items() if brief.lock
        }
        for place, part in parts.items():
            if not isinstance(part.get("use"), str):
                yield BadValue('give the name of a plug-in, such as "use": "camera"', place)
        for place, lane in self._lanes_named():
            yield from _missing("lane", lane, self.lanes, place)

    def _lanes_named(self) -> Iterator[tuple[str, str]]:
        """Every lane that a parameter follows, and where."""
        for index, shot in enumerate(self.shots):
            followed = {role: getattr(shot, role) for role in ("travel", "jump", "kick")}
            moved = {"framing.move": shot.framing.move} if shot.framing.moves else {}
            for role, control in (followed | moved).items():
                if isinstance(control, Driven):
                    yield f"shots[{index}].{role}", control.lane
        for index, part in enumerate(self.effects):
            for option, value in part.items():
                if isinstance(value, Mapping) and isinstance(value.get("lane"), str):
                    yield f"effects[{index}].{option}", value["lane"]


def _missing(kind: str, name: str, known: Mapping[str, Any], place: str) -> Iterator[BadValue]:
    if name not in known:
        yield BadValue(str(UnknownName(kind, name, known)), place)


def _digest(parts: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()
