"""From frames and sound to a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from clavilux.judge import sync
from clavilux.judge.avs import avs
from clavilux.judge.chance import Measure, luck, mean, p_value, phases, shifts
from clavilux.judge.events import APART, NEAREST, big_changes, novelty, peaks, thinned
from clavilux.judge.heard import Heard, listen
from clavilux.judge.seen import Seen, watch
from clavilux.types import FloatArray, Image, Sound, Verdict

__all__ = ["Judgement", "attend", "judge", "score"]

TAIL = 0.1
"""Seconds by which sound may outlast its picture unnoticed, as it is stored in blocks of up to 93 ms."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judgement:
    """A verdict and all that it rests on."""

    verdict: Verdict
    heard: Heard
    seen: Seen
    luck: Mapping[str, list[float]]
    """What the random metronomes reach, under the name of the measure: those of the verdict that have a p value."""


def score(
    frames: Iterable[tuple[float, Image]],
    audio: Sound,
    song: str,
    *,
    beats: FloatArray | None = None,
    own: bool = True,
) -> Verdict:
    """Judge anyone's video.

    Parameters
    ----------
    frames : iterable of (float, Image)
        Seconds and picture, in order and of one size, such as from `clavilux.film.read.read`. Streamed: memory does
        not grow with the length of the video, apart from a few numbers per frame.
    audio : Sound
        The sound, from the moment at which the video begins, and whole: never cut to the picture, which would change
        the beats. What is heard after the picture counts as `own` says.
    song : str
        Where the sound came from.
    beats : FloatArray, optional
        Seconds, ascending: the song's beats, from a person or a better tracker, for `Verdict.beat_f`. librosa's when
        left out.
    own : bool
        Whether the sound is the video's own. Then all its strong beats count for AVS, as in the paper; else those up to
        the end of the picture and `TAIL`. Beats and onsets count to the end of the picture, in either case.

    Returns
    -------
    Verdict
        The same for the same input, whatever the machine's load. Defined for every input, also without any frame or
        sound.
    """
    return judge(*attend(frames, audio, beats=beats, own=own), song).verdict


def attend(
    frames: Iterable[tuple[float, Image]], audio: Sound, *, beats: FloatArray | None = None, own: bool = True
) -> tuple[Heard, Seen]:
    """Listen and watch at the same time, on two cores. Parameters as for `score`."""
    with ThreadPoolExecutor(1) as pool:
        listening = pool.submit(listen, audio, beats)
        seen = watch(frames)
        heard = listening.result()
    end = seen.seconds
    return replace(
        heard,
        events=heard.events if own else heard.events[heard.events < end + TAIL],
        beats=heard.beats[heard.beats < end],
        librosa_beats=heard.librosa_beats[heard.librosa_beats < end],
        onsets=heard.onsets[heard.onsets < end],
    ), seen


def judge(heard: Heard, seen: Seen, song: str) -> Judgement:
    """Judge by what `score` finds on the way, and keep it: with that at hand, the verdict can also be drawn."""
    events, lively = big_changes(seen.changed), novelty(seen.difference)
    moves = peaks(lively)
    end = seen.seconds
    late, likeness = sync.lag(sync.lag_curve(heard.strength, lively, end))

    def synchrony(moments: FloatArray) -> float:
        """AVS of a picture that changes at these moments: the blind obey the rule of the video."""
        return avs(heard.events, thinned(moments))

    contests: dict[str, tuple[Measure, FloatArray, float]] = {
        "avs": (synchrony, events, APART),
        "beat_f": (partial(sync.f_measure, heard.beats), moves, NEAREST),
        "librosa_f": (partial(sync.f_measure, heard.librosa_beats), moves, NEAREST),
        "onset_lift": (
            partial(sync.onset_lift, heard.strength, sync.usual_strength(heard.strength, end)),
            moves,
            NEAREST,
        ),
    }
    values = {name: measure(moments) for name, (measure, moments, _) in contests.items()}
    chance = {name: luck(measure, moments, end, nearest) for name, (measure, moments, nearest) in contests.items()}
    verdict = Verdict(
        **values,
        **{f"{name}_p": p_value(value, chance[name]) for name, value in values.items()},
        avs_ceiling=synchrony(heard.events),
        avs_metronome=mean(synchrony, phases(len(events), end)),
        avs_shift_mean=mean(synchrony, shifts(events, end)),
        onset_f=sync.f_measure(heard.onsets, moves),
        av_align=sync.av_align(heard.onsets, seen.flow),
        lag_ms=1000 * late,
        lag_correlation=likeness,
        energy_correlation=sync.energy_correlation(heard.loudness, lively, end),
        audio_events=heard.events,
        visual_events=events,
        visual_peaks=moves,
        beats=heard.beats,
        librosa_beats=heard.librosa_beats,
        onsets=heard.onsets,
        song=song,
    )
    return Judgement(verdict=verdict, heard=heard, seen=seen, luck=chance)
