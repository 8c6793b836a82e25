"""From frames and sound to a verdict."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from clavilux.judge import sync
from clavilux.judge.avs import avs
from clavilux.judge.chance import Measure, luck, mean, p_value, phases, shifts
from clavilux.judge.events import APART, NEAREST, big_changes, novelty, peaks, thinned
from clavilux.judge.heard import Heard, listen
from clavilux.judge.seen import Seen, watch
from clavilux.types import FloatArray, Image, Sound, Verdict

__all__ = ["attend", "measures", "score", "verdict"]


def score(
    frames: Iterable[tuple[float, Image]], audio: Sound, song: str, *, beats: FloatArray | None = None
) -> Verdict:
    """Judge anyone's video.

    Parameters
    ----------
    frames : iterable of (float, Image)
        Seconds and picture, in order and of one size, such as from `clavilux.film.read.read`. Streamed: memory does
        not grow with the length of the video, apart from a few numbers per frame.
    audio : Sound
        The sound, from the moment at which the video begins.
    song : str
        Where the sound came from.
    beats : FloatArray, optional
        Seconds, ascending: the song's beats, from a person or a better tracker, for `Verdict.beat_f`. librosa's when
        left out.

    Returns
    -------
    Verdict
        The same for the same input, whatever the machine's load. Defined for every input, also without any frame or
        sound.
    """
    heard, seen = attend(frames, audio, beats=beats)
    return verdict(heard, seen, song)


def attend(
    frames: Iterable[tuple[float, Image]], audio: Sound, *, beats: FloatArray | None = None
) -> tuple[Heard, Seen]:
    """Listen and watch at the same time, on two cores. Parameters as for `score`."""
    with ThreadPoolExecutor(1) as pool:
        heard = pool.submit(listen, audio, beats)
        seen = watch(frames)
        return heard.result(), seen


def verdict(heard: Heard, seen: Seen, song: str) -> Verdict:
    """Judge by what `score` would find on the way; with that at hand, the verdict can also be drawn."""
    events, lively = big_changes(seen.changed), novelty(seen.difference)
    moves = peaks(lively)
    synchrony, hits, lift = measures(heard, seen)
    late, likeness = sync.lag(sync.lag_curve(heard.strength, lively, seen.seconds))
    return Verdict(
        avs=synchrony(events),
        avs_ceiling=synchrony(thinned(heard.events)),
        avs_metronome=mean(synchrony, phases(len(events), seen.seconds)),
        avs_shift_mean=mean(synchrony, shifts(events, seen.seconds)),
        avs_p=p_value(synchrony(events), luck(synchrony, events, seen.seconds, APART)),
        beat_f=hits(moves),
        beat_f_p=p_value(hits(moves), luck(hits, moves, seen.seconds, NEAREST)),
        onset_f=sync.f_measure(heard.onsets, moves),
        onset_lift=lift(moves),
        onset_lift_p=p_value(lift(moves), luck(lift, moves, seen.seconds, NEAREST)),
        av_align=sync.av_align(heard.onsets, seen.flow),
        lag_ms=1000 * late,
        lag_correlation=likeness,
        energy_correlation=sync.energy_correlation(heard.loudness, lively, seen.seconds),
        audio_events=heard.events,
        visual_events=events,
        visual_peaks=moves,
        beats=heard.beats,
        onsets=heard.onsets,
        song=song,
    )


def measures(heard: Heard, seen: Seen) -> tuple[Measure, Measure, Measure]:
    """AVS, beat F-measure and onset lift against this sound: each from moments of the picture to a score."""
    usual = sync.usual_strength(heard.strength, seen.seconds)
    return (
        partial(avs, heard.events),
        partial(sync.f_measure, heard.beats),
        partial(sync.onset_lift, heard.strength, usual),
    )
