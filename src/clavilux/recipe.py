"""The recipe: every choice of a render, frozen, checked, and one small JSON file.

``Recipe()`` is our default; ``Recipe.named("paper")`` is Pina & Li, arXiv 2412.05694, as far as one painter allows.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from clavilux.errors import BadRecipe, UnknownName, UnreadableMedia

__all__ = ["Film", "Imagine", "Listen", "Move", "Recipe"]

Share = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(gt=0)]
MOST_FPS = 240
LONGEST = 86400.0  # seconds: a day


class Listen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is heard of the song, and how."""

    start: Annotated[float, Meta(ge=0, le=LONGEST)] = 0.0
    """Second of the song at which the video begins."""
    duration: Annotated[float, Meta(gt=0, le=LONGEST)] | None = None
    """Seconds of the song to use; null is all of it."""
    section: Annotated[float, Meta(ge=1)] = 10.0
    """Seconds per section; each section gets one keyframe."""
    hpss_margin: Annotated[float, Meta(ge=1)] = 5.0
    """Separation margin of harmonic and percussive parts."""
    mel_bands: Annotated[int, Meta(ge=8, le=1024)] = 512
    """Mel bands of the energy's spectrogram."""


class Imagine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the keyframes are painted."""

    painter: str = "lumia"
    """Plug-in that paints; see ``clavilux painters``."""
    genre: str | None = None
    """Genre of the whole song; null asks the ears."""
    style: str | None = None
    """A style of the style book for all keyframes; null lets the genre choose; see ``clavilux styles``."""
    prompt: str = ""
    """Words added to every keyframe's prompt."""
    first: Literal["artwork", "black"] = "artwork"
    """What the video starts from."""
    strength: Share = 0.4
    """0 keeps the artwork's structure, 1 dreams freely."""
    guidance: Annotated[float, Meta(ge=0, le=20)] = 2.5
    """How strongly the style is followed; 1 is plain sampling."""
    steps: Annotated[int, Meta(ge=1, le=1000)] = 12
    """Denoising steps per keyframe."""


class Move(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the music moves the pictures."""

    travel: Literal["energy", "linear", "constant"] = "energy"
    """Position between keyframes: the music's energy (the paper), a straight line or none (its baselines)."""
    harmonic: Share = 0.2
    """Weight of the harmonic energy in the travel."""
    percussive: Share = 0.8
    """Weight of the percussive energy in the travel."""
    kick: Share = 0.25
    """How far a beat pushes the picture along the path, as a share of the way to the next keyframe."""
    zoom: Annotated[float, Meta(ge=0, le=0.5)] = 0.05
    """How far a beat zooms in, as a share of the picture's size."""
    flash: Annotated[float, Meta(ge=0, le=0.3)] = 0.05
    """How much a beat brightens, as a share of every value."""
    decay: Positive = 0.22
    """Seconds in which a beat's pulse falls to 37 %."""


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
        """A recipe that ships: ``"default"`` or ``"paper"``; see `PRESETS`."""
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
            raise BadRecipe(f"recipe: {_readable(error)}") from None

    @classmethod
    def from_file(cls, path: Path | str) -> Recipe:
        """Read a recipe from a JSON file."""
        try:
            text = Path(path).read_bytes()
        except OSError as error:
            raise UnreadableMedia(path, error.strerror or "cannot be read") from None
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
            raise BadRecipe(f"recipe: {_readable(error)}") from None


def _flatten(tree: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _readable(error: Exception) -> str:
    """The message of msgspec, with its JSON path ``$.move.zoom`` as our dotted key."""
    return str(error).replace("`$.", "`").replace(" - at ", ", at ")


PRESETS = {
    "default": Recipe(),
    "paper": Recipe(
        imagine=Imagine(first="black", steps=50),
        move=Move(kick=0.0, zoom=0.0, flash=0.0),
        film=Film(width=768, height=768, fps="30"),
    ),
}
"""The recipes that ship, by name."""
