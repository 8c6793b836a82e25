"""Source ``parseq``: a field of a Parseq document.

Parseq (https://github.com/rewbs/sd-parseq) keeps ``keyframes`` with a formula for what lies between them, and on
*Render* works out every field at every frame: ``rendered_frames``. Those are read where they are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta, Struct

from clavilux.direct.sources.points import Bound, PointsSource, drawn
from clavilux.errors import BadValue, UnknownName, UnreadableMedia, UserError
from clavilux.plan import Name, Part
from clavilux.protocols import Curve
from clavilux.structs.checked import Checked, read_bytes
from clavilux.values import Hearing

__all__ = ["ParseqSource"]

MOST_BYTES = 200_000_000
"""Of a document: an hour of frames with all fields that there are."""

Frame = dict[str, Any]


class Options(Struct):
    """What of a document's options is read."""

    output_fps: float | str | None = None


class Document(Struct):
    """What of a document is read; further keys are ignored."""

    options: Options = msgspec.field(default_factory=Options)
    keyframes: list[Frame] = []
    rendered_frames: list[Frame] = []


class ParseqSource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field at every rendered frame; without those, at keyframes that are joined by lines (L) or held (S)."""

    file: Name
    """The document, JSON; relative paths are looked up from the current folder."""
    field: Name
    """Which of its fields: prompt_weight_1, zoom, zoom_delta, zoom_pc ..."""
    fps: Annotated[float, Meta(gt=0, le=1000)] | None = None
    """Frames per second that it counts in; null is the document's own. Frame 0 is the song's beginning."""
    low: Bound = 0.0
    """Value that becomes 0."""
    high: Bound = 1.0
    """Value that becomes 1; below `low` turns the curve upside down."""

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`."""
        return self.read().curve(hearing, shots)

    def inlined(self) -> Part:
        """The same lane without its file, for a plan."""
        return {"use": "points", **msgspec.json.decode(msgspec.json.encode(self.read()))}

    def read(self) -> PointsSource:
        """The field as points.

        Raises
        ------
        UserError
            If the file cannot be read, has no such field, or only keyframes with formulas.

        Warns
        -----
        ClaviluxWarning
            If values lie beyond `low` and `high`; they are clipped.
        """
        document = self._document()
        if document.rendered_frames:
            points = [(at, value) for at, value, _ in self._values(document.rendered_frames)]
        else:
            points = self._joined(document.keyframes)
        frames, values = np.array(points, float).T
        fps = self.fps or self._fps(document.options.output_fps)
        return drawn(frames / fps, values, low=self.low, high=self.high, what=f"{self.file}: {self.field}")

    def _document(self) -> Document:
        content = read_bytes(self.file, MOST_BYTES)
        if len(content) > MOST_BYTES:
            raise UnreadableMedia(self.file, f"is longer than {MOST_BYTES} bytes, so it is no Parseq document")
        try:
            return msgspec.json.decode(content, type=Document)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise UnreadableMedia(self.file, f"is no Parseq document ({error}); copy it from Parseq again") from error

    def _values(self, frames: list[Frame]) -> list[tuple[float, float, str]]:
        """Frame number, value and formula of the field, in order, wherever it has a value."""
        by_number = {self._number(frame, "frame"): frame for frame in frames}  # the last of several counts
        told = [(at, frame) for at, frame in sorted(by_number.items()) if frame.get(self.field) not in (None, "")]
        if not told:
            raise UnknownName("Parseq field", self.field, {name for frame in frames for name in _numbers(frame)})
        return [(at, self._number(frame, self.field), frame.get(f"{self.field}_i") or "") for at, frame in told]

    def _joined(self, keyframes: list[Frame]) -> list[tuple[float, float]]:
        """Points of keyframes; a formula holds until there is another, and at first it is a line."""
        points: list[tuple[float, float]] = []
        formula = "L"
        for at, value, new in self._values(keyframes):
            if points and formula == "S":
                points.append((at, points[-1][1]))
            points.append((at, value))
            formula = new or formula
            if formula not in ("L", "S"):
                raise BadValue(
                    f"has the formula '{formula!s:.40}'; use Render in Parseq and save again", self.field, self.file
                )
        return points

    def _number(self, frame: Frame, key: str) -> float:
        value = frame.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadValue(f"is {value!r:.40} in a frame; choose a field of numbers", key, self.file)
        return float(value)

    def _fps(self, told: float | str | None) -> float:
        try:
            fps = float(told or 0)
        except ValueError:
            fps = 0.0
        if not 0 < fps <= 1000:
            raise UserError(f"{self.file}: does not say its frames per second; give fps")
        return fps


def _numbers(frame: Frame) -> list[str]:
    return [name for name, value in frame.items() if isinstance(value, int | float) and name != "frame"]
