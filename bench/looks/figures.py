"""Figures of many pictures: kept in a file as soon as they are known, for a run of an hour may be cut off."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

__all__ = ["Figures", "Value", "told"]


class Value(NamedTuple):
    """A figure, and of which picture."""

    value: float
    where: str


class Figures:
    """All figures, by picture.

    Parameters
    ----------
    path : Path, optional
        A file of one line of JSON per picture. What stands in it already is not measured again.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        lines = path.read_text().splitlines() if path and path.exists() else []
        self._known: dict[str, dict[str, float]] = {row["where"]: row["figures"] for row in map(json.loads, lines)}

    def once(self, where: str, measure: Callable[[], dict[str, float]]) -> None:
        """Measure a picture, if its figures are not known."""
        if where in self._known:
            return
        self._known[where] = measure()
        if self._path:
            with self._path.open("a") as file:
                file.write(json.dumps({"where": where, "figures": self._known[where]}) + "\n")

    def of(self, what: str) -> list[Value]:
        """All figures of one name."""
        return [Value(figures[what], where) for where, figures in self._known.items() if what in figures]


def told(what: str, values: list[Value], *, most: float = np.inf, least: float = -np.inf) -> None:
    """One line of the table: the worst figure and its picture, the median, and how many are within the bounds."""
    bound = f"<= {most:g}" if most < np.inf else f">= {least:g}" if least > -np.inf else "none"
    if not values:
        print(f"| {what} | {bound} | not measured | | |", flush=True)
        return
    worst = min(values) if least > -np.inf else max(values)
    good, middle = sum(least <= v.value <= most for v in values), median(v.value for v in values)
    print(
        f"| {what} | {bound} | {worst.value:.3g}, {worst.where} | {middle:.3g} | {good} of {len(values)} |", flush=True
    )
