import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import pytest

from clavilux.render.stops import pictures, stops


def positions(n, seed=0):
    return np.random.default_rng(seed).random(n, dtype=np.float32)


@dataclass
class Levels:
    """A path from black to white that notes what it was asked for."""

    batch: int = 1
    asked: list = field(default_factory=list)

    def at(self, places):
        self.asked.append(places.tolist())
        return [np.full((4, 4, 3), round(255 * float(place)), np.uint8) for place in places]


def shown(laid, path=None, frames=None):
    with ThreadPoolExecutor(1) as worker:
        made = pictures(path or Levels(), laid, worker, laid.t.size if frames is None else frames)
        return [int(picture[0, 0, 0]) for picture in made]


@pytest.mark.parametrize("spacing", [1, 3, 32])
def test_every_frame_lies_where_it_should(spacing):
    wanted = positions(50)
    laid = stops(wanted, spacing)
    start, end = laid.positions[laid.ends].T
    assert (1 - laid.t) * start + laid.t * end == pytest.approx(wanted, abs=1e-5)
    assert len(laid.positions) <= spacing + 1


@pytest.mark.parametrize("spacing", [0, 1, 7, 100])
def test_frames_are_mixtures_of_their_stops(spacing):
    wanted = positions(60)
    assert shown(stops(wanted, spacing)) == pytest.approx(255 * wanted, abs=1.01)


def test_without_stops_every_frame_has_its_own_picture():
    wanted = np.array([0, 0.25, 0.3, 1], np.float32)
    laid = stops(wanted, 0)
    assert (laid.positions == wanted).all()
    assert not laid.t.any()


def test_no_more_pictures_than_frames():
    wanted = positions(9)
    assert (stops(wanted, 20).positions == wanted).all()
    assert len(stops(np.full(9, 0.55, np.float32), 20).positions) == 1
    assert len(stops(np.full(9, 0.51, np.float32), 20).positions) == 2


def test_keyframes_are_pure():
    laid = stops(np.array([0, 0.5, 1], np.float32), 1)
    assert (laid.positions[laid.ends[[0, 2]]] == [[0, 0], [1, 1]]).all()
    assert not laid.t[[0, 2]].any()


def test_pictures_come_in_the_order_of_their_use():
    laid = stops(np.repeat(np.array([0.91, 0.1, 0.5], np.float32), 3), 10)
    assert laid.positions == pytest.approx([0.9, 1.0, 0.1, 0.5])
    assert laid.ends[::3].tolist() == [[0, 1], [2, 2], [3, 3]]


def test_the_path_makes_them_in_its_batches_and_each_once():
    laid, path = stops(positions(50), 10), Levels(batch=4)
    shown(laid, path)
    assert [len(batch) for batch in path.asked] == [4, 4, 3]
    assert list(chain(*path.asked)) == laid.positions.tolist()


@pytest.mark.parametrize("frames", [1, 2, 10, 50])
def test_fewer_frames_need_a_beginning_of_the_same_batches(frames):
    laid, whole, part = stops(positions(50), 20), Levels(batch=3), Levels(batch=3)
    assert shown(laid, part, frames) == shown(laid, whole)[:frames]
    assert part.asked == whole.asked[: len(part.asked)]
    assert sum(map(len, part.asked)) <= 2 * frames + 2


def test_pictures_are_made_ahead_but_no_more_than_a_batch():
    laid, path = stops(np.linspace(0, 1, 40, dtype=np.float32), 0), Levels(batch=2)
    with ThreadPoolExecutor(1) as worker:
        made = pictures(path, laid, worker, 40)
        for _ in range(3):
            next(made)
        worker.submit(lambda: None).result()
        assert len(path.asked) == 3


def test_what_is_no_longer_needed_is_let_go():
    made: list[weakref.ref] = []
    most = 0

    class Noting(Levels):
        def at(self, places):
            shown = super().at(places)
            made.extend(weakref.ref(picture) for picture in shown)
            return shown

    with ThreadPoolExecutor(1) as worker:
        for _ in pictures(Noting(), stops(np.linspace(0, 1, 200, dtype=np.float32), 20), worker, 200):
            most = max(most, sum(picture() is not None for picture in made))
    assert len(made) == 21
    assert most <= 5  # two that are mixed, two ahead, and one that is on its way


def test_a_shot_without_movement_needs_one_picture():
    path = Levels()
    assert shown(stops(np.zeros(24, np.float32), 20), path) == [0] * 24
    assert path.asked == [[0.0]]
