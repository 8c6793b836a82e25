"""Outlines: closed polygons, float [n, 2] of (y, x) in heights."""

from __future__ import annotations

import numpy as np

Points = np.ndarray
Rng = np.random.Generator


def ellipse(cy: float, cx: float, ry: float, rx: float | None = None, turn: float = 0.0) -> Points:
    """An ellipse or circle."""
    t = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    a, b = (ry if rx is None else rx) * np.cos(t), ry * np.sin(t)
    return np.stack([cy + np.sin(turn) * a + np.cos(turn) * b, cx + np.cos(turn) * a - np.sin(turn) * b], 1)


def blob(rng: Rng, cy: float, cx: float, ry: float, rx: float | None = None, wobble: float = 0.15) -> Points:
    """A hand-drawn round: an ellipse with a few slow waves in its radius."""
    points = ellipse(0, 0, ry, rx)
    t = np.linspace(0, 2 * np.pi, len(points), endpoint=False)
    wave = sum(np.cos(k * t + rng.uniform(0, 6.3)) * rng.normal(0, wobble / k) for k in range(2, 6))
    return points * (1 + np.asarray(wave))[:, None] + (cy, cx)


def scallops(rng: Rng, cy: float, cx: float, ry: float, rx: float, lobes: int) -> Points:
    """A cloud or a crown of leaves: lobes round an ellipse, flatter below."""
    t = np.linspace(0, 2 * np.pi, 40 * lobes, endpoint=False)
    bounds = np.sort(rng.uniform(0, 2 * np.pi, lobes) * 0.35 + np.arange(lobes) * 2 * np.pi / lobes)
    part = np.interp(t, np.r_[bounds, bounds[0] + 2 * np.pi], np.arange(lobes + 1), period=None)
    bump = np.abs(np.sin(np.pi * part)) ** 0.7
    radius = 0.78 + 0.3 * bump
    flat = np.where(np.sin(t) > 0, 0.75, 1.0)
    return np.stack([cy + ry * radius * np.sin(t) * flat, cx + rx * radius * np.cos(t)], 1)


def hill(rng: Rng, y: float, swing: float, wide: float, rough: float = 0.0) -> Points:
    """Ground from a waving line at height y down to the lower border."""
    x = np.linspace(-0.1, wide + 0.1, 240)
    line = y + sum(swing / k * np.sin(k * x * rng.uniform(1.2, 3.0) + rng.uniform(0, 6.3)) for k in (1, 2))
    if rough:
        line = line + rough * np.interp(x, np.linspace(-0.1, wide + 0.1, 34), rng.normal(0, 1, 34))
    return np.r_[np.stack([line, x], 1), [(1.1, wide + 0.1), (1.1, -0.1)]]


def peaks(rng: Rng, y: float, height: float, wide: float, count: int) -> Points:
    """Mountains with straight flanks from left to right, down to the lower border."""
    x = np.linspace(-0.15, wide + 0.15, 2 * count + 1)
    x[1:-1] += rng.uniform(-0.3, 0.3, len(x) - 2) * wide / (2 * count)
    up = np.where(np.arange(len(x)) % 2, rng.uniform(0.5, 1, len(x)), rng.uniform(0, 0.35, len(x)))
    return np.r_[np.stack([y - height * up, x], 1), [(1.1, wide + 0.1), (1.1, -0.1)]]


def ribbon(path: Points, width: np.ndarray | float) -> Points:
    """A band of changing width along a path [n, 2]."""
    step = np.gradient(path, axis=0)
    normal = np.stack([step[:, 1], -step[:, 0]], 1) / (np.linalg.norm(step, axis=1, keepdims=True) + 1e-9)
    half = np.broadcast_to(width, len(path))[:, None] / 2
    return np.r_[path + normal * half, (path - normal * half)[::-1]]


def curve(
    start: tuple[float, float], angle: float, length: float, bend: float = 0.0, count: int = 40, late: float = 1.0
) -> Points:
    """A path that starts at (y, x) in a direction and turns by `bend` radians on its way, the `late`r the more."""
    turn = angle + bend * np.linspace(0, 1, count) ** late
    step = np.stack([np.sin(turn), np.cos(turn)], 1) * length / count
    return np.asarray(start) + np.cumsum(step, 0)


def leaf(start: tuple[float, float], angle: float, length: float, width: float, bend: float = 0.0) -> Points:
    """A pointed leaf or petal."""
    path = curve(start, angle, length, bend)
    t = np.linspace(0, 1, len(path))
    return ribbon(path, width * np.sin(np.pi * t**0.8) ** 0.9)


def stem(start: tuple[float, float], angle: float, length: float, width: float, bend: float = 0.0) -> Points:
    """A trunk or stalk, thinner at its end."""
    path = curve(start, angle, length, bend)
    return ribbon(path, width * np.linspace(1, 0.55, len(path)))


def flame(rng: Rng, y: float, x: float, height: float, width: float) -> Points:
    """A cypress: a leaf that stands upright and sways."""
    path = curve((y, x), -np.pi / 2 + rng.normal(0, 0.05), height, rng.normal(0, 0.25), 60)
    t = np.linspace(0, 1, 60)
    rough = 1 + 0.12 * np.sin(23 * t + rng.uniform(0, 6)) * np.sin(np.pi * t)
    return ribbon(path, width * np.sin(np.pi * np.clip(t * 0.93 + 0.07, 0, 1)) ** 0.7 * rough)


def box(y: float, x: float, height: float, width: float, turn: float = 0.0) -> Points:
    """A rectangle about its centre."""
    corners = np.array([(-1, -1), (-1, 1), (1, 1), (1, -1)]) * (height / 2, width / 2)
    c, s = np.cos(turn), np.sin(turn)
    return corners @ np.array([[c, -s], [s, c]]) + (y, x)
