"""One job after the other, with progress and a way to stop it."""

import threading
import time

import pytest

from clavilux.errors import UserError

pytest.importorskip("fastapi")

from clavilux.studio import jobs as module
from clavilux.studio.jobs import Jobs


@pytest.fixture
def told():
    return []


@pytest.fixture
def jobs(told, monkeypatch):
    monkeypatch.setattr(module, "OFTEN", 0.0)
    running = Jobs(told.append)
    yield running
    running.close()


def until(condition):
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it does not happen")


def states(jobs):
    return [job.state for job in jobs.all]


def test_they_run_in_the_order_in_which_they_come(jobs):
    ran = []
    for number in range(5):
        jobs.add("render", "a film", lambda progress, number=number: ran.append(number))
    until(lambda: states(jobs) == ["done"] * 5)
    assert ran == [0, 1, 2, 3, 4]


def test_each_step_is_told(jobs, told):
    def work(progress):
        progress("film", 0, 4)
        time.sleep(0.02)
        progress("film", 1, 4)

    jobs.add("render", "a film", work)
    until(lambda: states(jobs) == ["done"])
    assert [(job.state, job.stage, job.done) for job in told] == [
        ("waiting", "", 0),
        ("running", "", 0),
        ("running", "filming", 0),
        ("running", "filming", 1),
        ("done", "filming", 1),
    ]
    assert told[3].seconds_left == pytest.approx(0.06, rel=0.5)
    assert told[4].seconds_left is None


@pytest.mark.parametrize(
    ("error", "line"),
    [(UserError("do that"), "do that"), (ZeroDivisionError("oh"), "ZeroDivisionError: oh; please report it")],
)
def test_what_goes_wrong_is_one_line_and_the_next_runs(jobs, error, line, caplog):
    def fail(progress):
        raise error

    jobs.add("listen", "a song", fail)
    jobs.add("listen", "a song", lambda progress: None)
    until(lambda: states(jobs) == ["failed", "done"])
    assert jobs.all[0].error == line


def test_one_that_runs_stops_at_its_next_step(jobs, told):
    begun, over = threading.Event(), []

    def work(progress):
        begun.set()
        try:
            while True:
                progress("film", 1, 1000)
                time.sleep(0.001)
        finally:
            over.append(True)

    key = jobs.add("render", "a film", work).id
    assert begun.wait(5)
    assert jobs.cancel(key).state == "cancelled"
    until(lambda: over)
    assert told[-1].state == "cancelled"


def test_one_that_waits_never_runs(jobs):
    free, ran = threading.Event(), []
    jobs.add("render", "first", lambda progress: free.wait(5))
    key = jobs.add("render", "second", lambda progress: ran.append(True)).id
    jobs.cancel(key)
    free.set()
    until(lambda: states(jobs) == ["done", "cancelled"])
    assert not ran


def test_there_is_an_end_to_what_waits_and_to_what_is_remembered(jobs, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    free = threading.Event()
    jobs.add("render", "first", lambda progress: free.wait(5))
    until(lambda: states(jobs) == ["running"])
    for _ in range(3):
        jobs.add("render", "more", lambda progress: None)
    with pytest.raises(UserError, match="3 jobs wait already"):
        jobs.add("render", "too many", lambda progress: None)
    free.set()
    until(lambda: set(states(jobs)) == {"done"})
    jobs.add("render", "next", lambda progress: None)
    assert len(jobs.all) <= 4


def test_what_is_over_cannot_be_cancelled(jobs):
    with pytest.raises(UserError, match="no job 77"):
        jobs.cancel("77")
