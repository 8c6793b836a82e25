"""What goes to a cluster and comes back, by a double of Ray; for the real one there is `bench/cluster.py`."""

import signal
import tempfile
from concurrent.futures import Future
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest
from PIL import Image

import plans
from clavilux import executors, extras
from clavilux.errors import ClaviluxWarning, MissingExtra, RenderError, UnknownName, UserError
from clavilux.executors import Cluster, Processes, Serial, worker
from clavilux.imagine.keyframes import Keyframes
from clavilux.imagine.painters.choose import choose
from clavilux.media.files import file_ref
from clavilux.media.formats import usual
from clavilux.plan import Brief
from clavilux.project import Project
from clavilux.shooting import Shooting
from hearings import silent

SECOND = 24


class RayError(Exception):
    pass


class RayTaskError(RayError):
    pass


class Given:
    """What Ray knows given work by."""

    def __init__(self, work, args):
        self.work, self.args = work, args
        self.coming: Future[worker.Sent] = Future()

    def future(self):
        return self.coming


class DoubleOfRay:
    """Ray's API as far as it is used; work is done by the same process when it is waited for, the last first."""

    exceptions = SimpleNamespace(RayError=RayError, RayTaskError=RayTaskError)

    def __init__(self, resources=None):
        self.values, self.tasks, self.cancelled = {}, [], []
        self.resources = resources or {"CPU": 1.0}
        self.most = self.lost = 0
        self.connected, self.options = False, {}

    @property
    def puts(self):
        return len(self.values)

    def is_initialized(self):
        return self.connected

    def init(self, address, **how):
        if address == "nowhere:1":
            raise ConnectionError("no such host")
        self.connected = True
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # as Ray does, by a handler of its own

    def shutdown(self):
        self.connected = False

    def cluster_resources(self):
        return self.resources

    def put(self, value):
        assert isinstance(value, bytes)
        self.values[f"value {self.puts}"] = value
        return f"value {self.puts - 1}"

    def get(self, ref):
        return self.values[ref]

    def remote(self, **options):
        self.options = options
        return lambda work: SimpleNamespace(remote=lambda *args: self._given(work, args))

    def wait(self, futures, return_when):
        assert set(futures) == {given.coming for given in self.tasks}
        given = self.tasks.pop()
        if self.lost:
            given.coming.set_exception(RayError("the worker died\nat once"))
        else:
            given.coming.set_result(given.work(*given.args))
        return {given.coming}, set(futures) - {given.coming}

    def cancel(self, ref, *, force):
        self.cancelled.append(ref)

    def _given(self, work, args):
        self.tasks.append(Given(work, args))
        self.most = max(self.most, len(self.tasks))
        return self.tasks[-1]


@pytest.fixture
def ray(monkeypatch):
    double, lazy_import = DoubleOfRay(), extras.lazy_import
    monkeypatch.setattr(extras, "lazy_import", lambda name: double if name == "ray" else lazy_import(name))
    monkeypatch.setattr(extras, "require", lambda *_: None)
    monkeypatch.setattr("clavilux.executors.cluster.wait", double.wait)
    worker._place.cache_clear()
    yield double
    worker._place.cache_clear()


@pytest.fixture
def plan(artwork, tmp_path):
    """Four shots of half a second, on the way through five pictures, with a transition and a leaf on it."""
    Image.new("RGB", (64, 64), "red").save(tmp_path / "art.png")
    return plans.plan(
        [0, 12, 24, 36, 48],
        names=[("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")],
        shots=[{}, {"transition": {"use": "dissolve", "duration": 0.2}}],
        keyframes={name: Brief(picture="art", seed=seed) for seed, name in enumerate("abcde")},
        pictures={"art": file_ref(artwork)},
        effects=({"use": "grain", "amount": 0.1},),
    )


def shot(plan, folder, **other):
    painter, project = choose(plan.painter), Project(folder)
    given = {
        "plan": plan,
        "hearing": silent(plan.duration),
        "lanes": plans.timeline(plan),
        "painter": painter,
        "keyframes": Keyframes(plan, painter).following(plan, project),
        "project": project,
        "form": usual(),
    }
    return Shooting(**given | other)


def filmed(shooting, executor):
    """Files by name, and how many frames were told."""
    told = []
    segments = shooting.segments(0, shooting.lanes.frames)
    files = executor.film(shooting, segments, lambda: told.append(1))
    return {path.name: path.read_bytes() for path in files}, len(told)


def names(folder):
    return sorted(path.name for kind in ("keyframes", "shots") for path in (folder / kind).iterdir())


def test_a_cluster_makes_the_files_of_one_process(ray, plan, tmp_path):
    assert filmed(shot(plan, tmp_path / "a"), Cluster()) == filmed(shot(plan, tmp_path / "b"), Serial())
    assert names(tmp_path / "a") == names(tmp_path / "b")
    assert not ray.connected


def test_inputs_travel_once_and_by_content(ray, plan, tmp_path):
    filmed(shot(plan, tmp_path / "a"), Cluster())
    assert ray.puts == 1 + 1 + 5  # the artwork, what was heard, the keyframes


def test_nothing_is_read_from_the_driver_s_disk(ray, plan, tmp_path, monkeypatch):
    """But by the driver: as on a machine that has no such folder."""
    shooting, make = shot(plan, tmp_path / "a"), worker.make

    def elsewhere(*args):
        away = tmp_path / "gone"
        (tmp_path / "a").rename(away)
        try:
            return make(*args)
        finally:
            away.rename(tmp_path / "a")

    monkeypatch.setattr("clavilux.executors.cluster.make", elsewhere)
    made, _ = filmed(shooting, Cluster())
    assert len(made) == 4


