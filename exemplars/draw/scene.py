"""A scene: shapes laid one over another, each with its colours, its light and the direction of its marks.

The styles do not draw things: they translate one scene, each into its own marks.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from sheet import Field, Picture, Sheet

Swatch = np.ndarray
"""Shadow, body and light of one thing, [3, 3] sRGB."""


@dataclass(frozen=True)
class Light:
    """How a shape is lit: `tone` in its middle, `ramp` from its dark to its lit side, `round` darker at its border."""

    tone: float = 0.5
    ramp: float = 0.5
    angle: float = -1.0
    round: float = 0.0


class Scene:
    """What is seen at each pixel of a sheet.

    Attributes
    ----------
    swatches : float32 [h, w, 3, 3], shadow, body and light colour
    tone : float32 [h, w], 0 dark to 1 light
    line : float32 [h, w], share of contour
    piece : int32 [h, w], which shape is on top
    depth : float32 [h, w], distance to that shape's border, heights
    angle : float32 [h, w], direction of marks, radians from the x axis
    across : float32 [h, w], coordinate across the marks, heights
    """

    def __init__(self, sheet: Sheet, ground: Swatch, line: float = 0.008, smallest: float = 0.0) -> None:
        self.sheet, self.line_width, self.smallest = sheet, line, smallest
        shape = (sheet.height, sheet.width)
        self.swatches = np.broadcast_to(ground, (*shape, 3, 3)).astype(np.float32)
        self.tone = np.full(shape, 0.5, np.float32)
        self.line = np.zeros(shape, np.float32)
        self.piece = np.zeros(shape, np.int32)
        self.depth = np.ones(shape, np.float32)
        self.angle = np.zeros(shape, np.float32)
        self.across = sheet.y.copy()
        self.count = 0
        self._wave = sheet.noise(0.12)

    def add(
        self,
        points: np.ndarray,
        swatch: Swatch,
        light: Light = Light(),
        line: float = 1.0,
        marks: float | str = "around",
    ) -> None:
        """Lay a shape on top.

        Parameters
        ----------
        points : [n, 2] outline in heights
        swatch : its colours
        light : its tones
        line : its contour, times the scene's width; 0 for none
        marks : the direction of its marks in radians, or "around" for marks that follow the outline
        """
        window, distance = self._distance(points)
        if distance is None or distance.max() < self.smallest:
            return
        sheet = self.sheet
        y, x = sheet.y[window], sheet.x[window]
        along = np.cos(light.angle) * x + np.sin(light.angle) * y
        ends = np.cos(light.angle) * points[:, 1] + np.sin(light.angle) * points[:, 0]
        low, high = max(ends.min(), min(0, *ends)), ends.max()
        slope = np.clip((along - low) / max(high - low, 1e-3), 0, 1) - 0.5
        tone = light.tone + light.ramp * slope
        reach = max(float(distance.max()), 1e-3)
        if light.round:
            tone = tone + light.round * (np.sqrt(np.clip(distance / reach, 0, 1)) - 0.6)
        inside = sheet.edge(distance)
        on = inside[..., None, None]
        self.swatches[window] += (swatch - self.swatches[window]) * on
        self.tone[window] += (np.clip(tone, 0, 1) - self.tone[window]) * inside
        hard = distance > 0
        self.count += 1
        self.piece[window][hard] = self.count
        self.depth[window] = np.where(hard, distance, np.minimum(self.depth[window], -distance))
        self._direct(window, hard, distance, marks)
        self._contour(window, distance, inside, line)

    def _distance(self, points: np.ndarray) -> tuple[tuple[slice, slice], Field | None]:
        """Window round an outline and the signed distance to it, positive inside, heights."""
        sheet, pad = self.sheet, int(0.03 * self.sheet.height) + 4
        pixels = points * sheet.height
        y0, x0 = np.maximum(np.floor(pixels.min(0)).astype(int) - pad, 0)
        y1, x1 = np.minimum(np.ceil(pixels.max(0)).astype(int) + pad, (sheet.height, sheet.width))
        window = (slice(y0, y1), slice(x0, x1))
        if y1 - y0 < 2 or x1 - x0 < 2:
            return window, None
        # Drawn with a margin, so that the sheet's border is no border of the shape.
        mask = np.zeros((y1 - y0 + 2 * pad, x1 - x0 + 2 * pad), np.uint8)
        corner = np.round((pixels - (y0 - pad, x0 - pad))[:, ::-1] * 16).astype(np.int32)
        cv2.fillPoly(mask, [corner], 1, shift=4)
        if not mask.any():
            return window, None
        # The approximate transforms draw octagons for circles.
        inner, outer = (cv2.distanceTransform(m, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) for m in (mask, 1 - mask))
        signed = cv2.GaussianBlur(inner - outer, (0, 0), 1.0)[pad:-pad, pad:-pad]
        return window, signed / np.float32(sheet.height)

    def _direct(self, window: tuple[slice, slice], hard: Field, distance: Field, marks: float | str) -> None:
        sheet = self.sheet
        if isinstance(marks, str):
            smooth = cv2.GaussianBlur(distance, (0, 0), max(0.01 * sheet.height, 0.5))
            gy, gx = np.gradient(smooth)
            angle, across = np.arctan2(gx, -gy), distance
        else:
            y, x = sheet.y[window], sheet.x[window]
            angle = np.full_like(distance, marks)
            across = np.cos(marks) * y - np.sin(marks) * x + 0.006 * self._wave[window]
        self.angle[window][hard] = angle[hard]
        self.across[window][hard] = across[hard]

    def _contour(self, window: tuple[slice, slice], distance: Field, inside: Field, line: float) -> None:
        """A line that swells and thins as a brush does; what lies below is hidden."""
        old = self.line[window] * (1 - inside)
        if line > 0:
            width = self.line_width * line * (1 + 0.35 * self._wave[window])
            old = np.maximum(old, self.sheet.edge(width / 2 - np.abs(distance)))
        self.line[window] = old

    def relight(self, gain: float, lift: float) -> None:
        """More contrast about the middle, then lighter by `lift`."""
        self.tone[:] = np.clip(0.5 + gain * (self.tone - 0.5) + lift, 0, 1)

    def colours(self, tone: Field | None = None) -> Picture:
        """The scene in smooth colour: shadow, body and light by tone."""
        return shaded(self.swatches, self.tone if tone is None else tone)


def shaded(swatches: np.ndarray, tone: np.ndarray) -> np.ndarray:
    """From shadow over body to light: swatches [..., 3, 3] and tones [...] in [0, 1] give colours [..., 3]."""
    low, high = np.clip(2 * tone, 0, 1)[..., None], np.clip(2 * tone - 1, 0, 1)[..., None]
    dark, body, light = (swatches[..., k, :] for k in range(3))
    return dark + (body - dark) * low + (light - body) * high
