"""A picture of a sync report: what was heard and seen, which events were paired, and what random metronomes score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from clavilux.judge import sync
from clavilux.judge.audio_features import STRONG, AudioFeatures
from clavilux.judge.avs import align
from clavilux.judge.curve import Curve
from clavilux.judge.events import CHANGED, motion_curve
from clavilux.judge.report import lag_words, sentences
from clavilux.judge.score import Judgement
from clavilux.judge.video_features import VideoFeatures
from clavilux.media.output import appearing, write_errors
from clavilux.text import one_line
from clavilux.values import FloatArray, SyncReport

__all__ = ["draw"]

SOUND, SIGHT, INK, PALE, GREEN = "#c2410c", "#1d4ed8", "#334155", "#cbd5e1", "#15803d"


def draw(judgement: Judgement, path: Path | str) -> None:
    """Draw a sync report and all that it rests on into an image file.

    Parameters
    ----------
    judgement : Judgement
        As from `clavilux.judge.score.judge`.
    path : Path or str
        Ends in a format that matplotlib knows, such as ``.png`` or ``.svg``.

    Raises
    ------
    UserError, RenderError
        If the file cannot be written, or not to its end.
    ValueError
        If the format is unknown.
    """
    report, audio, video = judgement.report, judgement.audio, judgement.video
    figure = Figure(figsize=(14, 10.5), layout="constrained")
    above, below = figure.subfigures(2, 1, squeeze=False, height_ratios=(7, 3))[:, 0]
    above.suptitle(one_line(report.song), x=0.01, ha="left", fontweight="bold", parse_math=False)
    _timeline(above.subplots(4, sharex=True, height_ratios=(5, 1.2, 3, 5)), report, audio, video)
    panels = below.subplots(1, 4)
    _null(panels[:3], report, judgement.null)
    _lag(panels[3], sync.lag_curve(audio.strength, motion_curve(video.difference), video.seconds), report)
    figure.supxlabel("\n".join(sentences(report)), x=0.01, ha="left", fontsize=10, color=INK, parse_math=False)
    with appearing(path) as part, write_errors(path):
        figure.savefig(part, dpi=120, format=Path(path).suffix[1:])


def _timeline(rows: Sequence[Axes], report: SyncReport, audio: AudioFeatures, video: VideoFeatures) -> None:
    sound, paired, changed, motion = rows
    _marks(sound, report.audio_events, SOUND, f"{len(report.audio_events)} audio events")
    _ticks(sound, report.beats, GREEN, f"{len(report.beats)} beats")
    _curve(sound, audio.strength, "onset strength", STRONG)
    _pairs(paired, report)
    _marks(changed, report.visual_events, SIGHT, f"{len(report.visual_events)} visual events of the paper")
    _curve(changed, video.changed, "share of values\nthat change", CHANGED)
    _ticks(motion, report.visual_peaks, SIGHT, f"{len(report.visual_peaks)} visual peaks")
    _curve(motion, motion_curve(video.difference), "motion\n(octaves above noise)", None)
    motion.set_xlabel("seconds")
    rows[0].set_xlim(0, max(video.seconds, 1))


def _curve(axes: Axes, curve: Curve, label: str, threshold: float | None) -> None:
    if threshold is not None:
        axes.axhline(threshold, color=INK, linewidth=0.8, linestyle=":", label=f"threshold {threshold:.2f}")
    axes.plot(curve.times, curve.values, color=INK, linewidth=0.9)
    axes.set_ylabel(label)
    axes.set_ylim(0, 1.05 * max(1, curve.values.max(initial=0)))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3, frameon=False, borderaxespad=0, fontsize=9)


def _marks(axes: Axes, times: FloatArray, colour: str, label: str) -> None:
    axes.vlines(times, 0, 1, color=colour, linewidth=3, alpha=0.3, label=label)


def _ticks(axes: Axes, times: FloatArray, colour: str, label: str) -> None:
    """Small triangles along the upper edge."""
    edge = axes.get_xaxis_transform()
    axes.plot(times, [0.97] * len(times), "v", color=colour, markersize=5, transform=edge, label=label)


def _pairs(axes: Axes, report: SyncReport) -> None:
    pairs = align(report.audio_events, report.visual_events).pairs
    ends = [((report.audio_events[i], 1), (report.visual_events[j], 0)) for i, j in pairs]
    axes.add_collection(LineCollection(ends, colors=INK, linewidths=0.9))
    axes.set(ylim=(0, 1), yticks=[], ylabel="pairs")
    axes.spines[["top", "right", "bottom"]].set_visible(False)


def _null(panels: Sequence[Axes], v: SyncReport, null: Mapping[str, list[float]]) -> None:
    _distribution(panels[0], null["avs"], v.avs, f"AVS, p {v.avs_p:.3f}")
    panels[0].axvline(v.avs_ceiling, color=GREEN, linestyle="--", label=f"perfect {v.avs_ceiling:.2f}")
    panels[0].axvline(v.avs_metronome, color=INK, linestyle=":", label=f"metronome {v.avs_metronome:.2f}")
    _distribution(panels[1], null["beat_f"], v.beat_f, f"beats hit (F), p {v.beat_f_p:.3f}")
    panels[1].axvline(v.librosa_f, color=SIGHT, linestyle=":", label=f"by librosa's beats {v.librosa_f:.2f}")
    _distribution(panels[2], null["onset_lift"], v.onset_lift, f"onset lift, p {v.onset_lift_p:.3f}")
    for panel in panels:
        panel.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=1, frameon=False, fontsize=9)


def _distribution(axes: Axes, null: list[float], value: float, title: str) -> None:
    axes.hist(null, bins=40, color=PALE, label=f"{len(null)} random metronomes")
    axes.axvline(value, color=SIGHT, linewidth=2.5, label=f"this video {value:.2f}")
    axes.set(title=title, yticks=[])
    axes.spines[["top", "right", "left"]].set_visible(False)


def _lag(axes: Axes, curve: Curve, report: SyncReport) -> None:
    axes.axvline(0, color=PALE, linewidth=1)
    axes.plot(1000 * curve.times, curve.values, color=INK, linewidth=1.2)
    if len(curve.times):
        axes.plot(report.lag_ms, report.lag_correlation, "o", color=SIGHT)
    axes.set(title=f"lag {lag_words(report.lag_ms)}", xlim=(-500, 500))
    axes.set_xlabel("milliseconds by which the picture is late")
    axes.set_ylabel("correlation", labelpad=0)
    axes.spines[["top", "right"]].set_visible(False)
