"""The preview: frames of the plan as a render makes them, at the size of a draft, as soon as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clavilux import plugins
from clavilux.direct.timeline import timeline
from clavilux.filming import draft_size
from clavilux.imagine.keyframes import Keyframes
from clavilux.imagine.painters.choose import choose
from clavilux.kernel.sizes import centre
from clavilux.plan import Brief, FileRef, Part, Plan, Shot
from clavilux.preparation import complete
from clavilux.project import Project
from clavilux.protocols import Painter, Prepares
from clavilux.render.frames import frames, remembered
from clavilux.render.paths import Path, path
from clavilux.studio.recent import Recent
from clavilux.values import FloatArray, Hearing, Image, Keyframe, Timeline

__all__ = ["Preview", "Scene", "jpeg"]

KEYFRAMES, WAYS, FRAMES, CURVES = 24, 8, 200, 100
"""Keyframes, ways between them, finished frames, and evaluated lanes that are remembered."""
ROUNDED = 1e-6
"""Of a frame, by which the second at which it begins may be rounded."""
QUALITY = 85
"""Of a JPEG."""
STYLE_SIDE = 256
"""Longer side of a picture in the gallery of styles, pixels."""
NO_SONG = FileRef(path="none", sha256="0" * 64)


@dataclass(frozen=True, slots=True)
class _Known:
    """A path whose pictures are remembered."""

    path: Path
    made: dict[float, Image] = field(default_factory=dict)

    @property
    def batch(self) -> int:
        return self.path.batch

    def at(self, positions: NDArray[np.float32]) -> Sequence[Image]:
        missing = [place for place in positions.tolist() if place not in self.made]
        if missing:
            self.made.update(zip(missing, self.path.at(np.array(missing, np.float32)), strict=True))
        return [self.made[place] for place in positions.tolist()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that the frames of one plan are made with."""

    plan: Plan
    """Small, with all that its effects depend on."""
    lanes: Timeline
    painter: Painter
    keyframes: Callable[[str], Keyframe]
    paths: Callable[[Keyframe, Keyframe], Path]

    def frames(self, start: int, end: int | None = None) -> Generator[Image, None, None]:
        """Frames from one on, as soon as they can be had; see `render.frames.frames`."""
        if start >= self.lanes.frames:
            return
        found = frames(
            self.plan, self.lanes, self.keyframes, self.painter, start=start, end=end, run_up=False, paths=self.paths
        )
        for frame in found:
            yield centre(frame, self.plan.size)

    @property
    def at_once(self) -> bool:
        """Whether each frame can be made alone, as no effect remembers others."""
        return remembered(plugins.configured("effects", part) for part in self.plan.effects) == 0

    def frame_at(self, second: float) -> int:
        """The number of the frame that is shown at a second."""
        return min(max(0, int(second * self.plan.rate + ROUNDED)), self.lanes.frames - 1)


