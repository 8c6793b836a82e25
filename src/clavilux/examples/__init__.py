"""The example that ships: a song and a painting; their licences stand beside them."""

from __future__ import annotations

from pathlib import Path

__all__ = ["ARTWORK", "SONG"]

SONG = Path(__file__).with_name("song.ogg")
"""31 s of techno at 124 BPM."""
ARTWORK = Path(__file__).with_name("art.jpg")
"""A painting."""
