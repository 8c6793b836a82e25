"""The parts of a recipe: their keys, ranges and defaults."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from clavilux.errors import BadValue
from clavilux.frame_rate import parsed_rate
from clavilux.plan import Driven, Name, Part, PathOptions, Prompt, Safe, Share, Side
from clavilux.structs import Checked

__all__ = ["EFFECTS", "LANES", "Direct", "Film", "Imagine", "Kandinsky", "Lumia", "RecipePath"]

LANES: Mapping[str, Part] = {
    "travel": {"use": "travel", "kind": "energy", "harmonic": 0.2, "percussive": 0.8, "smooth": 0.0},
    "drift": {"use": "travel", "smooth": 1.0},
    "pulse": {"use": "pulse", "attack": 0.04, "decay": 0.22, "offbeat": 0.3},
    "sway": {"use": "sway"},
    "shimmer": {"use": "shimmer"},
    "swell": {"use": "swell"},
    "kick": {"use": "signal", "name": "kick", "exponent": 0.5, "decay": 0.2},
    "snare": {"use": "signal", "name": "snare", "exponent": 0.5, "decay": 0.12},
    "bass": {"use": "signal", "name": "bass", "exponent": 0.3, "smooth": 0.2},
    "melody": {"use": "signal", "name": "melody", "exponent": 0.3, "smooth": 0.3},
}
"""The default recipe's lanes."""
EFFECTS: Mapping[str, Part] = {
    "camera": {
        "use": "camera",
        "zoom": {"lane": "pulse", "amount": 0.05},
        "swell": {"lane": "swell", "amount": 0.04},
        "turn": 1.5,
        "shift": 0.02,
        "speed": {"lane": "sway", "amount": 1 / 14},
    },
    "grain": {"use": "grain", "amount": {"lane": "shimmer", "amount": 0.15}},
    "flash": {"use": "flash", "amount": {"lane": "snare", "amount": 0.03}},
    "vignette": {"use": "vignette", "amount": 0.2},
}
"""The default recipe's effects."""


