"""The recipe: every choice of a render, frozen, checked, and one small JSON file.

``Recipe()`` is our default; ``Recipe.named("paper")`` is Pina & Li, arXiv 2412.05694, as far as one painter allows.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec
from msgspec import Meta, Struct

from clavilux.errors import BadRecipe, UnknownName, UnreadableMedia

__all__ = ["Film", "Imagine", "Kandinsky", "Listen", "Move", "Recipe"]

Share = Annotated[float, Meta(ge=0, le=1)]
MOST_FPS = 240
LONGEST = 86400.0  # seconds: a day


class Listen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is heard of the song, and how."""

    start: Annotated[float, Meta(ge=0, le=LONGEST)] = 0.0
    """Second of the song at which the video begins."""
    duration: Annotated[float, Meta(gt=0, le=LONGEST)] | None = None
    """Seconds of the song to use; null is all of it."""
    sections: Literal["fixed", "musical"] = "musical"
    """Sections of equal length (the paper), or verses, choruses and breaks; each section gets one keyframe."""
    section: Annotated[float, Meta(ge=1)] = 10.0
    """Seconds per fixed section, and the length that musical ones are nearest to."""
    captioner: str = "tags"
    """Plug-in that puts the music in words; see ``clavilux captioners``."""
    genre_from: Literal["tags", "caption"] = "tags"
    """Tells the genre: the tagging network, or the first genre that is named in the caption (the paper)."""
    hpss_margin: Annotated[float, Meta(ge=1)] = 5.0
    """Separation margin of harmonic and percussive parts."""
    mel_bands: Annotated[int, Meta(ge=8, le=1024)] = 512
    """Mel bands of the energy's spectrogram."""


