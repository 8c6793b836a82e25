"""The pictures of one stretch of frames, made ahead of their use."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass

from clavilux.move.paths import Path
from clavilux.move.shimmer import Grain
from clavilux.move.strip import Layer, Strip, mixed
from clavilux.types import Image

__all__ = ["Stretch"]

Made = tuple[dict[int, Image], dict[int, Layer]]
"""Pictures by their number in the strip, and layers of grain by their field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Frames between two keyframes."""

    path: Path
    """From one to the other."""
    strip: Strip
    """Which pictures are made, and which frame is mixed from what."""
    grain: Grain
    """What lies upon them."""

    def pictures(self, worker: Executor) -> Iterator[Image]:
        """Every frame's picture in order; the worker makes them ahead, and what is no longer needed is let go."""
        shown: dict[int, Image] = {}
        layers: dict[int, Layer] = {}
        coming, last = self._made(worker), self.strip.last_needed()
        for i, (behind, ahead) in enumerate(zip(self.strip.behind, self.strip.ahead, strict=True)):
            while behind not in shown or ahead not in shown:
                more, grains = next(coming)
                shown |= more
                layers |= grains
            upon = [(layers[field], amount) for field, amount in self.grain.upon(i)]
            yield mixed(shown[behind], shown[ahead], float(self.strip.weights[i]), upon)
            shown = {n: picture for n, picture in shown.items() if last[n] > i}
            layers = {field: layer for field, layer in layers.items() if field >= self.grain.oldest(i)}

    def _made(self, worker: Executor) -> Iterator[Made]:
        """The strip part by part, as many pictures as the path likes at once; one part is made ahead."""
        fields = self._fields()
        waiting: deque[Future[Made]] = deque()
        for first in range(0, self.strip.places.size, self.path.batch):
            end = min(first + self.path.batch, self.strip.places.size)
            waiting.append(worker.submit(self._part, first, end, fields))
            if len(waiting) > 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _part(self, first: int, end: int, fields: dict[int, list[int]]) -> Made:
        """Some pictures of the strip, and the layers of the fields that begin upon them."""
        places = self.strip.places[first:end]
        pictures = self.path.at(places)
        layers = {
            field: self.path.layer(float(place), picture, self.grain, field)
            for n, (place, picture) in enumerate(zip(places, pictures, strict=True), start=first)
            for field in fields.get(n, ())
        }
        return dict(enumerate(pictures, start=first)), layers

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
