"""The way between two pictures of Lumia."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from artworks import fitted
from clavilux.imagine.painters.lumia.painter import LumiaPainter
from clavilux.styles import StyleBook
from clavilux.values import Keyframe, PaintRequest

FACE = fitted(Path(__file__).parents[1] / "kernel" / "data" / "face.jpg", (80, 80))
PLACES = np.linspace(0, 1, 11, dtype=np.float32)


def keyframe(painter, request):
    return Keyframe(image=painter.paint(request), request=request)


def sharpness(picture):
    return sum(np.abs(np.diff(picture.astype(float), axis=axis)).mean() for axis in (0, 1))


def difference(one, other):
    return np.abs(one.astype(float) - other).mean()


class Travelled:
    """A way, and what lies at its ends."""

    def __init__(self, *requests, places=PLACES):
        painter = LumiaPainter()
        self.ends = [keyframe(painter, request) for request in requests]
        self.pictures = painter.way(*self.ends)(places)


@pytest.fixture(scope="module")
def small(artwork):
    style = replace(StyleBook.load().style("woodcut"), exemplars=(), picture=FACE)
    return PaintRequest(artwork=fitted(artwork, (80, 64)), style=style, seed=1, strength=0.7, guidance=3.0, steps=4)


@pytest.fixture(scope="module", params=["own hand", "one hand", "two hands", "two moods"])
def way(request, small):
    """To another take, in whatever hand."""
    start, end = {
        "own hand": (replace(small, style=None), replace(small, style=None, seed=2)),
        "one hand": (small, replace(small, seed=2)),
        "two hands": (small, replace(small, seed=2, style=None)),
        "two moods": (replace(small, prompt="dark"), replace(small, seed=2, prompt="bright red")),
    }[request.param]
    return Travelled(start, end)


def test_a_way_leads_from_one_picture_to_the_other(way):
    for place, end in zip((0, -1), way.ends, strict=True):
        np.testing.assert_array_equal(way.pictures[place], end.image)


def test_neighbours_on_a_way_hardly_differ(way):
    steps = np.array([difference(one, other) for one, other in pairwise(way.pictures)])
    assert steps.max() < 0.55 * difference(way.pictures[0], way.pictures[-1])
    assert steps.max() < 3 * np.median(steps)


def test_a_way_arrives_without_a_jump(small):
    """Another order of search would paint the same place in other strokes."""
    pictures = Travelled(small, replace(small, seed=2), places=np.array([0, 0.5, 0.97, 1], np.float32)).pictures
    assert difference(pictures[-2], pictures[-1]) < 0.05 * difference(pictures[0], pictures[-1])


def test_half_way_is_no_double_exposure(way):
    ends = [sharpness(end.image) for end in way.ends]
    for picture in way.pictures[4:7]:
        assert sharpness(picture) > 0.8 * min(ends)


def test_a_dissolve_would_be_one(small):
    """And is what the pictures half-way are not."""
    way = Travelled(replace(small, style=None), replace(small, style=None, seed=2), places=PLACES[[0, 3, 5]])
    dissolved = np.mean([end.image.astype(float) for end in way.ends], axis=0)
    assert difference(way.pictures[-1], dissolved) > 3
    assert sharpness(way.pictures[-1]) > 1.1 * sharpness(dissolved)


def test_a_way_may_begin_at_a_picture_that_nobody_painted(small):
    painter, still = LumiaPainter(), Keyframe(image=small.artwork)
    end = keyframe(painter, small)
    pictures = painter.way(still, end)(PLACES[::2])
    np.testing.assert_array_equal(pictures[0], still.image)
    np.testing.assert_array_equal(pictures[-1], end.image)
    steps = [difference(one, other) for one, other in pairwise(pictures)]
    assert max(steps) < 0.5 * difference(pictures[0], pictures[-1])


def test_a_way_to_a_picture_that_nobody_painted_is_none(small):
    painter, still = LumiaPainter(), Keyframe(image=small.artwork)
    with pytest.raises(ValueError, match="painted"):
        painter.way(keyframe(painter, small), still)


def test_a_picture_is_painted_once_for_the_ways_to_it_and_from_it(small, monkeypatch):
    painted: list[int] = []
    paint = LumiaPainter._new_end

    def counted(own, request):
        painted.append(request.seed)
        return paint(own, request)

    monkeypatch.setattr(LumiaPainter, "_new_end", counted)
    painter, requests = LumiaPainter(), [replace(small, seed=seed, style=None) for seed in (1, 2, 3, 4)]
    start = keyframe(painter, requests[0])
    for request in requests[1:]:
        end = keyframe(painter, request)
        painter.way(start, end)
        start = end
    assert painted == [1, 2, 3, 4]
