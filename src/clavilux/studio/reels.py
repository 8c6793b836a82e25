"""Reels: stretches of a film that are ready to be played, and go on as far as somebody plays them."""

from __future__ import annotations

from collections import deque

from clavilux.studio.preview import Scene, jpeg

__all__ = ["Reel", "Reels"]

MOST = 4
"""Reels that are kept: of pages that play at once, and what was played last."""
LONGEST = 720
"""Frames of a reel that are kept, the last ones: half a minute, at most about 60 MB."""


class Reel:
    """Frames of a scene from one on, made once in one go, so that what keeps them from flashing knows them all.

    Parameters
    ----------
    revision : int
        Of the plan.
    scene : Scene
        What they are made with.
    first : int
        Number of the first frame.
    """

    def __init__(self, revision: int, scene: Scene, first: int) -> None:
        self.revision, self._end = revision, first
        self._frames, self._made = scene.frames(first), deque[bytes](maxlen=LONGEST)

    def has(self, number: int) -> bool:
        """Whether a frame is there, or is the next to be made."""
        return self._end - len(self._made) <= number <= self._end

    def at(self, number: int) -> bytes | None:
        """The JPEG of a frame that it `has`; None behind the end of the film."""
        if number == self._end:
            if (image := next(self._frames, None)) is None:
                return None
            self._made.append(jpeg(image))
            self._end += 1
        return self._made[number - self._end]

    def close(self) -> None:
        """Make no more."""
        self._frames.close()


class Reels:
    """The last reels; for one thread."""

    def __init__(self) -> None:
        self._reels: list[Reel] = []

    def at(self, revision: int, scene: Scene, number: int) -> bytes | None:
        """The JPEG of a frame of a scene; None behind the end of the film."""
        reel = next((reel for reel in self._reels if reel.revision == revision and reel.has(number)), None)
        if reel is None:
            reel = Reel(revision, scene, number)
        self._reels = [reel, *(each for each in self._reels if each is not reel)]
        for old in self._reels[MOST:]:
            old.close()
        del self._reels[MOST:]
        return reel.at(number)

    def close(self) -> None:
        """Let all go."""
        for reel in self._reels:
            reel.close()
        self._reels.clear()
