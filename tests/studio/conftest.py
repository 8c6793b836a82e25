"""A studio of a small project, made once, of which every test has a copy."""

import shutil
from contextlib import ExitStack

import pytest

from clavilux import pipeline
from clavilux.media.decode import decode
from clavilux.media.files import write_plan
from clavilux.media.flac import write_flac
from clavilux.project import opened
from clavilux.recipe import Recipe
from studios import SMALL, page


@pytest.fixture(scope="session")
def made(song, artwork, tmp_path_factory):
    """The folder of a project with a plan and what was heard, and nothing painted."""
    folder = tmp_path_factory.mktemp("made") / "night.clavilux"
    (folder / "inputs").mkdir(parents=True)
    (folder / "README.txt").touch()
    files = [folder / "inputs" / "song.flac", shutil.copy(artwork, folder / "inputs")]
    write_flac(decode(song, duration=SMALL["listen.duration"]), files[0])
    with opened(folder, keep=True) as project:
        plan = pipeline.plan(files[0], [files[1]], Recipe().with_values(SMALL), project=project)
        write_plan(plan, project.plan())
    return folder


@pytest.fixture
def folder(made, tmp_path):
    """A copy of that."""
    return shutil.copytree(made, tmp_path / made.name)


@pytest.fixture
def begun():
    """Gives studios of projects, which are closed in the end."""
    from clavilux.studio.session import Session
    from clavilux.studio.studio import Studio

    with ExitStack() as stack:

        def begin(folder, **how):
            project = stack.enter_context(opened(folder, keep=True))
            studio = Studio.of(Session(project, **{"usual": SMALL} | how))
            stack.callback(studio.close)
            return studio

        yield begin


@pytest.fixture
def studio(folder, begun):
    """The studio of the small project."""
    return begun(folder)


@pytest.fixture
def empty(tmp_path, begun):
    """The studio of a project in which nothing is."""
    return begun(tmp_path / "new.clavilux")


@pytest.fixture
def client(studio):
    """A page of the small project's studio."""
    return page(studio)
