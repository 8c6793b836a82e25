"""From frames and sound to a verdict."""

from __future__ import annotations

from collections.abc import Iterable

from clavilux.judge.avs import align
from clavilux.judge.events import Curve, big_changes, frame_change, onset_strength, strong_beats
from clavilux.types import Audio, Image, Verdict

__all__ = ["score", "verdict"]


def score(frames: Iterable[tuple[float, Image]], audio: Audio, song: str) -> Verdict:
    """Judge anyone's video.

    Parameters
    ----------
    frames : iterable of (float, Image)
        Seconds and picture, in order and of one size, such as from `clavilux.film.read.read`. Streamed: memory does
        not grow with the length of the video, apart from two numbers per frame.
    audio : Audio
        The sound, from the moment at which the video begins.
    song : str
        Where the sound came from.
    """
    return verdict(onset_strength(audio), frame_change(frames), song)


def verdict(strength: Curve, change: Curve, song: str) -> Verdict:
    """Judge by the two curves that `score` would compute; with them at hand, the verdict can also be drawn."""
    audio_events, visual_events = strong_beats(strength), big_changes(change)
    return Verdict(
        avs=align(audio_events, visual_events).avs, audio_events=audio_events, visual_events=visual_events, song=song
    )