def test_a_picture_of_ones_own_travels_too(ray, plan, tmp_path):
    made = []
    for folder, executor in (("a", Cluster()), ("b", Serial())):
        shooting = shot(plan, tmp_path / folder)
        shooting.painted("c")
        (kept,) = (tmp_path / folder / "keyframes").glob("c-*")
        Image.fromarray(np.full((50, 70, 3), 200, np.uint8)).save(kept)
        made.append(filmed(shot(plan, tmp_path / folder), executor)[0])
    assert made[0] == made[1]


def test_what_a_project_has_is_not_asked_for(ray, plan, tmp_path):
    before = filmed(shot(plan, tmp_path / "a"), Serial())
    assert filmed(shot(plan, tmp_path / "a"), Cluster()) == before
    assert (ray.puts, ray.options) == (0, {})


@pytest.mark.parametrize(("resources", "workers", "most"), [({"CPU": 1.0}, None, 2), ({"CPU": 64.0}, 3, 3)])
def test_no_more_is_given_out_than_there_is_room_for(ray, plan, tmp_path, resources, workers, most):
    ray.resources = resources
    filmed(shot(plan, tmp_path / "a"), Cluster(workers=workers))
    assert ray.most == most


@pytest.mark.parametrize(("there", "wanted", "most"), [({"CPU": 9.0, "GPU": 1.0}, 0.5, 4), ({"CPU": 2.0}, 0, 4)])
def test_a_painter_that_uses_a_card_gets_one_where_there_is_one(ray, plan, tmp_path, there, wanted, most):
    class OnACard:
        gpus = 0.5

        def __init__(self, painter):
            self.painter = painter

        def __getattr__(self, name):
            return getattr(self.painter, name)

    ray.resources = there
    filmed(shot(plan, tmp_path / "a", painter=OnACard(choose(plan.painter))), Cluster())
    assert (ray.options["num_cpus"], ray.options["num_gpus"], ray.most) == (1, wanted, most)


def test_lost_workers_are_told_and_the_rest_is_called_off(ray, plan, tmp_path):
    ray.lost = True
    told = r"workers are lost again and again \(the worker died\); try fewer --workers"
    with pytest.raises(RenderError, match=told):
        filmed(shot(plan, tmp_path / "a"), Cluster())
    assert ray.options["max_retries"] == 2
    assert len(ray.cancelled) == 2
    assert not ray.connected


def test_errors_and_warnings_of_a_worker_are_told_here(ray, plan, tmp_path, monkeypatch):
    def warned(*_, **__):
        from clavilux.errors import warn

        warn("the paint is wet")
        raise UserError("no paint; buy some")

    shooting = shot(plan, tmp_path / "a")
    monkeypatch.setattr(Shooting, "painted", warned)
    with pytest.warns(ClaviluxWarning, match="the paint is wet"), pytest.raises(UserError, match="no paint; buy some"):
        filmed(shooting, Cluster())


def test_another_version_on_a_machine_is_told(ray, plan, tmp_path, monkeypatch):
    monkeypatch.setattr("clavilux.executors.worker.__version__", "99")
    with pytest.raises(UserError, match=r"a machine of the cluster has Clavilux 99, and this one .*: install the same"):
        filmed(shot(plan, tmp_path / "a"), Cluster())


def test_ray_is_left_as_it_was_found(ray, plan, tmp_path):
    ray.connected = True
    filmed(shot(plan, tmp_path / "a"), Cluster())
    assert ray.connected


def test_signals_end_us_as_before(ray, plan, tmp_path):
    before = signal.signal(signal.SIGTERM, ending := lambda *_: None)
    try:
        filmed(shot(plan, tmp_path / "a"), Cluster())
        assert signal.getsignal(signal.SIGTERM) is ending
    finally:
        signal.signal(signal.SIGTERM, before)


def test_what_a_killed_worker_has_left_is_swept_away(ray, plan, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    dead = tmp_path / "tmp" / f"{worker.PREFIX}dead"
    dead.mkdir(parents=True)
    (dead / worker.LOCK).touch()
    (dead / "plan.json").write_text("{}")
    filmed(shot(plan, tmp_path / "a"), Cluster())
    (alive,) = (tmp_path / "tmp").iterdir()
    assert alive != dead
    worker.sweep()
    assert alive.is_dir()
    worker._place.cache_clear()
    assert not alive.exists()


def test_files_of_effects_travel(ray, plan, tmp_path):
    (tmp_path / "words.srt").write_text("1\n00:00:00,100 --> 00:00:01,900\nSing along\n")
    lyrics = msgspec.structs.replace(plan, effects=({"use": "lyrics", "file": str(tmp_path / "words.srt")},))
    assert filmed(shot(lyrics, tmp_path / "a"), Cluster()) == filmed(shot(lyrics, tmp_path / "b"), Serial())


def test_executors_are_chosen_by_name(ray, monkeypatch):
    assert isinstance(executors.chosen(None, None), Serial)
    assert isinstance(executors.chosen(None, 1), Serial)
    assert executors.chosen(None, 4) == Processes(4)
    assert executors.chosen("ray", None) == Cluster()
    assert executors.chosen("ray:ray://head:10001", 3) == Cluster("ray://head:10001", 3)
    with pytest.raises(UnknownName, match="unknown executor 'rai'"):
        executors.chosen("rai", None)


def test_a_cluster_that_is_not_there_is_told(ray, plan, tmp_path):
    with pytest.raises(UserError, match="no cluster of Ray at nowhere:1: no such host; start one"):
        filmed(shot(plan, tmp_path / "a"), Cluster("nowhere:1"))


def test_without_ray_the_cure_is_told(monkeypatch):
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"executor 'ray' needs an extra: pip install \"clavilux\[cluster\]\""):
        executors.chosen("ray", None)
