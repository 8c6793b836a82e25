"""The pictures of one stretch of frames, decoded ahead of their use."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clavilux.move.shimmer import Grain
from clavilux.move.strip import Layer, Strip, mixed
from clavilux.types import Image, Painter

__all__ = ["Curve", "Latents", "Stretch", "Way"]

Latents = NDArray[np.float32]
"""Shape [n, channels, h, w], or [channels, h, w] of one picture."""
Curve = NDArray[np.float32]
"""Shape [n]."""
Way = Callable[[Curve], Latents]
"""Latents at positions between two keyframes."""

Decoded = tuple[dict[int, Image], dict[int, Layer]]
"""Pictures by their number in the strip, and layers of grain by their field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Frames between two keyframes."""

    way: Way
    """From one to the other."""
    strip: Strip
    """What is decoded, and which frame is mixed from what."""
    grain: Grain
    """What lies upon it."""
    painter: Painter
    """Who decodes."""

    def pictures(self, worker: Executor) -> Iterator[Image]:
        """Every frame's picture in order; the worker decodes ahead, and what is no longer needed is let go."""
        shown: dict[int, Image] = {}
        layers: dict[int, Layer] = {}
        coming, last = self._decoded(worker), self.strip.last_needed()
        for i, (behind, ahead) in enumerate(zip(self.strip.behind, self.strip.ahead, strict=True)):
            while behind not in shown or ahead not in shown:
                more, grains = next(coming)
                shown |= more
                layers |= grains
            upon = [(layers[field], amount) for field, amount in self.grain.upon(i)]
            yield mixed(shown[behind], shown[ahead], float(self.strip.weights[i]), upon)
            shown = {n: picture for n, picture in shown.items() if last[n] > i}
            layers = {field: layer for field, layer in layers.items() if field >= self.grain.oldest(i)}

    def _decoded(self, worker: Executor) -> Iterator[Decoded]:
        """The strip part by part, as many pictures as the painter likes at once; one part is made ahead."""
        fields = self._fields()
        batch = self.painter.batch
        waiting: deque[Future[Decoded]] = deque()
        for first in range(0, self.strip.places.size, batch):
            waiting.append(worker.submit(self._part, first, min(first + batch, self.strip.places.size), fields))
            if len(waiting) > 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _part(self, first: int, end: int, fields: dict[int, list[int]]) -> Decoded:
        """Some pictures of the strip, and the layers of the fields that begin upon them."""
        latents = self.way(self.strip.places[first:end])
        plain = self.painter.decode(latents)
        layers = {}
        for n in range(first, end):
            for field in fields.get(n, ()):
                (grained,) = self.painter.decode((latents[n - first] + self.grain.field(field, latents[0].shape))[None])
                layers[field] = np.subtract(grained, plain[n - first], dtype=np.int16)
        return {n: plain[n - first] for n in range(first, end)}, layers

    def _fields(self) -> dict[int, list[int]]:
        """Number of a picture -> the fields of grain whose layers are made upon it: that of their first frame."""
        begun: dict[int, list[int]] = {}
        seen: set[int] = set()
        for i, behind in enumerate(self.strip.behind):
            for field, _ in self.grain.upon(i):
                if field not in seen:
                    seen.add(field)
                    begun.setdefault(int(behind), []).append(field)
        return begun
