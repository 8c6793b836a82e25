"""From frames and sound to a verdict."""

from __future__ import annotations

from collections.abc import Iterable

from clavilux.judge.avs import align
from clavilux.judge.events import Curve, big_changes, frame_change, onset_strength, strong_beats
from clavilux.types import Audio, FloatArray, Image, Verdict

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
    return verdict(strong_beats(audio, onset_strength(audio)), frame_change(frames), song)


def verdict(audio_events: FloatArray, change: Curve, song: str) -> Verdict:
    """Judge by what `score` would compute on the way; with that at hand, the verdict can also be drawn."""
    visual_events = big_changes(change)
    return Verdict(
        avs=align(audio_events, visual_events).avs, audio_events=audio_events, visual_events=visual_events, song=song
    )