class Kandinsky(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The painter ``kandinsky``, and how it blends what a picture is made from; the paper's numbers."""

    prior: Name = "kandinsky-community/kandinsky-2-2-prior"
    """The model that turns words into what CLIP would see in a picture of them."""
    decoder: Name = "kandinsky-community/kandinsky-2-2-decoder"
    """The model that paints it."""
    caption: Share = 0.0
    """Weight of the caption; it has the style's besides when there is no style."""
    artwork: Share = 0.7
    """Weight of the artwork."""
    style: Share = 0.3
    """Weight of the style's words."""
    prior_steps: Annotated[int, Meta(ge=1, le=1000)] = 25
    """Denoising steps of the prior."""


class Lumia(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The painter ``lumia``, and how its paintings go between artwork and exemplar."""

    palette: Share = 0.6
    """Whose colours: 0 the artwork's, 1 the exemplar's."""
    stroke: Annotated[float, Meta(ge=0.3, le=4)] = 1.2
    """Size of the strokes, as a multiple of the exemplar's when both are seen at one size."""
    detail: Share = 0.85
    """How much of the artwork's fine structure is kept."""


class Imagine(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the keyframes are painted."""

    painter: Name = "lumia"
    """Plug-in that paints; see ``clavilux painters``."""
    genre: Name | None = None
    """Genre of the whole song; null asks the ears."""
    certainty: Share = 0.25
    """A genre of less confidence chooses no style: the artwork and the caption alone guide the picture."""
    style: Name | None = None
    """A style of ``clavilux styles``, or a picture whose manner is taken; null lets the genre choose."""
    prompt: Prompt = ""
    """Words added to every keyframe's prompt."""
    fit: Literal["reframe", "crop", "contain"] | None = None
    """How a picture of another shape fills the video: painted further out, cut, or whole on a calm ground; null paints
    it further out when the shapes differ by more than a tenth, and cuts it otherwise."""
    keep: Name | None = None
    """A picture of the artwork's shape, white where it must stay whole; null looks for faces, lettering and such."""
    depth: Name | None = None
    """A depth map of the artwork, a grey picture of its shape, lighter is nearer; null guesses."""
    first: Literal["artwork", "black"] = "artwork"
    """What the video starts from."""
    take: Share | None = None
    """How free a take of the artwork it is that each section is painted from; null is the painter's own."""
    strength: Share | None = None
    """0 keeps the artwork's structure, 1 dreams freely; null is the painter's own, as for the next two."""
    guidance: Annotated[float, Meta(ge=0, le=20)] | None = None
    """How strongly the style and the words are followed; 1 is plain sampling."""
    steps: Annotated[int, Meta(ge=1, le=1000)] | None = None
    """Denoising steps per keyframe."""
    vae: Name | None = None
    """A model whose autoencoder makes the frames instead of the painter's own: a tiny one is fast."""
    lora: Name | None = None
    """A LoRA for the painter's model, ``owner/model`` or ``owner/model/file.safetensors``, or a file."""
    adapter: Name | None = None
    """An IP-Adapter, named like a LoRA, for a style's picture; null is the usual one of the painter's model."""
    device: Literal["cpu", "cuda", "mps"] | None = None
    """Where the painter computes; null is the best of the machine."""
    compiled: bool = False
    """Have the painter's networks compiled (torch.compile): minutes at first, faster frames afterwards."""
    lumia: Lumia = Lumia()
    """What only the painter of that name has."""
    kandinsky: Kandinsky = Kandinsky()
    """What only the painter of that name has."""


class Direct(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the film is cut and framed."""

    pace: Annotated[float, Meta(ge=0, le=4)] = 1.0
    """How fast it cuts on the beat, as a multiple of what is usual; 0 cuts only where phrases of the song begin."""
    closeness: Annotated[float, Meta(ge=0, le=2)] = 1.0
    """How close views are, as a multiple of what is usual; 0 always shows the whole picture."""
    move: Share | Driven = Driven(lane="drift")
    """How far a view has moved in its shot: a camera glides where the picture may leap."""
    depth: Share = 0.3
    """How deep pictures are: how much faster what is nearest passes as the camera pans, pushes in or goes round, than
    what is farthest; 0 is flat."""
    mirrors: bool = True
    """Show every other part of the song's form mirrored, so that verse and chorus are two places."""
    transitions: Literal["music", "soft", "cut"] = "music"
    """How phrases take over: a cut, a dissolve, a wipe, a whip pan or a zoom, as suits the music; always a dissolve; or
    always a cut."""


class RecipePath(PathOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What lies between two keyframes, and how the music moves the film along."""

    travel: Share | Driven = Driven(lane="travel")
    """How far the film is on the way to the next keyframe."""
    jump: Share | Driven = 0.3
    """How far it leaps ahead where a new section begins, as a share of the way that is left."""
    kick: Share | Driven = Driven(lane="pulse", amount=0.25)
    """How far it is pushed ahead, as a share of the way to the next keyframe."""


class Film(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The video file."""

    width: Side = 1280
    """Pixels, even."""
    height: Side = 720
    """Pixels, even."""
    fps: str | float = "24"
    """Frames per second, such as 24, 23.976 or "24000/1001"; kept as text, the last in this example."""
    crf: Annotated[int, Meta(ge=1, le=51)] = 18
    """x264 quality: 1 nearly lossless, 18 visually lossless, 28 small; 0 would play in few players."""
    safe: Safe = True
    """Hold back frames that would flash more often than WCAG 2.3.1 allows, or than half of that, whatever moves them;
    false only warns."""
    loop: bool = False
    """Whole bars of the song, as a film that ends where it begins."""

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            rate = parsed_rate(str(self.fps))
        except ValueError as error:
            raise BadValue(str(error), "fps") from error
        msgspec.structs.force_setattr(self, "fps", str(rate))

    @property
    def rate(self) -> Fraction:
        """`fps` as an exact fraction."""
        return Fraction(self.fps)
