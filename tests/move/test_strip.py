import numpy as np
import pytest

from clavilux.move.strip import mixed, strip


def picture(seed):
    return np.random.default_rng(seed).integers(0, 256, (8, 6, 3), dtype=np.uint8)


@pytest.mark.parametrize("stops", [1, 3, 32])
def test_every_frame_lies_where_it_should(stops):
    shares = np.random.default_rng(0).random(50, dtype=np.float32)
    laid = strip(shares, stops)
    mixture = (1 - laid.weights) * laid.places[laid.behind] + laid.weights * laid.places[laid.ahead]
    assert mixture == pytest.approx(shares, abs=1e-5)
    assert len(laid.places) <= stops + 1


def test_without_stops_every_frame_is_its_own_picture():
    shares = np.array([0, 0.25, 0.3, 1], np.float32)
    laid = strip(shares, 0)
    assert (laid.places[laid.behind] == shares).all()
    assert not laid.weights.any()


def test_keyframes_are_pure():
    laid = strip(np.array([0, 0.5, 1], np.float32), 7)
    assert (laid.places[laid.behind[[0, 2]]] == [0, 1]).all()
    assert not laid.weights[[0, 2]].any()


def test_pictures_come_in_the_order_of_their_use():
    laid = strip(np.array([0.9, 0.1, 0.5], np.float32), 10)
    used = np.stack([laid.behind, laid.ahead], 1).ravel()
    firsts = [int(np.flatnonzero(used == n)[0]) for n in range(len(laid.places))]
    assert firsts == sorted(firsts)


def test_what_is_needed_last():
    laid = strip(np.array([0, 0.5, 0.25, 1], np.float32), 4)
    last = dict(zip(laid.places.tolist(), laid.last_needed().tolist(), strict=True))
    assert last == {0.0: 0, 0.5: 1, 0.25: 2, 1.0: 3}


def test_a_mixture_is_rounded_and_kept_in_range():
    a, b = picture(0), picture(1)
    layer = np.random.default_rng(2).integers(-300, 300, a.shape).astype(np.int16)
    expected = np.clip(np.rint(0.7 * a + 0.3 * b.astype(float) + 0.5 * layer - 0.2 * layer[::-1] * -1), 0, 255)
    got = mixed(a, b, 0.3, [(layer, 0.5), (np.ascontiguousarray(layer[::-1]), 0.2)])
    assert np.abs(got - expected).max() <= 1
    assert (mixed(a, b, 0.0) == a).all()
    assert (mixed(a, b, 1.0) == b).all()
