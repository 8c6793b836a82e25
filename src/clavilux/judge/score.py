"""From frames and sound to a sync report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from clavilux.judge import sync
from clavilux.judge.audio_features import AudioFeatures, analyse_audio
from clavilux.judge.avs import avs
from clavilux.judge.baselines import Measure, circular_shifts, mean, metronome_phases, null_distribution, p_value
from clavilux.judge.events import MIN_GAP, MIN_PEAK_GAP, min_gap_filter, motion_curve, peaks, scene_changes
from clavilux.judge.video_features import VideoFeatures, analyse_video
from clavilux.values import FloatArray, Image, Sound, SyncReport

__all__ = ["Judgement", "analyse", "judge", "score"]

TAIL = 0.1
"""Seconds by which sound may outlast its picture unnoticed, as it is stored in blocks of up to 93 ms."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judgement:
    """A sync report and all that it rests on."""

    report: SyncReport
    audio: AudioFeatures
    video: VideoFeatures
    null: Mapping[str, list[float]]
    """What the random metronomes reach, under the name of the measure: those of the report that have a p value."""


def score(
    frames: Iterable[tuple[float, Image]],
    audio: Sound,
    song: str,
    *,
    beats: FloatArray | None = None,
    own: bool = True,
) -> SyncReport:
    """Judge anyone's video.

    Parameters
    ----------
    frames : iterable of (float, Image)
        Seconds and picture, in order and of one size, such as from `clavilux.media.video.read`. Streamed: memory does
        not grow with the length of the video, apart from a few numbers per frame.
    audio : Sound
        The sound, from the moment at which the video begins, and whole: never cut to the picture, which would change
        the beats. What is heard after the picture counts as `own` says.
    song : str
        Where the sound came from.
    beats : FloatArray, optional
        Seconds, ascending: the song's beats, from a person or a better tracker, for `SyncReport.beat_f`. librosa's when
        left out.
    own : bool
        Whether the sound is the video's own. Then all its strong beats count for AVS, as in the paper; else those up to
        the end of the picture and `TAIL`. Beats and onsets count to the end of the picture, in either case.

    Returns
    -------
    SyncReport
        The same for the same input, whatever the machine's load. Defined for every input, also without any frame or
        sound.
    """
    return judge(*analyse(frames, audio, beats=beats, own=own), song).report


def analyse(
    frames: Iterable[tuple[float, Image]], audio: Sound, *, beats: FloatArray | None = None, own: bool = True
) -> tuple[AudioFeatures, VideoFeatures]:
    """Analyse sound and picture at the same time, on two cores. Parameters as for `score`."""
    with ThreadPoolExecutor(1) as pool:
        listening = pool.submit(analyse_audio, audio, beats)
        video = analyse_video(frames)
        heard = listening.result()
    end = video.seconds
    return replace(
        heard,
        events=heard.events if own else heard.events[heard.events < end + TAIL],
        beats=heard.beats[heard.beats < end],
        librosa_beats=heard.librosa_beats[heard.librosa_beats < end],
        onsets=heard.onsets[heard.onsets < end],
    ), video


def judge(audio: AudioFeatures, video: VideoFeatures, song: str) -> Judgement:
    """Judge by what `score` finds on the way, and keep it: with that at hand, the report can also be drawn."""
    events, motion = scene_changes(video.changed), motion_curve(video.difference)
    moves = peaks(motion)
    end = video.seconds
    late, likeness = sync.lag(sync.lag_curve(audio.strength, motion, end))

    def synchrony(moments: FloatArray) -> float:
        """AVS of a picture that changes at these moments: metronomes obey the rule of the video."""
        return avs(audio.events, min_gap_filter(moments))

    measures: dict[str, tuple[Measure, FloatArray, float]] = {
        "avs": (synchrony, events, MIN_GAP),
        "beat_f": (partial(sync.f_measure, audio.beats), moves, MIN_PEAK_GAP),
        "librosa_f": (partial(sync.f_measure, audio.librosa_beats), moves, MIN_PEAK_GAP),
        "onset_lift": (
            partial(sync.onset_lift, audio.strength, sync.baseline_strength(audio.strength, end)),
            moves,
            MIN_PEAK_GAP,
        ),
    }
    values = {name: measure(moments) for name, (measure, moments, _) in measures.items()}
    null = {
        name: null_distribution(measure, moments, end, min_gap)
        for name, (measure, moments, min_gap) in measures.items()
    }
    report = SyncReport(
        **values,
        **{f"{name}_p": p_value(value, null[name]) for name, value in values.items()},
        avs_ceiling=synchrony(audio.events),
        avs_metronome=mean(synchrony, metronome_phases(len(events), end)),
        avs_shift_mean=mean(synchrony, circular_shifts(events, end)),
        onset_f=sync.f_measure(audio.onsets, moves),
        av_align=sync.av_align(audio.onsets, video.flow),
        lag_ms=1000 * late,
        lag_correlation=likeness,
        energy_correlation=sync.energy_correlation(audio.loudness, motion, end),
        audio_events=audio.events,
        visual_events=events,
        visual_peaks=moves,
        beats=audio.beats,
        librosa_beats=audio.librosa_beats,
        onsets=audio.onsets,
        song=song,
    )
    return Judgement(report=report, audio=audio, video=video, null=null)
