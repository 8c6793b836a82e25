"""How a film is written: its container and codecs, one row of ``formats.toml`` each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path

import av
from llvmlite.binding import get_host_cpu_features

from clavilux.errors import UnknownName, UserError

__all__ = ["Format", "chosen", "formats", "usual"]

WIDEST = "avx512f"
"""Instructions with which x264 reads beyond the end of a row of macroblocks (mbtree, where a picture's width is no
multiple of 128): then the file depends on what lay in memory before. It does without them, as on most machines."""
X264 = 51
"""Where x264's scale of quality ends, which is that of recipes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A row of ``formats.toml``. Encoders, containers and pixel formats have FFmpeg's names."""

    name: str
    """Its key."""
    about: str
    """What it is good for."""
    suffix: str
    """Of the file's name; empty where the film is a folder of files."""
    container: str
    """Of the film."""
    encoder: str
    """What encodes the pictures of a segment."""
    pixels: str
    """How the encoder takes them."""
    options: Mapping[str, str]
    """Of the encoder."""
    profile: str = ""
    """What a decoder must know, as FFmpeg reads it from the film."""
    crf: int = 0
    """Where the encoder's scale of quality ends, which begins at 0; 0 is an encoder without one."""
    late: int = 0
    """Frames by which pictures are decoded before they are shown, so that they may be shown in another order."""
    segment: str = "mp4"
    """The container of a segment."""
    tag: str | None = None
    """What the container calls the codec, where it has several names for it."""
    sound: str | None = None
    """What encodes the sound; none is a silent film."""
    sound_bits: int = 0
    """Per second and channel, transparent for most music; 0 where that is no question."""
    sound_rates: Sequence[int] = (44100, 48000)
    """Hz of the sound, of those that every player plays."""
    converter: str | None = None
    """What encodes the film anew from segments without loss; none joins the segments' packets."""
    most_fps: int | None = None
    """Frames per second that players show."""

    @property
    def is_rgb(self) -> bool:
        """Whether the encoder takes pictures as they are painted."""
        return self.pixels == "rgb24"

    def encoding(self, crf: int) -> dict[str, str]:
        """What the encoder is told.

        Parameters
        ----------
        crf : int
            On x264's scale; on the encoder's own it is the same share of the way.
        """
        told = dict(self.options)
        if self.crf:
            told["crf"] = str(round(crf * self.crf / X264))
        if self.encoder.startswith("libx264") and get_host_cpu_features().get(WIDEST):
            told["x264-params"] = ":".join(filter(None, (told.get("x264-params"), "asm=avx2")))
        return told

    def facts(self, *, sound: bool) -> dict[str, str]:
        """What FFmpeg reads from a film, with sound or without, by the names of `media.shelves.Facts`."""
        heard = _canonical(self.sound) if self.sound and sound else ""
        codec = _canonical(self.converter or self.encoder)
        made = {"container": self.container, "codec": codec, "profile": self.profile, "pixels": self.pixels}
        return made | {"sound": heard}

    def check(self, rate: Fraction) -> None:
        """See that films of so many frames per second can be written so.

        Raises
        ------
        UserError
            If players do not show so many, or this FFmpeg has no such encoder.
        """
        if self.most_fps and rate > self.most_fps:
            raise UserError(f"a {self.name} shows at most {self.most_fps} frames per second; choose fewer --fps")
        for encoder in filter(None, (self.encoder, self.converter, self.sound)):
            if not _encodes(encoder):
                raise UserError(
                    f"--format {self.name} needs the encoder {encoder}, which this build of PyAV lacks; choose another "
                    "--format, or install PyAV from PyPI: pip install --force-reinstall av"
                )


@cache
def formats() -> dict[str, Format]:
    """All by name."""
    table = tomllib.loads(files(__package__).joinpath("formats.toml").read_text(encoding="utf-8"))
    return {name: Format(name=name, **row) for name, row in table.items()}


def usual() -> Format:
    """What is taken where nobody asks for another."""
    return next(iter(formats().values()))


def chosen(name: str | None, output: Path | None) -> Format:
    """The format of a film.

    Parameters
    ----------
    name : str, optional
        Of a format, or of a suffix, whose first is meant then.
    output : Path, optional
        The film; its suffix chooses where there is no name.

    Raises
    ------
    UserError
        If there is none of that name or suffix, or the two do not agree.
    """
    suffix = output.suffix.lower() if output else ""
    if name is None:
        if output is None:
            return usual()
        if found := _of_suffix(suffix):
            return found
        raise UserError(f"{output}: choose a name that ends in {_listed()}; or --format png, for a folder of pictures")
    found = formats().get(name.lower()) or _of_suffix(f".{name.lower()}")
    if found is None:
        raise UnknownName("format", name, formats())
    if output and suffix != found.suffix and (found.suffix or _of_suffix(suffix)):
        what = f"name that ends in {found.suffix}" if found.suffix else "folder, such as 'frames'"
        raise UserError(f"{output}: --format {name} needs a {what}")
    return found


def _of_suffix(suffix: str) -> Format | None:
    return next((one for one in formats().values() if suffix and one.suffix == suffix), None)


def _listed() -> str:
    *others, last = dict.fromkeys(one.suffix for one in formats().values() if one.suffix)
    return f"{', '.join(others)} or {last}"


def _encodes(encoder: str) -> bool:
    try:
        return bool(av.codec.Codec(encoder, "w").is_encoder)
    except av.codec.codec.UnknownCodecError:
        return False


def _canonical(encoder: str) -> str:
    """The codec of an encoder."""
    return str(av.codec.Codec(encoder, "w").canonical_name)
