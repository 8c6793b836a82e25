"""The recipe: every choice of a render, frozen, checked, and one small JSON file.

``Recipe()`` is our default; ``Recipe.named("paper")`` is Pina & Li, arXiv 2412.05694, as far as one painter allows.
"""

from __future__ import annotations

import codecs
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from clavilux.checked import MOST_BYTES, Checked, checked, flat, from_json
from clavilux.errors import BadRecipe, UnknownName, UnreadableMedia
from clavilux.frame_rate import parsed_rate
from clavilux.recipe_errors import may_be_null, takes_a_number

__all__ = ["Film", "Imagine", "Kandinsky", "Listen", "Lumia", "Move", "Recipe", "is_picture"]

Share = Annotated[float, Meta(ge=0, le=1)]
Name = Annotated[str, Meta(max_length=1000, pattern=r"\A[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*\Z")]
Prompt = Annotated[str, Meta(max_length=10_000, pattern=r"\A[^\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]*\Z")]
LONGEST = 86400.0  # seconds: a day

VERSION = 1
"""Of the recipe's keys and of what they mean; files without a version are older and read the same."""


class Listen(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is heard of the song, and how."""

    start: Annotated[float, Meta(ge=0, le=LONGEST)] = 0.0
    """Second of the song at which the video begins."""
    duration: Annotated[float, Meta(gt=0, le=LONGEST)] | None = None
    """Seconds of the song to use; null is all of it."""
    track: Annotated[int, Meta(ge=1, le=1000)] | None = None
    """Which sound track of a file with several, counted from 1; null is the one that players choose."""
    sections: Literal["fixed", "musical"] = "musical"
    """Sections of equal length (the paper), or verses, choruses and breaks; each section gets one keyframe."""
    section: Annotated[float, Meta(ge=1, le=600)] = 10.0
    """Seconds per fixed section, and the length that musical ones are nearest to."""
    captioner: Name = "tags"
    """Plug-in that puts the music in words; see ``clavilux captioners``."""
    genre_from: Literal["tags", "caption"] = "tags"
    """Tells the genre: the tagging network, or the first genre that is named in the caption (the paper)."""
    hpss_margin: Annotated[float, Meta(ge=1, le=100)] = 5.0
    """Separation margin of harmonic and percussive parts."""
    mel_bands: Annotated[int, Meta(ge=8, le=1024)] = 512
    """Mel bands of the energy's spectrogram."""


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


class Move(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the music moves the pictures."""

    between: Literal["arc", "glide", "morph", "dissolve"] | None = None
    """What lies between keyframes: pictures of their own (arc), a mixture of both in latents (glide, the paper), one
    that is painted anew (morph), or a plain dissolve; null is the painter's own: arc, else glide, else dissolve."""
    morph: Share = 0.45
    """How deep a frame half-way lies under noise before it is painted anew."""
    morph_steps: Annotated[int, Meta(ge=1, le=50)] = 2
    """Denoising steps of a frame that is painted anew."""
    morph_stops: Annotated[int, Meta(ge=0, le=10000)] = 6
    """Places on the way to each keyframe that are painted anew; a smooth curve joins them; 0 paints every picture."""
    stops: Annotated[int, Meta(ge=0, le=10000)] = 20
    """Pictures made on the way to each keyframe; frames are mixed from two of them; 0 makes every frame (the paper)."""
    travel: Literal["energy", "linear", "constant"] = "energy"
    """Position between keyframes: the music's energy (the paper), a straight line or none (its baselines)."""
    harmonic: Share = 0.2
    """Weight of the harmonic energy in the travel."""
    percussive: Share = 0.8
    """Weight of the percussive energy in the travel."""
    attack: Annotated[float, Meta(ge=0, le=1)] = 0.04
    """Seconds in which a beat's pulse rises; it is highest exactly on the beat."""
    decay: Annotated[float, Meta(gt=0, le=10)] = 0.22
    """Seconds in which it falls to 37 %."""
    offbeat: Share = 0.3
    """How much an onset off the beat counts beside a beat."""
    kick: Share = 0.25
    """How far a beat pushes the picture along the path, as a share of the way to the next keyframe."""
    zoom: Annotated[float, Meta(ge=0, le=0.5)] = 0.05
    """How far a beat zooms in, as a share of the picture's size."""
    flash: Annotated[float, Meta(ge=0, le=0.3)] = 0.03
    """How much a beat brightens, as a share of every value."""
    swell: Annotated[float, Meta(ge=0, le=0.5)] = 0.04
    """How far loud music zooms in, slowly, as a share of the picture's size."""
    rotate: Annotated[float, Meta(ge=0, le=45)] = 1.5
    """How far the camera turns to either side as it sways, degrees."""
    drift: Annotated[float, Meta(ge=0, le=0.25)] = 0.02
    """How far it drifts to each side, as a share of the picture's size."""
    period: Annotated[float, Meta(gt=0, le=3600)] = 14.0
    """Seconds of one sway where the music sings most; it slows down with the music and rests with it."""
    shimmer: Annotated[float, Meta(ge=0, le=0.5)] = 0.15
    """How much high percussion makes the brushwork boil, as a share of the latents' deviation."""
    cut: Literal["hard", "soft"] = "hard"
    """What a new section does: the picture leaps towards its keyframe, or only turns towards it."""
    jump: Share = 0.3
    """How far it leaps, as a share of the way to that keyframe."""
    safe: bool = True
    """Hold back frames that would flash more often than WCAG 2.3.1 allows, whatever moves them; false only warns."""


class Film(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The video file."""

    width: Annotated[int, Meta(ge=64, le=8192, multiple_of=2)] = 512
    """Pixels, even."""
    height: Annotated[int, Meta(ge=64, le=8192, multiple_of=2)] = 512
    """Pixels, even."""
    fps: str | float = "24"
    """Frames per second, such as 24, 23.976 or "24000/1001"; kept as text, the last in this example."""
    crf: Annotated[int, Meta(ge=1, le=51)] = 18
    """x264 quality: 1 nearly lossless, 18 visually lossless, 28 small; 0 would play in few players."""

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            rate = parsed_rate(str(self.fps))
        except ValueError as error:
            raise BadRecipe(str(error), "fps") from error
        msgspec.structs.force_setattr(self, "fps", str(rate))

    @property
    def rate(self) -> Fraction:
        """`fps` as an exact fraction."""
        return Fraction(self.fps)


class Recipe(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every choice of a render. Same recipe, same machine: same frames.

    A recipe and its parts check themselves when they are made, whichever way.

    Raises
    ------
    BadRecipe
        If a value is of the wrong type or out of range.
    """

    version: Annotated[int, Meta(ge=VERSION, le=VERSION)] = VERSION
    """Of the recipe itself: how a newer Clavilux, and an older one, knows what it reads."""
    seed: Annotated[int, Meta(ge=0, lt=2**31)] = 0
    """Seed of everything random."""
    listen: Listen = Listen()
    """What is heard."""
    imagine: Imagine = Imagine()
    """How keyframes are painted."""
    move: Move = Move()
    """How the music moves them."""
    film: Film = Film()
    """The video file."""

    @classmethod
    def named(cls, name: str) -> Recipe:
        """A recipe that ships, such as ``"paper"``; see `PRESETS`."""
        if name not in PRESETS:
            raise UnknownName("recipe", name, PRESETS)
        return PRESETS[name]

    @classmethod
    def from_json(cls, text: str | bytes, *, name: str = "recipe") -> Recipe:
        """Read a recipe; keys that are left out take their default.

        Nothing but the text is read: what a recipe of somebody else names can be asked of `clavilux.sharing.foreign`.

        Parameters
        ----------
        text : str or bytes
            JSON of this version, or of another.
        name : str
            What the messages call it, such as the name of its file.

        Raises
        ------
        BadRecipe
            If the JSON is malformed, a value does not fit, or a key is unknown (the message names the nearest).

        Warns
        -----
        ClaviluxWarning
            If a newer Clavilux wrote it; keys that this one does not know are named and ignored.
        """
        return from_json(text, cls, version=VERSION, name=name)

    @classmethod
    def from_file(cls, path: Path | str) -> Recipe:
        """Read a recipe from a JSON file; as `from_json`, and `UnreadableMedia` if there is none."""
        try:
            with Path(path).open("rb") as file:
                text = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise UnreadableMedia(path, f"cannot be read ({error.strerror}); check the path") from error
        return cls.from_json(text.removeprefix(codecs.BOM_UTF8), name=str(path))  # which some editors write

    def to_json(self) -> str:
        """All keys, indented, with a final newline."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode() + "\n"

    def flat(self) -> dict[str, Any]:
        """Dotted keys such as ``"move.zoom"`` and their values."""
        return flat(self)

    def with_values(self, values: dict[str, Any]) -> Recipe:
        """A copy with some dotted keys changed.

        Parameters
        ----------
        values : dict
            Dotted key -> new value. A string is converted to the key's type, ``"null"`` to None where None is allowed.

        Raises
        ------
        BadRecipe
            If a key is unknown (the message names the nearest) or a value does not fit.
        """
        tree = msgspec.to_builtins(self)
        for key, value in values.items():
            if key not in self.flat():
                raise BadRecipe(str(UnknownName("recipe key", key, self.flat())))
            *rooms, leaf = key.split(".")
            branch = tree
            for room in rooms:
                branch = branch[room]
            if value == "null" and may_be_null(key, type(self)):
                value = None
            elif isinstance(value, str) and takes_a_number(key, type(self)):
                value = _digits(value)
            branch[leaf] = value
        return checked(tree, type(self), name="recipe", strict=False)


def _digits(number: str) -> str:
    """A number as people write it, such as ".5" or "+5", as JSON has it; other texts as they are."""
    try:
        return str(Decimal(number))
    except InvalidOperation:
        return number


def is_picture(style: str) -> bool:
    """Whether a style is the file of a picture, not a key of the style book: it has an ending, as ``"klimt.jpg"``."""
    return bool(Path(style).suffix)


PRESETS = {
    "default": Recipe(),
    "calm": Recipe(
        move=Move(
            attack=0.12,
            decay=0.6,
            offbeat=0.2,
            kick=0.1,
            zoom=0.015,
            flash=0.0,
            swell=0.05,
            period=24.0,
            shimmer=0.06,
            cut="soft",
        )
    ),
    "dance": Recipe(
        move=Move(
            decay=0.18, kick=0.4, zoom=0.08, flash=0.05, rotate=2.5, drift=0.03, period=8.0, shimmer=0.22, jump=0.4
        )
    ),
    "strobe-safe": Recipe(move=Move(attack=0.08, decay=0.35, kick=0.1, zoom=0.03, flash=0.0, shimmer=0.08, cut="soft")),
    "paper": Recipe(
        listen=Listen(sections="fixed", genre_from="caption", captioner="lp-music-caps"),
        imagine=Imagine(painter="kandinsky", first="black", certainty=0.0, take=0.0, fit="crop"),
        move=Move(
            stops=0,
            kick=0.0,
            zoom=0.0,
            flash=0.0,
            swell=0.0,
            rotate=0.0,
            drift=0.0,
            shimmer=0.0,
            cut="soft",
            safe=False,  # its frames are the paper's: nothing may touch them
        ),
        film=Film(width=768, height=768, fps="30"),
    ),
}
"""The recipes that ship, by name."""
