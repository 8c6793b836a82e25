"""Frames and a song into an mp4: H.264 and AAC, colours that survive."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from clavilux.media.join import join
from clavilux.media.output import beside
from clavilux.media.segments import write_segment
from clavilux.values import Image, Sound

__all__ = ["encode"]


def encode(
    frames: Iterator[Image],
    path: Path | str,
    *,
    fps: Fraction,
    size: tuple[int, int],
    audio: Sound,
    crf: int,
    comment: str = "",
    description: str = "",
    overwrite: bool = True,
) -> int:
    """Film pictures and a song into an mp4: one segment (`media.segments.write_segment`), and `media.join.join`.

    Parameters, returns and errors are those of the two.
    """
    texts = {"comment": comment, "description": description}
    with beside(path) as part:
        write_segment(frames, part, name=path, fps=fps, size=size, crf=crf)
        return join([part], path, fps=fps, audio=audio, texts=texts, overwrite=overwrite)
