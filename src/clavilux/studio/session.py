"""A session: one project, open, with all that the page shows of it and does to it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from clavilux import pipeline
from clavilux.errors import BadValue, ClaviluxError, UserError
from clavilux.media.files import check_same, plan_text
from clavilux.plan import FileRef, Plan
from clavilux.plan.locks import keeping
from clavilux.project import Project
from clavilux.sharing import foreign_in_plan
from clavilux.studio.checks import check_options
from clavilux.studio.inputs import Inputs
from clavilux.studio.jobs import Job, Jobs
from clavilux.studio.listening import Listening
from clavilux.studio.news import News
from clavilux.studio.plans import Plans
from clavilux.studio.problems import Problem, gone_as, lost
from clavilux.studio.recipes import Recipes
from clavilux.values import Progress
from clavilux.version import __version__

__all__ = ["Session"]

EDITED = "plan.json was changed by another program, and is shown as it is now. Undo brings back what was here."


class Session:
    """All that happens to one project while its studio is open; from any thread.

    Parameters
    ----------
    project : Project
        Open.
    song : Path, optional
        What the user named where the studio began; it is remembered.
    pictures : sequence of Path
        The same.
    trust : bool
        Whether plans may fetch and read what they name.
    usual : mapping
        Keys of the recipe that are other than usual where nothing else is said, such as the painter.

    Raises
    ------
    UserError
        If what is in the project cannot be read, or a file that the user named.
    """

    def __init__(
        self,
        project: Project,
        *,
        song: Path | None = None,
        pictures: Sequence[Path] = (),
        trust: bool = False,
        usual: Mapping[str, Any] | None = None,
    ) -> None:
        self.project, self.inputs, self.news = project, Inputs(project.folder), News()
        path = project.plan()
        plan = Plan.from_file(path) if path.is_file() else None
        self._lock = threading.RLock()
        self._trust, self._known = trust, set[str]()
        self.recipes = Recipes(self.inputs, dict(usual or {}), self._known, trust=trust)
        self._broken: str | None = None
        self._seen: list[Problem] = []
        if plan:
            self._open(plan)
        self.inputs.know(song, pictures)
        self.plans = Plans(path, plan, self.check)
        self.listening = Listening(project, self.inputs, lambda: self.plan)
        self.jobs = Jobs(self._tell_job)

    @property
    def plan(self) -> Plan | None:
        """The plan as it is now, with paths from the current folder."""
        return self.plans.plan

    def planned(self) -> Plan:
        """The plan as it is now.

        Raises
        ------
        UserError
            If there is none.
        """
        if self.plan is None:
            raise UserError("there is no plan yet; give a song and a picture first")
        return self.plan

    def now(self) -> tuple[int, Plan]:
        """The newest revision, and its plan; errors are those of `planned`."""
        with self._lock:
            return self.plans.revision, self.planned()

    def state(self) -> dict[str, Any]:
        """What the page shows."""
        with self._lock:
            with suppress(UserError):  # what is no plan now is told where it would be replaced
                self._look()
            plan, memory = self.plan, self.inputs.memory
            return {
                "revision": self.plans.revision,
                "plan": None if plan is None else msgspec.Raw(plan_text(plan, self.project.plan()).encode()),
                "can_undo": self.plans.can_undo,
                "can_redo": self.plans.can_redo,
                "project": str(self.project.folder.absolute()),
                "song": self.listening.about(),
                "pictures": [
                    {"name": name, "file": Path(ref.path).name, "ref": ref} for name, ref in memory.pictures.items()
                ],
                "problems": [problem._asdict() for problem in self.problems()],
                "heard": self.listening.hearing() is not None,
                "jobs": self.jobs.all,
                "version": __version__,
                "painter": (plan.painter if plan else {"use": self.recipes.named().imagine.painter})["use"],
            }

    def problems(self) -> list[Problem]:
        """What keeps the film from being made, as far as the project's files tell."""
        broken = [Problem("plan", f"{self._broken}, or take the file away")] if self._broken else []
        return broken + lost(self.plan, self.inputs)

    def start(self) -> None:
        """Do what can be done without being asked: listen to the song, and plan a film if there is none."""
        memory = self.inputs.memory
        if self.plan is None and memory.song and memory.pictures:
            self.begin([], {}, None)
        elif self.plan and self.listening.hearing() is None:
            plan = self.plan
            self.jobs.add(
                "listen", f"listening to {Path(plan.song.path).name}", lambda told: self.listening.hear(plan, told)
            )

    def tell(self) -> None:
        """Tell all pages: something of `state` has changed."""
        self.news.tell("state", {"kind": "state"})

    def begin(self, pictures: Sequence[str], values: Mapping[str, Any], recipe: str | None) -> Job:
        """Listen to the song and plan a film; the new plan is a change that can be undone.

        Parameters
        ----------
        pictures : sequence of str
            Names; all when there are none.
        values : mapping
            Dotted keys of the recipe. Files are named as in the plan.
        recipe : str, optional
            One that ships.

        Raises
        ------
        UserError
            If there is no song or picture, or a key or value is wrong.
        """
        memory = self.inputs.memory
        song = self.listening.ref()
        names = list(pictures) or list(memory.pictures)
        if not names:
            raise UserError("there is no picture yet; drop one on the page")
        files = [self.inputs.picture(name) for name in names]
        chosen = self.recipes.wished(values, recipe)

        def work(progress: Progress) -> None:
            for file, what in ((song, "song"), *((each, "picture") for each in files)):
                check_same(file, what)
            plan = pipeline.plan(
                song.path, [file.path for file in files], chosen, project=self.project, progress=progress
            )
            progress("listen", 1, 1)  # whoever has cancelled wants no new plan
            self.inputs.remember(recipe=chosen.to_dict())
            self._change(lambda: self.plans.put(keeping(plan, self.plan) if self.plan else plan))

        return self.jobs.add("listen", f"listening to {Path(song.path).name}", work)

    def put(self, text: bytes, base: int) -> None:
        """Change the plan.

        Parameters
        ----------
        text : bytes
            The whole plan, with paths from the project's folder.
        base : int
            The revision from which it was made.

        Raises
        ------
        Conflict
            If that is not the newest.
        BadValue
            If it is not valid, or names what the project may not use.
        """
        plan = Plan.from_json(text).with_paths(self.inputs.whole)
        self.check(plan)
        self._change(lambda: self.plans.put(plan, base))

    def check(self, plan: Plan) -> None:
        """See that a plan is valid to the last option, and names nothing that the project may not use.

        Raises
        ------
        UserError
            If not.
        """
        self.inputs.check(plan)
        if not self._trust:
            for key, deed in foreign_in_plan(plan, self.project.folder).items():
                if deed not in self._known:
                    raise BadValue(f"the plan would {deed}; allow that with clavilux studio --trust", key)
        check_options(plan)

    def undo(self) -> None:
        """Go back by one change; errors are those of `Plans.undo`."""
        self._change(self.plans.undo)

    def redo(self) -> None:
        """Take a change back that was undone; errors are those of `Plans.redo`."""
        self._change(self.plans.redo)

    def restore(self, version: str) -> None:
        """Make a plan that was kept the newest; it can be undone.

        Raises
        ------
        UserError
            If there is none, or it names what the project may not use.
        """
        plan = self.plans.version(version)
        self.check(plan)
        self._change(lambda: self.plans.put(plan))

    def given(self, ref: FileRef) -> None:
        """A file was given: what names the same one elsewhere, where it is gone, names this one from now on."""
        with self._lock:
            if (plan := self.plan) and (gone := gone_as(plan, ref)):
                here = self.inputs.whole(ref.path)
                self._change(lambda: self.plans.put(plan.with_paths(lambda path: here if path in gone else path)))
        self.tell()

    def forget(self, name: str) -> None:
        """A picture is not wanted in the film to come; a `UserError` if there is one, or no such picture."""
        with self._lock:
            if self.plan:
                raise UserError("there is a film already; what no shot shows is not in it")
            self.inputs.forget(name)
        self.tell()

    def look(self) -> None:
        """See what other programs have done to the plan's file, and to those that it names; all pages are told."""
        with self._lock:
            with suppress(ClaviluxError):  # it is among the problems
                self._look()
            if (problems := self.problems()) != self._seen:
                self._seen = problems
                self.tell()

    def close(self) -> None:
        """Stop what is being done."""
        self.jobs.close()

    def _change(self, change: Any) -> None:
        with self._lock:
            self._look()
            change()
        self.tell()

    def _look(self) -> None:
        """See whether another program has changed the plan's file: the user has, so it is a change like others."""
        try:
            changed = self.plans.look()
        except UserError as error:
            self._broken = str(error)
            raise
        self._broken = None
        if changed:
            self._open(self.planned())
            self.news.tell("told", {"kind": "told", "text": EDITED})
            self.tell()

    def _open(self, plan: Plan) -> None:
        """Let the project use what a plan names that the user has opened."""
        self._known.update(foreign_in_plan(plan, self.project.folder).values())
        self.inputs.know_plan(plan)

    def _tell_job(self, job: Job) -> None:
        self.news.tell(("job", job.id), {"kind": "job", **msgspec.to_builtins(job)})
        if job.state in ("done", "failed", "cancelled"):
            self.tell()
