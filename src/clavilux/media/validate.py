"""Whether a finished film is what its shelf takes: what the file itself says, not what was asked of the encoder."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from clavilux.errors import RenderError
from clavilux.media.container import moving_pictures, open_media
from clavilux.media.shelves import Facts, Shelf

__all__ = ["check", "facts"]

TOO_LARGE = "make it smaller by a higher --set film.crf;"
BRANDS = {"qt": "mov"}
"""What the first bytes of a file of the MPEG-4 family call it, where that is another container."""


def check(path: Path, shelf: Shelf) -> None:
    """See that a finished film is what its shelf takes.

    Raises
    ------
    RenderError
        If it is not; the file stays.
    """
    if wrong := list(shelf.complaints(facts(path))):
        cure = " ".join(filter(None, [TOO_LARGE if "MB" in wrong[-1] else "", f"it is kept as {path}"]))
        raise RenderError(f"{shelf.name} does not take the film: {', '.join(wrong)}; {cure}")


def facts(path: Path | str) -> Facts:
    """What a video file is.

    Its length ends with its last packet, and its rate is that of its packets: what players see, whatever its head says.

    Raises
    ------
    UnreadableMedia
        If it is no video.
    """
    with open_media(path) as container:
        picture = moving_pictures(container)[0]
        context, stamps, end = picture.codec_context, list[int](), 0.0
        for packet in container.demux():
            if packet.pts is not None:
                end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
                if packet.stream.index == picture.index:
                    stamps.append(packet.pts)
        families = container.format.name.split(",")
        brand = container.metadata.get("major_brand", "").strip()
        tracks = container.streams.audio
        return Facts(
            size=(picture.width, picture.height),
            fps=_rate(stamps, picture.time_base or Fraction(0)),
            seconds=end,
            container=BRANDS.get(brand, "mp4") if "mp4" in families else families[-1],
            codec=context.codec.canonical_name,
            profile=context.profile or "",
            pixels=context.format.name if context.format else "",
            sound=tracks[0].codec_context.codec.canonical_name if tracks else "",
            megabytes=Path(path).stat().st_size / 1e6,
        )


def _rate(stamps: list[int], tick: Fraction) -> Fraction:
    """Frames per second of pictures at some times; 0 where they do not come evenly."""
    if len(stamps) < 2:
        return Fraction(0)
    steps = np.diff(np.sort(stamps))
    if steps.max() - steps.min() > 1:
        return Fraction(0)
    return (len(stamps) - 1) / (Fraction(max(stamps) - min(stamps)) * tick)
