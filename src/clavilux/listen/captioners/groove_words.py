"""Tempo, metre and groove in words, each only where what was measured is sure."""

from __future__ import annotations

from clavilux.listen.groove import Groove

__all__ = ["groove_words", "paced_words"]

METERS = {2: "two", 3: "three", 5: "five", 6: "six", 7: "seven"}
"""Beats per bar that are worth a word: four is what everybody expects."""
SURE = 0.5  # clearness of a groove from which on it is worth a word
DANCING = 100.0  # BPM
WORDS = {
    "four on the floor": "four on the floor",
    "swung": "swung",
    "chords off the beat": "with chords off the beat",
}


def paced_words(bpm: float, meter: int) -> str:
    """Such as ``"at 126 BPM"``, or ``"at 90 BPM in three"``."""
    counted = f" in {METERS[meter]}" if meter in METERS else ""
    return f"at {bpm:.0f} BPM{counted}"


def groove_words(heard: Groove, bpm: float, *, drums: bool) -> str:
    """Such as ``"four on the floor"``, which takes drums and a tempo to dance to; empty where nothing is sure."""
    signs = heard.signs()
    sure = [sign for sign in WORDS if signs[sign] >= SURE]
    if not drums or bpm < DANCING:
        sure = [sign for sign in sure if sign != "four on the floor"]
    return ", ".join(WORDS[sign] for sign in sure)
