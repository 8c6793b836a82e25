"""A sync report in words: each number beside what it is worth, and what they mean together."""

from __future__ import annotations

from math import isnan

import numpy as np

from clavilux.judge.baselines import TRIALS
from clavilux.judge.sync import REACH
from clavilux.values import SyncReport

__all__ = ["lag_words", "rows", "sentences"]

RARE = 0.01
"""A p value below this is hardly chance."""

CLEAR = 0.3
"""A rank correlation beyond this shows."""

ON_TIME = 40
"""Milliseconds: a smaller lag is less than a frame of most videos."""

TELLING = 0.2
"""A lag at a correlation below this means nothing."""


def rows(report: SyncReport, tracker: str) -> list[tuple[str, str, str]]:
    """Every measure: its name, its value, and what to compare it with. `tracker` says who found `SyncReport.beats`."""
    v = report
    peaks = f"F-measure, {len(v.visual_peaks)} visual peaks"
    baselines = f"perfect {v.avs_ceiling:.3f}, metronome {v.avs_metronome:.3f}, shifted {v.avs_shift_mean:.3f}"
    return [
        ("AVS", f"{v.avs:.3f}", f"{baselines}; p {v.avs_p:.3f}"),
        ("its events", "", f"{len(v.audio_events)} strong beats, {len(v.visual_events)} scene changes"),
        ("beats hit", f"{v.beat_f:.3f}", f"{peaks}, {len(v.beats)} beats by {tracker}; p {v.beat_f_p:.3f}"),
        ("", f"{v.librosa_f:.3f}", f"the same, {len(v.librosa_beats)} beats by librosa; p {v.librosa_f_p:.3f}"),
        ("onsets hit", f"{v.onset_f:.3f}", f"{peaks}, {len(v.onsets)} onsets"),
        ("onset lift", f"{v.onset_lift:.2f}", f"times the usual onset strength, 1 is chance; p {v.onset_lift_p:.3f}"),
        ("AV-Align", f"{v.av_align:.3f}", "onsets and peaks of optical flow in common"),
        ("lag", lag_words(v.lag_ms), f"+ is a late picture; correlation {v.lag_correlation:.2f}"),
        ("loudness", f"{v.energy_correlation:+.2f}", "rank correlation with motion"),
    ]


def lag_words(milliseconds: float) -> str:
    """A lag with its sign and unit."""
    return "none" if isnan(milliseconds) else f"{round(milliseconds):+d} ms"


def sentences(report: SyncReport) -> list[str]:
    """What the numbers mean, in plain words."""
    said = [_synchrony(report), _avs(report)]
    if report.lag_correlation >= TELLING:
        said.append(_lag(report))
    if abs(report.energy_correlation) >= CLEAR:
        way = "more" if report.energy_correlation > 0 else "less"
        said.append(f"It moves {way} when the music is louder.")
    return said


def _synchrony(report: SyncReport) -> str:
    if not len(report.visual_peaks):
        return "No moment stands out in the picture: there is nothing to compare with the music."
    if not len(report.onsets):
        return "Nothing is heard that a picture could move to."
    beats, onsets = report.beat_f_p < RARE, report.onset_lift_p < RARE
    better = f"of {TRIALS} random metronomes, {{}} do as well"
    on_beats, on_onsets = (better.format(_count(p)) for p in (report.beat_f_p, report.onset_lift_p))
    if beats and onsets:
        count = _count(report.onset_lift_p)
        return f"The picture moves with the music: {on_beats} on the beats, and {count} on the onsets."
    if beats:
        return f"The picture keeps the beat ({on_beats}), but its moments are not the strong ones."
    if onsets:
        return f"The picture moves with strong onsets ({on_onsets}), but not with the tracked beats."
    return "No sign that the picture follows this music: random metronomes do as well."


def _lag(report: SyncReport) -> str:
    late, period = report.lag_ms, 1000 * np.median(np.diff(report.beats)) if len(report.beats) > 1 else np.inf
    if abs(late) < ON_TIME:
        return "Picture and sound are on time."
    # In steady music a picture that is a beat late looks like one that is not; `sync.lag` takes the lag nearest to 0.
    beats = f", give or take whole beats of {period:.0f} ms" if period < 2000 * REACH else ""
    return f"The picture is {abs(late):.0f} ms {'late' if late > 0 else 'early'}{beats}."


def _count(p: float) -> str:
    """How many metronomes reached the score, from its p value."""
    count = round(p * (1 + TRIALS)) - 1
    return str(count) if count else "none"


def _avs(report: SyncReport) -> str:
    if not len(report.audio_events):
        return "AVS is 0: no beat of the sound is strong enough to count."
    if not len(report.visual_events):
        return "AVS is 0: no frame differs enough from the one before."
    if report.avs_ceiling <= report.avs_metronome:
        return "AVS cannot tell on this song: a metronome gets as much as a perfect video."
    return f"AVS is {report.avs:.2f} of at most {report.avs_ceiling:.2f}; a metronome gets {report.avs_metronome:.2f}."