class Kandinsky(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The painter ``kandinsky``, and how it blends what a picture is made from; the paper's numbers."""

    prior: str = "kandinsky-community/kandinsky-2-2-prior"
    """The model that turns words into what CLIP would see in a picture of them."""
    decoder: str = "kandinsky-community/kandinsky-2-2-decoder"
    """The model that paints it."""
    caption: Share = 0.0
    """Weight of the caption; it has the style's besides when there is no style."""
    artwork: Share = 0.7
    """Weight of the artwork."""
    style: Share = 0.3
    """Weight of the style's words."""
    prior_steps: Annotated[int, Meta(ge=1, le=1000)] = 25
    """Denoising steps of the prior."""


class Imagine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the keyframes are painted."""

    painter: str = "lumia"
    """Plug-in that paints; see ``clavilux painters``."""
    genre: str | None = None
    """Genre of the whole song; null asks the ears."""
    certainty: Share = 0.25
    """A genre of less confidence chooses no style: the artwork and the caption alone guide the picture."""
    style: str | None = None
    """A style of ``clavilux styles``, or a picture whose manner is taken; null lets the genre choose."""
    prompt: str = ""
    """Words added to every keyframe's prompt."""
    first: Literal["artwork", "black"] = "artwork"
    """What the video starts from."""
    strength: Share | None = None
    """0 keeps the artwork's structure, 1 dreams freely; null is the painter's own, as for the next two."""
    guidance: Annotated[float, Meta(ge=0, le=20)] | None = None
    """How strongly the style and the words are followed; 1 is plain sampling."""
    steps: Annotated[int, Meta(ge=1, le=1000)] | None = None
    """Denoising steps per keyframe."""
    vae: str | None = None
    """A model whose autoencoder makes the frames instead of the painter's own: a tiny one is fast."""
    lora: str | None = None
    """A LoRA for the painter's model, ``owner/model`` or ``owner/model/file.safetensors``, or a file."""
    adapter: str | None = None
    """An IP-Adapter, named like a LoRA, for a style's picture; null is the usual one of the painter's model."""
    device: Literal["cpu", "cuda", "mps"] | None = None
    """Where the painter computes; null is the best of the machine."""
    compiled: bool = False
    """Have the painter's networks compiled (torch.compile): minutes at first, faster frames afterwards."""
    kandinsky: Kandinsky = Kandinsky()
    """What only the painter of that name has."""


class Move(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the music moves the pictures."""

    between: Literal["glide", "morph"] = "glide"
    """What lies between keyframes: a mixture of both (the paper), or pictures painted anew from one to the other."""
    morph: Share = 0.45
    """How deep a frame half-way lies under noise before it is painted anew."""
    morph_steps: Annotated[int, Meta(ge=1, le=50)] = 2
    """Denoising steps of a frame that is painted anew."""
    morph_stops: Annotated[int, Meta(ge=0, le=10000)] = 6
    """Places on the way to each keyframe that are painted anew; a smooth curve joins them; 0 paints every picture."""
    stops: Annotated[int, Meta(ge=0, le=10000)] = 32
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


class Film(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The video file."""

    width: Annotated[int, Meta(ge=64, le=8192, multiple_of=2)] = 512
    """Pixels, even."""
    height: Annotated[int, Meta(ge=64, le=8192, multiple_of=2)] = 512
    """Pixels, even."""
    fps: str = "24"
    """Frames per second, a whole number or a fraction such as "30000/1001"."""
    crf: Annotated[int, Meta(ge=0, le=51)] = 18
    """x264 quality: 0 lossless, 18 visually lossless, 28 small."""

    def __post_init__(self) -> None:
        whole_or_fraction = re.fullmatch(r"\d+(/[1-9]\d*)?", self.fps)
        if not whole_or_fraction or not 1 <= self.rate <= MOST_FPS:
            raise ValueError(
                f"fps '{self.fps}': give 1 to {MOST_FPS}, whole or as a fraction such as 24000/1001 for 23.976"
            )

    @property
    def rate(self) -> Fraction:
        """`fps` as an exact fraction."""
        return Fraction(self.fps)


class Recipe(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every choice of a render. Same recipe, same machine: same frames."""

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
    def from_json(cls, text: str | bytes) -> Recipe:
        """Read a recipe; keys that are left out take their default.

        Raises
        ------
        BadRecipe
            If the JSON is malformed, a key is unknown or a value out of range.
        """
        try:
            return msgspec.json.decode(text, type=cls)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadRecipe(f"recipe: {_readable(error)}") from error

    @classmethod
    def from_file(cls, path: Path | str) -> Recipe:
        """Read a recipe from a JSON file."""
        try:
            text = Path(path).read_bytes()
        except OSError as error:
            raise UnreadableMedia(path, error.strerror or "cannot be read") from error
        return cls.from_json(text)

    def to_json(self) -> str:
        """All keys, indented, with a final newline."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode() + "\n"

    def keys(self) -> dict[str, Any]:
        """Dotted keys such as ``"move.zoom"`` and their values."""
        return _flatten(msgspec.to_builtins(self))

    def with_values(self, values: dict[str, Any]) -> Recipe:
        """A copy with some dotted keys changed.

        Parameters
        ----------
        values : dict
            Dotted key -> new value. A string is converted to the key's type, ``"null"`` to None.

        Raises
        ------
        BadRecipe
            If a key is unknown (the message names the nearest) or a value does not fit.
        """
        tree = msgspec.to_builtins(self)
        for key, value in values.items():
            if key not in self.keys():
                raise BadRecipe(str(UnknownName("recipe key", key, self.keys())))
            *rooms, leaf = key.split(".")
            branch = tree
            for room in rooms:
                branch = branch[room]
            branch[leaf] = None if value == "null" else value
        try:
            return msgspec.convert(tree, type(self), strict=False)
        except msgspec.ValidationError as error:
            raise BadRecipe(f"recipe: {_readable(error)}") from error


def _flatten(tree: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _readable(error: Exception) -> str:
    """The message of msgspec, with its JSON path ``$.move.zoom`` as our dotted key, and what could be chosen."""
    told = str(error).replace("`$.", "`").replace(" - at ", ", at ")
    place = re.fullmatch(r"Invalid enum value .*`(\w+)\.(\w+)`", told)
    if not place:
        return told
    kind = get_type_hints(get_type_hints(Recipe)[place[1]])[place[2]]
    choices = (choice for part in (kind, *get_args(kind)) for choice in get_args(part) if isinstance(choice, str))
    return f"{told}; choose {' or '.join(dict.fromkeys(choices))}"


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
        imagine=Imagine(painter="kandinsky", first="black", certainty=0.0),
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
