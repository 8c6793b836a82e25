"""What of a picture is seen in each shot."""

from typing import get_args

import numpy as np
import pytest

from clavilux.direct.camerawork import Camerawork
from clavilux.direct.editing import Role
from clavilux.direct.views import seen
from clavilux.plan import Driven, Framing, View
from clavilux.values import Composition

MOVE = Driven(lane="travel")
ROLES: tuple[Role, ...] = get_args(Role)


def composed(x: float = 0.7, y: float = 0.4, whole: tuple[tuple[float, float, float, float], ...] = (), **how: bool):
    """A picture with one thing to see."""
    interest = np.full((64, 64), 1e-5, np.float32)
    interest[int(64 * y), int(64 * x)] = 1
    return Composition(interest=interest / interest.sum(), whole=whole, **how)


def ends(framing: Framing) -> tuple[View, View]:
    return framing.start, framing.end or framing.start


@pytest.mark.parametrize("role", ROLES)
def test_what_there_is_to_see_is_seen(role: Role) -> None:
    zoom, x, y = seen(Camerawork(1.0, MOVE).framing(role, composed()), np.array([1.0]))[:3, 0]
    assert abs(x - 0.7) <= 0.5 / zoom
    assert abs(y - 0.4) <= 0.5 / zoom


def test_pushes_come_closer_and_pulls_go_away() -> None:
    moves = {role: ends(Camerawork(1.0, MOVE).framing(role, composed())) for role in ROLES}
    assert all(moves[role][0].zoom < moves[role][1].zoom for role in ("opening", "entry", "closer", "detail", "breath"))
    assert all(moves[role][0].zoom > moves[role][1].zoom for role in ("arrival", "wide", "rest", "ending"))
    assert moves["across"][0].zoom == moves["across"][1].zoom
    assert moves["across"][0].x != moves["across"][1].x


def test_the_ending_shows_all_of_the_picture() -> None:
    assert Camerawork(1.0, MOVE).framing("ending", composed()).end == View()


def is_cut(piece: tuple[float, float, float, float], view: tuple[float, float, float]) -> bool:
    zoom, x, y = view
    left, top, right, bottom = x - 0.5 / zoom, y - 0.5 / zoom, x + 0.5 / zoom, y + 0.5 / zoom
    inside = left <= piece[0] and top <= piece[1] and right >= piece[2] and bottom >= piece[3]
    return not (inside or left >= piece[2] or right <= piece[0] or top >= piece[3] or bottom <= piece[1])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "whole", [(0.6, 0.2, 0.8, 0.5), (0.1, 0.8, 0.9, 0.9), (0.45, 0.45, 0.55, 0.55), (0.05, 0.03, 0.4, 0.12)]
)
def test_no_face_is_cut_at_any_moment_of_a_shot(role: Role, whole: tuple[float, float, float, float]) -> None:
    camera = Camerawork(1.0, MOVE)
    for framing in (camera.framing(role, composed(whole=(whole,))) for _ in range(5)):
        assert not any(is_cut(whole, tuple(view)) for view in seen(framing, np.linspace(0, 1, 30))[:3].T.tolist())


def test_beside_a_title_a_camera_still_moves() -> None:
    camera = Camerawork(1.0, MOVE)
    framings = [camera.framing(role, composed(whole=((0.1, 0.85, 0.9, 0.95),))) for role in ROLES]
    assert sum(framing.end is not None for framing in framings) >= len(ROLES) - 3


def test_one_shot_after_the_other_looks_for_what_is_new() -> None:
    two = np.full((64, 64), 1e-5, np.float32)
    two[20, 12], two[44, 52] = 1, 0.8
    camera, picture = Camerawork(1.0, MOVE), Composition(interest=two / two.sum())
    first, second = (ends(camera.framing("detail", picture))[1] for _ in range(2))
    assert abs(first.x - second.x) > 0.3


def test_nobody_needs_to_come_closer() -> None:
    assert Camerawork(0.0, MOVE).framing("detail", composed()) == Framing()
    assert Camerawork(1.0, MOVE).framing("detail", None) == Framing()
    near, nearer = (Camerawork(closeness, MOVE).framing("closer", composed()).end for closeness in (0.5, 1.5))
    assert near is not None
    assert nearer is not None
    assert 1 < near.zoom < nearer.zoom


def test_lettering_is_never_mirrored() -> None:
    assert Camerawork(1.0, MOVE).framing("wide", composed(), mirrored=True).mirrored
    assert not Camerawork(1.0, MOVE).framing("wide", composed(lettered=True), mirrored=True).mirrored
    assert not Camerawork(0.0, MOVE).framing("wide", composed(lettered=True), mirrored=True).mirrored


def test_a_camera_moves_in_depth_and_goes_round_now_and_then() -> None:
    camera = Camerawork(1.0, MOVE, 0.3)
    shots = {role: camera.framing(role, composed()) for role in ROLES}
    assert {framing.depth for framing in shots.values()} == {0.3}
    ways = [framing.orbit for framing in shots.values() if framing.orbit]
    assert 1 < len(ways) < len(ROLES)
    assert ways[0] == -ways[1]
    flat = Camerawork(1.0, MOVE)
    assert all(flat.framing(role, composed()).depth == 0 for role in ROLES)


def test_lettering_stays_flat_and_so_does_what_would_be_cut() -> None:
    for picture in (composed(lettered=True), composed(whole=((0.004, 0.3, 0.5, 0.6),))):
        framing = Camerawork(1.0, MOVE, 0.3).framing("opening", picture)
        assert (framing.depth, framing.orbit) == (0, 0)


@pytest.mark.parametrize("role", ROLES)
def test_no_face_is_cut_by_parallax(role: Role) -> None:
    whole = (0.6, 0.03, 0.8, 0.4)
    camera = Camerawork(1.0, MOVE, 0.5)
    for framing in (camera.framing(role, composed(whole=(whole,))) for _ in range(4)):
        views = seen(framing, np.linspace(0, 1, 6))[:3].T.tolist() if framing.depth else ()
        assert not any(is_cut(whole, tuple(view)) for view in views)
