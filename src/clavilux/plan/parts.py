"""The parts of a plan, and the types of what stands in them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from clavilux.errors import BadValue
from clavilux.structs.checked import Checked

__all__ = [
    "HASH",
    "PICTURES",
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

HASH = (
    "the 64 digits that 'sha256sum FILE' prints (macOS: 'shasum -a 256 FILE'; PowerShell: Get-FileHash, in lower case)"
)

PICTURES = ("picture", "keep", "depth", "style_picture")
"""What of a brief names one of the plan's pictures."""

Share = Annotated[float, Meta(ge=0, le=1)]
Name = Annotated[str, Meta(max_length=1000, pattern=r"\A[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*\Z")]
Prompt = Annotated[str, Meta(max_length=10_000, pattern=r"\A[^\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]*\Z")]
Seconds = Annotated[float, Meta(ge=0, le=86400)]  # at most a day
Seed = Annotated[int, Meta(ge=0, lt=2**31)]
Side = Annotated[int, Meta(ge=64, le=8192, multiple_of=2)]

Beat = tuple[Seconds, Annotated[int, Meta(ge=0, le=100)]]
"""Second of the song, and position in the bar: 1 is the downbeat, 0 is unknown."""

Safe = bool | Literal["half"]
"""Whether flashes are limited, and ``"half"`` to half as many."""

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


class Lock(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a keyframe's picture depends on besides its brief, as it was when somebody locked it."""

    painter: Part
    """Who painted it."""
    seed: Seed = 0
    """The plan's own."""


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
    depth: Name | None = None
    """Which of the plan's pictures tells how near each place is, lighter is nearer; null guesses."""
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
    lock: Lock | None = None
    """Keeps the picture as it is, whatever becomes of the plan's painter and seed, and in another plan of the project;
    null leaves it open."""


class View(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a picture, of the picture's own shape."""

    zoom: Annotated[float, Meta(ge=1, le=8)] = 1.0
    """How close it is: 1 is the whole picture, 2 half its width and half its height."""
    x: Share = 0.5
    """Its middle, from the left (0) to the right (1) of the picture, as far as the picture's borders allow."""
    y: Share = 0.5
    """The same from the top (0) to the bottom (1)."""


class Framing(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is seen of the picture in a shot, and how that moves."""

    start: View = View()
    """Where it begins."""
    end: View | None = None
    """Where it moves to; null stays."""
    move: Control = Driven(lane="travel")
    """How far it has moved there, in [0, 1]."""
    mirrored: bool = False
    """Left and right change places."""
    depth: Share = 0.0
    """How deep the picture is: how much faster what is nearest passes, as the camera moves, than what is farthest; 0 is
    flat."""
    orbit: Annotated[float, Meta(ge=-1, le=1)] = 0.0
    """How far to either side the camera goes round what it shows, in widths of the film: from left to right, or back if
    it is negative. It is seen by the depth alone."""

    @property
    def moves(self) -> bool:
        """Whether anything does."""
        return self.end is not None or self.orbit != 0


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
    begin: Share = 0.0
    """How far on that way it begins: shots may share a way, each a stretch of it."""
    travel: Control = Driven(lane="travel")
    """How far it is on that way, in [0, 1], counted from where it begins."""
    jump: Control = 0.0
    """How far it leaps ahead at once, as a share of the way that is left; what is left shrinks on the way."""
    kick: Control = 0.0
    """How far it is pushed ahead, as a share of the way: full half-way, none at the keyframes."""
    framing: Framing = Framing()
    """What is seen of the picture."""
    transition: Part | None = None
    """How it takes over from the shot before it; null cuts."""
    note: Prompt = ""
    """Why it is as it is, for people: nothing reads it."""


class PathOptions(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What lies between two keyframes."""

    kind: Literal["arc", "glide", "morph", "dissolve"] | None = None
    """Pictures of their own (arc), a mixture of both in latents (glide, the paper), one that is painted anew (morph),
    or a plain dissolve; null is the painter's own: arc, else glide, else dissolve."""
    stops: Annotated[int, Meta(ge=0, le=10000)] = 16
    """Pictures made on the way to each keyframe; frames are mixed from two of them; 0 makes every frame (the paper)."""
    morph: Share = 0.45
    """How deep a frame half-way lies under noise before it is painted anew."""
    morph_steps: Annotated[int, Meta(ge=1, le=50)] = 2
    """Denoising steps of a frame that is painted anew."""
    morph_stops: Annotated[int, Meta(ge=0, le=10000)] = 6
    """Places on the way to each keyframe that are painted anew; a smooth curve joins them; 0 paints every picture."""


def used(part: Part) -> tuple[str, dict[str, Any]]:
    """The plug-in that a part names, and its options."""
    return part["use"], {key: value for key, value in part.items() if key != "use"}
