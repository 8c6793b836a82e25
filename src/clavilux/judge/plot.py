"""A picture of a verdict: what was heard, what was seen, which events were paired, and what luck would score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from clavilux.judge import sync
from clavilux.judge.avs import align
from clavilux.judge.curve import Curve
from clavilux.judge.events import CHANGED, novelty
from clavilux.judge.heard import STRONG, Heard
from clavilux.judge.report import lag_words, sentences
from clavilux.judge.score import Judgement
from clavilux.judge.seen import Seen
from clavilux.media.output import appearing, write_errors
from clavilux.types import FloatArray, Verdict

__all__ = ["draw"]

SOUND, SIGHT, INK, PALE, GREEN = "#c2410c", "#1d4ed8", "#334155", "#cbd5e1", "#15803d"


def draw(judgement: Judgement, path: Path | str) -> None:
    """Draw a verdict and all that it rests on into an image file.

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
    verdict, heard, seen = judgement.verdict, judgement.heard, judgement.seen
    figure = Figure(figsize=(14, 10.5), layout="constrained")
    above, below = figure.subfigures(2, 1, squeeze=False, height_ratios=(7, 3))[:, 0]
    above.suptitle(verdict.song, x=0.01, ha="left", fontweight="bold", parse_math=False)
    _timeline(above.subplots(4, sharex=True, height_ratios=(5, 1.2, 3, 5)), verdict, heard, seen)
    panels = below.subplots(1, 4)
    _luck(panels[:3], verdict, judgement.luck)
    _lag(panels[3], sync.lag_curve(heard.strength, novelty(seen.difference), seen.seconds), verdict)
    figure.supxlabel("\n".join(sentences(verdict)), x=0.01, ha="left", fontsize=10, color=INK, parse_math=False)
    with appearing(path) as part, write_errors(path):
        figure.savefig(part, dpi=120, format=Path(path).suffix[1:])


def _timeline(rows: Sequence[Axes], verdict: Verdict, heard: Heard, seen: Seen) -> None:
    sound, paired, changed, lively = rows
    _marks(sound, verdict.audio_events, SOUND, f"{len(verdict.audio_events)} audio events")
    _ticks(sound, verdict.beats, GREEN, f"{len(verdict.beats)} beats")
    _curve(sound, heard.strength, "onset strength", STRONG)
    _pairs(paired, verdict)
    _marks(changed, verdict.visual_events, SIGHT, f"{len(verdict.visual_events)} visual events of the paper")
    _curve(changed, seen.changed, "share of values\nthat change", CHANGED)
    _ticks(lively, verdict.visual_peaks, SIGHT, f"{len(verdict.visual_peaks)} visual peaks")
    _curve(lively, novelty(seen.difference), "motion\n(octaves above noise)", None)
    lively.set_xlabel("seconds")
    rows[0].set_xlim(0, max(seen.seconds, 1))


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


def _pairs(axes: Axes, verdict: Verdict) -> None:
    pairs = align(verdict.audio_events, verdict.visual_events).pairs
    ends = [((verdict.audio_events[i], 1), (verdict.visual_events[j], 0)) for i, j in pairs]
    axes.add_collection(LineCollection(ends, colors=INK, linewidths=0.9))
    axes.set(ylim=(0, 1), yticks=[], ylabel="pairs")
    axes.spines[["top", "right", "bottom"]].set_visible(False)


def _luck(panels: Sequence[Axes], v: Verdict, luck: Mapping[str, list[float]]) -> None:
    _chance(panels[0], luck["avs"], v.avs, f"AVS, p {v.avs_p:.3f}")
    panels[0].axvline(v.avs_ceiling, color=GREEN, linestyle="--", label=f"perfect {v.avs_ceiling:.2f}")
    panels[0].axvline(v.avs_metronome, color=INK, linestyle=":", label=f"metronome {v.avs_metronome:.2f}")
    _chance(panels[1], luck["beat_f"], v.beat_f, f"beats hit (F), p {v.beat_f_p:.3f}")
    panels[1].axvline(v.librosa_f, color=SIGHT, linestyle=":", label=f"by librosa's beats {v.librosa_f:.2f}")
    _chance(panels[2], luck["onset_lift"], v.onset_lift, f"onset lift, p {v.onset_lift_p:.3f}")
    for panel in panels:
        panel.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=1, frameon=False, fontsize=9)


def _chance(axes: Axes, chance: list[float], value: float, title: str) -> None:
    axes.hist(chance, bins=40, color=PALE, label=f"{len(chance)} blind metronomes")
    axes.axvline(value, color=SIGHT, linewidth=2.5, label=f"this video {value:.2f}")
    axes.set(title=title, yticks=[])
    axes.spines[["top", "right", "left"]].set_visible(False)


def _lag(axes: Axes, curve: Curve, verdict: Verdict) -> None:
    axes.axvline(0, color=PALE, linewidth=1)
    axes.plot(1000 * curve.times, curve.values, color=INK, linewidth=1.2)
    if len(curve.times):
        axes.plot(verdict.lag_ms, verdict.lag_correlation, "o", color=SIGHT)
    axes.set(title=f"lag {lag_words(verdict.lag_ms)}", xlim=(-500, 500))
    axes.set_xlabel("milliseconds by which the picture is late")
    axes.set_ylabel("correlation", labelpad=0)
    axes.spines[["top", "right"]].set_visible(False)