class Preview:
    """Makes the frames of a project's plan, whichever that is, and remembers what the next plan may need, too.

    Everything is called from one thread.

    Parameters
    ----------
    project : Project
        Open; keyframes are taken from it, and kept there.
    painted : callable
        Called with name and key of each keyframe that is painted.
    """

    def __init__(self, project: Project, painted: Callable[[str, str], None]) -> None:
        self._project, self._painted = project, painted
        self._painters: Recent[tuple[Painter, Keyframes]] = Recent(2)
        self._keyframes: Recent[Keyframe] = Recent(KEYFRAMES)
        self._ways: Recent[Path] = Recent(WAYS)
        self._curves: tuple[Hearing | None, dict[bytes, FloatArray]] = None, {}
        self._scenes: Recent[Scene] = Recent(2)
        self._stills: Recent[bytes] = Recent(FRAMES)

    def scene(self, revision: int, plan: Plan, hearing: Hearing) -> Scene:
        """What the frames of a plan are made with.

        Parameters
        ----------
        revision : int
            By which the plan is known.
        plan : Plan
            With paths from the current folder.
        hearing : Hearing
            What was heard of its song.

        Raises
        ------
        UserError
            If something that the plan names cannot be had.
        """
        return self._scenes.get(revision, lambda: self._scene(plan, hearing))

    def still(self, revision: int, scene: Scene, second: float) -> tuple[float, bytes]:
        """The frame of a revision's scene that is shown at a second: when it begins, and its JPEG."""
        number = scene.frame_at(second)
        made = self._stills.get((revision, number), lambda: jpeg(next(scene.frames(number, number + 1))))
        return float(number / scene.plan.rate), made

    def keyframe(self, plan: Plan, name: str) -> Image:
        """A keyframe at the size of the preview."""
        small = _small(plan)
        return centre(self._keyframe(small, name, self._store(small)).image, small.size)

    def picture_id(self, plan: Plan, name: str) -> str:
        """What a keyframe's picture is known by at that size."""
        return self._project.picture_id(_small(plan).keyframe_key(name))

    def own_file(self, plan: Plan, name: str) -> str | None:
        """The file in the project's folder that somebody has put in the place of a keyframe, of whichever size."""
        for sized in (plan, _small(plan)):
            key = sized.keyframe_key(name)
            if self._project.picture_id(key) != key:
                return str(self._project.pictures(key)[-1].relative_to(self._project.folder))
        return None

    def styled(self, painter: Part, size: tuple[int, int], picture: FileRef, brief: Brief) -> Image:
        """An artwork in a style, small.

        Parameters
        ----------
        painter : Part
            Who paints.
        size : tuple of int
            Of the film: the shape counts.
        picture : FileRef
            The artwork.
        brief : Brief
            What is painted; its picture is called ``"artwork"``.
        """
        shot = Shot(id="s", start=0.0, end=1.0, from_="style", to="style", travel=0.0)
        scale = STYLE_SIDE / max(size)
        width, height = (max(64, 2 * round(side * scale / 2)) for side in size)
        plan = Plan(
            song=NO_SONG,
            pictures={"artwork": picture},
            painter=painter,
            size=(width, height),
            fps="24",
            keyframes={"style": brief},
            shots=(shot,),
        )
        return centre(self._keyframe(plan, "style", self._store(plan)).image, plan.size)

    def _scene(self, plan: Plan, hearing: Hearing) -> Scene:
        small = complete(_small(plan), self._painter(plan)[0])
        painter, _ = self._painter(plan)
        store = self._store(small)
        return Scene(
            plan=small,
            lanes=timeline(small, hearing, self._curves_of(hearing)),
            painter=painter,
            keyframes=partial(self._keyframe, small, store=store),
            paths=partial(self._way, small, painter),
        )

    def _curves_of(self, hearing: Hearing) -> dict[bytes, FloatArray]:
        """Lanes that were evaluated for that hearing."""
        heard, curves = self._curves
        if heard is not hearing or len(curves) > CURVES:
            self._curves = hearing, {}
        return self._curves[1]

    def _painter(self, plan: Plan) -> tuple[Painter, Keyframes]:
        """Who paints, and the pictures that it has read."""

        def new() -> tuple[Painter, Keyframes]:
            painter = choose(plan.painter)
            if isinstance(painter, Prepares):
                painter.prepare()
            return painter, Keyframes(_small(plan), painter)

        return self._painters.get(_key(plan.painter), new)

    def _store(self, small: Plan) -> Keyframes:
        return self._painter(small)[1].following(small, self._project)

    def _keyframe(self, small: Plan, name: str, store: Keyframes) -> Keyframe:
        key = small.keyframe_key(name)

        def new() -> Keyframe:
            fresh = small.keyframes[name].paint and not self._project.has_picture(key)
            made = store(name)
            if fresh:
                self._painted(name, key)
            return made

        own = self._project.picture_id(key)
        return self._keyframes.get((own, small.content(small.keyframes[name].depth)), new)

    def _way(self, small: Plan, painter: Painter, start: Keyframe, end: Keyframe) -> Path:
        return self._ways.get((start, end, _key(small.path)), lambda: _Known(path(start, end, painter, small.path)))


def jpeg(image: Image, side: int | None = None) -> bytes:
    """A picture as JPEG, if wanted with no side longer than that."""
    picture, file = Pillow.fromarray(image), BytesIO()
    if side:
        picture.thumbnail((side, side))
    picture.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _small(plan: Plan) -> Plan:
    return msgspec.structs.replace(plan, size=draft_size(plan.size))


def _key(part: Any) -> bytes:
    return msgspec.json.encode(part, order="sorted")
