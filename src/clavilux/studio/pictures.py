"""The pictures that pages ask for, made the most urgent first."""

from __future__ import annotations

from collections.abc import Generator, Hashable
from concurrent.futures import Future
from typing import Any

from clavilux.direct.briefs import painter_part
from clavilux.errors import UnknownName
from clavilux.plan import Brief
from clavilux.studio.preview import Preview, jpeg
from clavilux.studio.recent import Recent
from clavilux.studio.reels import Reels
from clavilux.studio.session import Session
from clavilux.studio.worker import Urgency, Worker
from clavilux.styles import StyleBook

__all__ = ["Pictures", "Stretch"]

Stretch = Generator[tuple[float, bytes], None, None]
"""Frames from some second on, to the end of the film: when each is shown, and its JPEG."""
THUMBNAIL = 320
"""Longer side of a keyframe on the timeline, pixels."""
READY = 3.0
"""Seconds that are ready to be played where somebody looks."""
SMALL = 300
"""Thumbnails and styles that are remembered."""


class Pictures:
    """Makes pictures of a session's plan in a thread of its own; everything here may be called from any.

    Parameters
    ----------
    session : Session
        Its news tell of every keyframe that is painted.
    """

    def __init__(self, session: Session) -> None:
        self._session, self._worker = session, Worker()
        self._preview = Preview(session.project, self._tell_painted)
        self._reels = Reels()
        self._ahead: Stretch | None = None
        self._small: Recent[bytes] = Recent(SMALL)

    def still(self, second: float) -> Future[tuple[float, bytes]]:
        """The frame that is shown at a second: when it begins, and its JPEG."""

        def make() -> tuple[float, bytes]:
            revision, plan = self._session.now()
            scene = self._preview.scene(revision, plan, self._session.listening.hear(plan))
            begins, image = self._preview.still(revision, scene, second)
            if scene.at_once:  # or a run-up would keep the next frame that is asked for waiting
                self._go_ahead(begins)
            return begins, image

        return self._worker.ask(Urgency.STILL, make)

    def stretch(self, second: float) -> Stretch:
        """Frames from a second on; where the plan is changed meanwhile, they go on with the new one."""
        known, number, scene = None, 0, None
        while True:
            revision, plan = self._session.now()
            if scene is None or revision != known:
                scene = self._preview.scene(revision, plan, self._session.listening.hear(plan))
                known, number = revision, scene.frame_at(second)
            if (image := self._reels.at(revision, scene, number)) is None:
                return
            yield float(number / scene.plan.rate), image
            number += 1
            second = float(number / scene.plan.rate)

    def next(self, stretch: Stretch) -> Future[tuple[float, bytes] | None]:
        """The next frame of a stretch; None at its end."""
        return self._worker.ask(Urgency.PLAY, lambda: next(stretch, None))

    def leave(self, stretch: Stretch) -> None:
        """No more of a stretch is wanted."""
        self._worker.ask(Urgency.PLAY, stretch.close)

    def keyframe(self, name: str) -> Future[bytes]:
        """A keyframe's JPEG, small; a `UserError` if there is none of that name."""

        def make() -> bytes:
            plan = self._session.planned()
            if name not in plan.keyframes:
                raise UnknownName("keyframe", name, plan.keyframes)
            key = plan.keyframe_key(name), self._preview.picture_id(plan, name)
            return self._small.get(key, lambda: jpeg(self._preview.keyframe(plan, name), THUMBNAIL))

        return self._worker.ask(Urgency.KEYFRAME, make)

    def own_file(self, name: str) -> str | None:
        """The file in the project that somebody has put in the place of a keyframe; None if nobody has.

        Raises
        ------
        UnknownName
            If there is no keyframe of that name.
        """
        plan = self._session.planned()
        if name not in plan.keyframes:
            raise UnknownName("keyframe", name, plan.keyframes)
        return self._preview.own_file(plan, name)

    def styled(self, style: str, picture: str, **choices: Any) -> Future[bytes]:
        """An artwork in a style, small, as JPEG.

        Parameters
        ----------
        style : str
            A key of the style book; ``"none"`` is the artwork's own.
        picture : str
            The name of the artwork.
        **choices
            Fields of `plan.Brief`.
        """
        named = None if style == "none" else style
        if named is not None and named not in (known := StyleBook.load().styles):
            raise UnknownName("style", named, known)
        brief = Brief(picture="artwork", style=named, **choices)
        ref = self._session.inputs.picture(picture)

        def make() -> bytes:
            plan, recipe = self._session.plan, self._session.recipes.named()
            painter = plan.painter if plan else painter_part(recipe.imagine)
            size = plan.size if plan else (recipe.film.width, recipe.film.height)
            key: Hashable = (str(painter), size, ref.sha256, str(brief))
            return self._small.get(key, lambda: jpeg(self._preview.styled(painter, size, ref, brief)))

        return self._worker.ask(Urgency.GALLERY, make)

    def close(self) -> None:
        """Make nothing more."""
        self._worker.close()
        self._reels.close()

    def _go_ahead(self, second: float) -> None:
        """Make what is played next if somebody plays what was looked at last, as long as nothing else is asked for."""
        self._ahead = stretch = self.stretch(second)

        def step() -> None:
            if stretch is self._ahead and (made := next(stretch, None)) and made[0] < second + READY:
                self._worker.ask(Urgency.AHEAD, step)

        self._worker.ask(Urgency.AHEAD, step)

    def _tell_painted(self, name: str, key: str) -> None:
        self._session.news.tell(("keyframe", key), {"kind": "keyframe", "name": name, "key": key})
