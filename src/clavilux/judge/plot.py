"""A picture of a verdict: what was heard, what was seen, and which events were paired."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from clavilux.judge.avs import align
from clavilux.judge.events import CHANGED, STRONG, Curve
from clavilux.types import FloatArray, Verdict

__all__ = ["draw"]

SOUND, SIGHT, INK = "#c2410c", "#1d4ed8", "#334155"


def draw(verdict: Verdict, strength: Curve, change: Curve, path: Path | str) -> None:
    """Draw the onset strength, the frame change and the pairs of events between them into an image file.

    Parameters
    ----------
    verdict : Verdict
        The verdict on the two curves.
    strength, change : Curve
        As from `clavilux.judge.events`.
    path : Path or str
        Ends in a format that matplotlib knows, such as ``.png`` or ``.svg``.

    Raises
    ------
    OSError
        If the file cannot be written.
    ValueError
        If the format is unknown.
    """
    figure = Figure(figsize=(12, 6), layout="constrained")
    heard, paired, seen = figure.subplots(3, sharex=True, height_ratios=(4, 1, 4))
    heard.set_title(f"AVS {verdict.avs:.3f}: {verdict.song}", loc="left", parse_math=False)
    _curve(heard, strength, STRONG, verdict.audio_events, SOUND, "onset strength\n(share of its maximum)")
    _curve(seen, change, CHANGED, verdict.visual_events, SIGHT, "channel values that differ\nfrom the frame before")
    _pairs(paired, verdict)
    seen.set_xlabel("seconds")
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)


def _curve(axes: Axes, curve: Curve, threshold: float, events: FloatArray, colour: str, label: str) -> None:
    axes.vlines(events, 0, 1, color=colour, linewidth=2.5, alpha=0.4, label=f"{len(events)} events")
    axes.axhline(threshold, color=colour, linewidth=0.8, linestyle="--", label=f"threshold {threshold:.2f}")
    axes.plot(curve.times, curve.values, color=INK, linewidth=0.8)
    axes.set(ylim=(0, 1), ylabel=label)
    axes.margins(x=0)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, borderaxespad=0)


def _pairs(axes: Axes, verdict: Verdict) -> None:
    pairs = align(verdict.audio_events, verdict.visual_events).pairs
    ends = [((verdict.audio_events[i], 1), (verdict.visual_events[j], 0)) for i, j in pairs]
    axes.add_collection(LineCollection(ends, colors=INK, linewidths=0.9))
    axes.margins(x=0)
    axes.set(ylim=(0, 1), yticks=[], ylabel="pairs")
