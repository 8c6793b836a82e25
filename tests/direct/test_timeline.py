from fractions import Fraction
from typing import Annotated

import numpy as np
import pytest
from msgspec import Meta

from clavilux import plugins
from clavilux.direct.timeline import controls_of, frame_count, lanes, straight, timeline
from clavilux.errors import BadValue, UnknownName, UserError
from clavilux.plan import Control, Driven
from clavilux.protocols import Speed
from clavilux.structs import Checked
from clavilux.values import FloatArray


class Zoom(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An effect with a parameter of every kind."""

    amount: Control = 0.5
    turn: Speed = 0.0
    tight: Annotated[float, Meta(ge=0, le=1)] | Driven = 1.0
    mode: str = "in"
    weight: float = 3.0


class Still(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An effect without parameters."""


class Broken(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source that gives what it should not."""

    value: float = 2.0
    count: int = 0

    def curve(self, hearing, shots):
        return lambda times: np.full(self.count or times.size, np.nan if self.value < 0 else self.value)


class Shots(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source that tells in which shot a moment lies, as a share of ten."""

    def curve(self, hearing, shots):
        return lambda times: (np.searchsorted([start for start, _ in shots], times, side="right") - 1) / 10


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    """The plug-ins above, besides those that ship."""
    ours = {"zoom": Zoom, "still": Still, "broken": Broken, "shots": Shots}
    load = plugins.configured

    def configured(group, part):
        kind = ours.get(part["use"])
        return kind(**{key: value for key, value in part.items() if key != "use"}) if kind else load(group, part)

    monkeypatch.setattr(plugins, "configured", configured)


RISING = {"use": "points", "points": [[0, 0], [2, 1]]}


@pytest.mark.parametrize(
    ("duration", "fps", "count"), [(30, "24", 720), (10.01, "30000/1001", 300), (0.01, "24", 1), (1.03, "24", 25)]
)
def test_frame_count_is_the_nearest_whole_number(duration, fps, count):
    assert frame_count(duration, Fraction(fps)) == count


def test_borders_are_the_nearest_frames(plan, hearing):
    laid = timeline(plan(1.03, 1.04, 9.98, fps="30000/1001"), hearing())
    assert laid.borders == (0, 31, 31, 299)
    assert laid.frames == 299
    assert laid.fps == Fraction(30000, 1001)
    assert timeline(plan(0.001), hearing()).borders == (0, 1)


@pytest.mark.parametrize(("fps", "rate"), [("24", 24.0), ("30", 100.0), ("24000/1001", 100.0), ("60", 30.0)])
def test_every_shot_begins_at_0_in_its_first_frame(plan, hearing, fps, rate):
    laid = timeline(plan(5.013, 7.49, 20.0, fps=fps), hearing(rate=rate))
    travel = laid.position["travel"]
    for start, end in zip(laid.borders, laid.borders[1:], strict=False):
        assert travel[start] == 0
        assert travel[end - 1] > 0.9
        assert (np.diff(travel[start:end]) >= 0).all()


def test_sources_are_told_of_the_shots_as_they_are_shown(plan, hearing):
    laid = timeline(plan(0.99, 1.5, lanes={"travel": {"use": "shots"}}, fps="10"), hearing())
    assert laid.position["travel"] == pytest.approx([0] * 10 + [0.1] * 5)


def test_every_shot_has_its_own_controls(plan, hearing):
    rising = Driven(lane="rising", amount=0.5)
    shots = ({"travel": 0.25, "kick": rising}, {"travel": rising, "jump": 0.3})
    laid = timeline(plan(1.0, 2.0, shots=shots, lanes={"rising": RISING}, fps="4"), hearing())
    assert laid.position["travel"] == pytest.approx([0.25] * 4 + [0.25, 0.3125, 0.375, 0.4375])
    assert laid.position["jump"] == pytest.approx([0] * 4 + [0.3] * 4)
    assert laid.position["kick"] == pytest.approx([0, 0.0625, 0.125, 0.1875] + [0] * 4)


def test_positions_are_kept_within_the_way(plan, hearing):
    shots = ({"travel": 7.0, "jump": -1.0, "kick": Driven(lane="rising", amount=3)},)
    laid = timeline(plan(2.0, shots=shots, lanes={"rising": RISING}, fps="2"), hearing())
    assert laid.position["travel"].tolist() == [1, 1, 1, 1]
    assert laid.position["jump"].tolist() == [0, 0, 0, 0]
    assert laid.position["kick"] == pytest.approx([0, 0.75, 1, 1])


def test_every_effect_gets_its_controls(plan, hearing):
    effects = (
        {"use": "zoom", "amount": Driven(lane="rising", amount=-4), "tight": 0.5},
        {"use": "still"},
        {"use": "zoom"},
    )
    laid = timeline(plan(2.0, lanes={"rising": RISING, "travel": RISING}, effects=effects, fps="2"), hearing())
    zoom, still, plain = laid.effects
    assert set(zoom) == {"amount", "turn", "tight"}
    assert zoom["amount"] == pytest.approx([0, -1, -2, -3])
    assert zoom["tight"].tolist() == [0.5] * 4
    assert still == {}
    assert plain["amount"].tolist() == [0.5] * 4


def test_speeds_are_summed_up_over_the_film(plan, hearing):
    """Rounds per second make rounds: at a steady speed, and at one that rises."""
    for fps in ("24", "60"):
        effects = ({"use": "zoom", "turn": 0.5}, {"use": "zoom", "turn": Driven(lane="travel", amount=3)})
        laid = timeline(plan(1.0, 2.0, lanes={"travel": RISING}, effects=effects, fps=fps), hearing())
        times = np.arange(laid.frames) / float(laid.fps)
        assert laid.effects[0]["turn"] == pytest.approx(0.5 * times, abs=1e-6)
        assert laid.effects[1]["turn"] == pytest.approx(0.75 * times**2, abs=1e-6)


def test_tracks_are_float32_for_every_frame_and_read_only(plan, hearing):
    laid = timeline(plan(0.5, 1.0, effects=({"use": "zoom"},), fps="30"), hearing())
    for track in (*laid.position.values(), *laid.effects[0].values()):
        assert track.shape == (30,)
        assert track.dtype == np.float32
        assert not track.flags.writeable


def test_a_lane_that_nothing_follows_is_not_evaluated(plan, hearing):
    lanes = {"travel": RISING, "spare": {"use": "not installed"}}
    timeline(plan(1.0, lanes=lanes), hearing())
    with pytest.raises(UnknownName, match="unknown source 'not installed'"):
        timeline(plan(1.0, lanes=lanes, shots=({"travel": Driven(lane="spare")},)), hearing())


def test_lanes_are_kept_within_0_and_1(plan, hearing):
    laid = timeline(plan(1.0, lanes={"travel": {"use": "broken"}}, effects=[{"use": "zoom"}]), hearing())
    assert (laid.position["travel"] == 1).all()


@pytest.mark.parametrize("broken", [{"value": -1}, {"count": 3}])
def test_a_source_that_does_not_give_numbers_is_told(plan, hearing, broken):
    with pytest.raises(UserError, match="lane 'travel': source 'broken' is broken"):
        timeline(plan(1.0, lanes={"travel": {"use": "broken", **broken}}), hearing())


def test_options_are_checked(plan, hearing):
    with pytest.raises(BadValue, match="source 'travel': kind: give constant or energy or linear"):
        timeline(plan(1.0, lanes={"travel": {"use": "travel", "kind": "up"}}), hearing())


def test_a_blink_of_sound_can_be_filmed(plan, hearing):
    lanes = {name: {"use": name} for name in ("travel", "pulse", "sway", "shimmer", "swell")}
    effects = [{"use": "zoom", "amount": Driven(lane=name)} for name in lanes]
    laid = timeline(plan(0.003, lanes=lanes, effects=effects), hearing(0.003, rate=100.0))
    assert laid.frames == 1
    assert all(effect["amount"] == [0] for effect in laid.effects)


def test_controls_are_told_by_their_types():
    assert controls_of(Zoom) == {"amount": False, "turn": True, "tight": False}
    assert controls_of(Still) == {}


def test_a_straight_way_goes_evenly_from_one_keyframe_to_the_next_under_still_music():
    effects = ({"use": "zoom", "amount": Driven(lane="any", amount=2), "turn": 24.0},)
    laid = straight(5, Fraction(24), effects, music=0.5)
    assert laid.position["travel"].tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert not laid.position["jump"].any()
    assert not laid.position["kick"].any()
    assert laid.effects[0]["amount"].tolist() == [1] * 5
    assert laid.effects[0]["turn"] == pytest.approx([0, 1, 2, 3, 4])
    assert laid.borders == (0, 5)


def test_lanes_are_told_at_any_rate_as_the_frames_see_them(plan, hearing):
    film = plan(1.0, 2.05, lanes={"rising": RISING, "travel": {"use": "shots"}})
    told = lanes(film, hearing(), 10.0)
    assert set(told) == set(film.lanes)
    times = np.arange(np.ceil(film.duration * 10)) / 10
    assert told["rising"] == pytest.approx(np.interp(times, [0, 2], [0, 1]))
    assert told["travel"] == pytest.approx([0.0] * 10 + [0.1] * 11)


def test_lanes_that_are_known_are_not_evaluated_again(plan, hearing):
    curves: dict[bytes, FloatArray] = {}
    heard = hearing()
    film = plan(1.0, 2.0, lanes={"travel": {"use": "shots"}}, fps="10")
    first = timeline(film, heard, curves)
    known = dict(curves)
    assert timeline(film, heard, curves).position["travel"] == pytest.approx(first.position["travel"])
    assert [*curves] == [*known]
    assert all(curves[key] is known[key] for key in known)
    other = timeline(plan(1.5, 2.0, lanes={"travel": {"use": "shots"}}, fps="10"), heard, curves)
    assert other.position["travel"] == pytest.approx([0.0] * 15 + [0.1] * 5)
