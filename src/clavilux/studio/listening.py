"""The song of a studio, as it is heard, drawn and played."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from clavilux.direct.timeline import lanes
from clavilux.errors import UserError
from clavilux.media.decode import Song
from clavilux.media.files import check_same
from clavilux.media.flac import write_flac
from clavilux.media.tags import tags
from clavilux.plan import FileRef, Listen, Plan
from clavilux.preparation import decoded, heard, heard_of
from clavilux.project import Project, key_of
from clavilux.studio.inputs import Inputs
from clavilux.studio.sounding import told, waveform
from clavilux.values import FloatArray, Hearing, Progress

__all__ = ["Listening"]

LANE_RATE = 25.0
"""Values of a lane that the page draws, a second."""
CURVES = "harmonic", "percussive", "bass", "melody", "kick", "snare", "treble", "loudness"
"""Signals of a hearing that the page may draw."""
DIGITS = 3
FAINTEST = 1e-9


class Listening:
    """Hears the song of the plan, or, as long as there is none, the one that lies ready; from any thread.

    Parameters
    ----------
    project : Project
        Open; it keeps what is heard.
    inputs : Inputs
        Where the song lies.
    plan : callable
        Gives the plan as it is now.
    """

    def __init__(self, project: Project, inputs: Inputs, plan: Callable[[], Plan | None]) -> None:
        self._project, self._inputs, self._plan = project, inputs, plan
        self._lock = threading.RLock()
        self._song: tuple[list[Any], Song] | None = None
        self._hearing: tuple[str, Hearing] | None = None

    def hearing(self) -> Hearing | None:
        """What was heard of the plan's song; None if there is no plan, or it is to be heard again."""
        if (plan := self._plan()) is None:
            return None
        key = key_of(heard_of(plan))
        with self._lock:
            if self._hearing is None or self._hearing[0] != key:
                found = self._project.hearing(key)
                self._hearing = None if found is None else (key, found)
            return None if self._hearing is None else self._hearing[1]

    def hear(self, plan: Plan, progress: Progress | None = None) -> Hearing:
        """What is heard of a plan's song; it is listened to if need be.

        Raises
        ------
        UserError
            If the song cannot be heard.
        """
        return self.hearing() or heard(plan, self._project, progress=progress)

    def told(self) -> dict[str, Any]:
        """What the page draws of the song.

        Raises
        ------
        UserError
            If there is no song.
        """
        song = self._decoded()
        return {"duration": song.duration, **told(self.hearing()), "waveform": waveform(song)}

    def lanes(self, plan: Plan, *, heard: bool) -> dict[str, Any]:
        """The curves of a plan's lanes by name and, under ``"heard"``, those of the song if they are wanted.

        Raises
        ------
        UserError
            If the song cannot be heard, or a lane is broken.
        """
        hearing = self.hear(plan)
        drawn = {name: _curve(values) for name, values in lanes(plan, hearing, LANE_RATE).items()}
        if heard:
            drawn["heard"] = {name: _heard_curve(hearing, name) for name in CURVES if name in hearing.signals}
        return drawn

    def sound(self) -> Path:
        """The file of the song, or of the part of it that the film shows, as browsers play it.

        Raises
        ------
        UserError
            If there is no song.
        """
        key = key_of(["flac", self._wanted()])
        with self._lock:
            if (found := self._project.sound(key)) is None:
                song = self._decoded()
                with self._project.keeping_sound(key) as part:
                    write_flac(song, part)
                found = self._project.sound(key)
            assert found is not None
            return found

    def about(self) -> dict[str, Any] | None:
        """Name, title, artist and length of the song; None if there is none, and what is wrong if it is lost."""
        if self._plan() is None and self._inputs.memory.song is None:
            return None
        ref, *_ = self._wanted()
        name = Path(ref.path).name
        try:
            said, duration = tags(ref.path), self._decoded().duration
        except UserError as error:
            return {"name": name, "title": None, "artist": None, "duration": 0.0, "error": str(error)}
        return {"name": name, "title": said.get("title"), "artist": said.get("artist"), "duration": duration}

    def ref(self) -> FileRef:
        """The song that lies ready, from the current folder.

        Raises
        ------
        UserError
            If there is none.
        """
        if (song := self._inputs.memory.song) is None:
            raise UserError("there is no song yet; drop one on the page")
        return msgspec.structs.replace(song, path=self._inputs.whole(song.path))

    def _wanted(self) -> list[Any]:
        """The song, and what of it is heard."""
        if plan := self._plan():
            return [plan.song, plan.listen.start, plan.listen.duration, plan.listen.track]
        return [self.ref(), 0.0, None, None]

    def _decoded(self) -> Song:
        """That, decoded; the last one is remembered."""
        ref, start, duration, track = wanted = self._wanted()
        with self._lock:
            if self._song is None or self._song[0] != wanted:
                check_same(ref, "song")
                self._song = wanted, decoded(ref.path, Listen(start=start, duration=duration, track=track))
            return self._song[1]


def _curve(values: FloatArray) -> dict[str, Any]:
    return {"rate": LANE_RATE, "values": values.round(DIGITS).tolist()}


def _heard_curve(hearing: Hearing, name: str) -> dict[str, Any]:
    """A signal between 0 and its largest value."""
    values = hearing.signals[name].at(np.arange(0, hearing.duration, 1 / LANE_RATE))
    return _curve(values / max(float(values.max(initial=0.0)), FAINTEST))
