"""What effects that write have in common: font, colour, time, and how words come and go."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta, json
from msgspec.structs import replace

from clavilux.errors import BadValue
from clavilux.plan import HASH, Driven, Name, Part
from clavilux.render.fonts import Font, Weight, sha256_of
from clavilux.render.overlay import Colour, is_light
from clavilux.structs import Checked

__all__ = ["Hex", "Lettering", "Words", "eased", "levels"]

Hex = Annotated[str, Meta(pattern=r"\A#[0-9a-fA-F]{6}\Z", extra={"spelt": "a colour as #rrggbb"})]

Words = Annotated[str, Meta(max_length=1000, pattern=r"\A[^\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]*\Z")]


class Lettering(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Letters upon every frame, above all other effects.

    Its clock is a `protocols.Clock` of 1: what that has summed up to is the second of the film.
    """

    called: ClassVar[str]
    """The effect's name."""
    on_top: ClassVar = True
    """The director puts it behind all effects that are not."""

    size: Annotated[float, Meta(ge=0.3, le=3)] = 1.0
    """Of the letters, as a multiple of what suits the frame."""
    colour: Hex = "#FFFFFF"
    """Of the letters; a light one, as what is behind them is darkened."""
    font: Name | None = None
    """A font file (.ttf, .otf), such as one with Arabic or Chinese; null is Commissioner, which ships: Latin, Greek and
    Cyrillic."""
    font_sha256: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z", extra={"spelt": HASH})] | None = None
    """Of that file: another in its place is refused. A plan has it."""
    clock: Annotated[Annotated[float, Meta(ge=0, le=10)] | Driven, Meta(extra={"summed": True, "onward": True})] = 1.0
    """Seconds that pass for it in a second of the film."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.check_light("colour")

    def check_light(self, option: str) -> None:
        """See that letters can stand out from a darkened picture."""
        if not is_light(levels(getattr(self, option))):
            raise BadValue(
                "is too dark to be read on a picture that is darkened behind it; choose a lighter one", option
            )

    def type(self, weight: Weight) -> Font:
        """The font that was chosen, or Commissioner of a weight."""
        return Font(self.font, self.font_sha256, weight=weight)

    def placed(self, start: float, end: float) -> Part:  # noqa: ARG002
        """The same for a film of the song between two seconds, with the hash of its font; see `inline.Placed`."""
        made = self if self.font is None or self.font_sha256 else replace(self, font_sha256=sha256_of(self.font))
        return {"use": self.called, **json.decode(json.encode(made))}


def levels(colour: str) -> Colour:
    """``"#FFC857"`` as red, green and blue."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def eased(share: float) -> float:
    """A way from 0 to 1 that starts and ends gently; beyond them it stays."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)
