import threading
from itertools import pairwise

import cv2
import numpy as np
import pytest

from clavilux import plugins
from clavilux.errors import ClaviluxWarning
from clavilux.imagine.painters.fake import FakePainter
from clavilux.plan import Driven, Framing, PathOptions, View
from clavilux.render.flashes import FlashGuard
from clavilux.render.frames import apply_jump, apply_kick, frames
from clavilux.render.paths import path
from clavilux.render.views import viewed
from plans import keyframe, plan, timeline

PULSE = Driven(lane="pulse")
LIVELY = (
    {
        "use": "camera",
        "zoom": {"lane": "pulse", "amount": 0.1},
        "turn": 2.0,
        "shift": 0.03,
        "speed": {"lane": "sway", "amount": 0.5},
    },
    {"use": "grain", "amount": {"lane": "shimmer", "amount": 0.3}},
    {"use": "flash", "amount": {"lane": "pulse", "amount": 0.3}},
)
RICH = (
    {"use": "liquid", "amount": {"lane": "swell", "amount": 0.03}, "speed": {"lane": "sway", "amount": 1}},
    {
        "use": "feedback",
        "amount": {"lane": "pulse", "amount": 0.6},
        "zoom": {"lane": "swell", "amount": 2},
        "turn": 0.1,
    },
    {
        "use": "camera",
        "shake": {"lane": "pulse", "amount": 0.05},
        "shake_speed": {"lane": "sway", "amount": 3},
        "seed": 3,
    },
    {"use": "kaleidoscope", "amount": {"lane": "pulse", "amount": 0.5}, "turn": {"lane": "sway", "amount": 1}},
    {"use": "mirror", "amount": {"lane": "swell", "amount": 1}},
    {"use": "hue", "shift": {"lane": "pulse", "amount": 40}, "sway": 20},
    {"use": "tint", "amount": {"lane": "swell", "amount": 0.5}},
    {"use": "bloom", "amount": {"lane": "swell", "amount": 0.2}},
    {"use": "leaks", "amount": {"lane": "swell", "amount": 0.5}, "speed": {"lane": "sway", "amount": 1}},
    {"use": "particles", "amount": {"lane": "pulse", "amount": 1}, "kind": "embers", "size": 0.03, "count": 30},
    {"use": "ring", "amount": 0.9, "kick": {"lane": "pulse", "amount": 0.1}, "bass": 0.1},
    {"use": "aberration", "amount": {"lane": "pulse", "amount": 0.03}},
    {"use": "vignette", "amount": 0.4},
    {"use": "credits", "text": "All: of us", "start": 1},
    {"use": "title", "text": "All", "start": 0, "seconds": 2},
    {"use": "lyrics", "lines": [{"start": 0.1, "end": 1.5, "text": "all of it"}], "show": "karaoke"},
)
TRANSITIONS = "dissolve", "whip-pan", "zoom-through", "luma-wipe"


def shown(film, pictures, *, painter=None, start=0, end=None, guard=None, run_up=True, paths=None, **lanes):
    """Frames of a plan from picture to picture: their keyframes are k0, k1 ..."""
    keys = {f"k{n}": keyframe(picture, seed=n) for n, picture in enumerate(pictures)}
    how = {"start": start, "end": end, "guard": guard, "run_up": run_up, "paths": paths}
    made = frames(film, timeline(film, **lanes), keys.__getitem__, painter or FakePainter(), **how)
    return np.stack(list(made))


def noise(seed, side=64):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (side // 4, side // 4, 3), np.uint8).repeat(4, 0).repeat(4, 1)


def levels(shots):
    return [int(np.rint(shot.mean())) for shot in shots]


def test_first_and_last_frame_are_the_keyframes():
    colours = [(250, 30, 30), (30, 30, 250)]
    first, *_, last = shown(plan([0, 5]), colours, travel=[0, 0.1, 0.5, 0.9, 1])
    assert np.abs(first.astype(int) - colours[0]).max() <= 1
    assert np.abs(last.astype(int) - colours[1]).max() <= 1


def test_every_shot_goes_to_its_own_keyframe():
    assert levels(shown(plan([0, 2, 4]), [0, 100, 200], travel=[0, 1, 0, 1])) == pytest.approx(
        [0, 100, 100, 200], abs=2
    )


def test_a_keyframe_may_come_back():
    film = plan([0, 2, 4, 6], names=[("k0", "k1"), ("k1", "k0"), ("k1", "k1")])
    made = shown(film, [0, 100], travel=[0, 1, 0, 1, 0, 1])
    assert levels(made) == pytest.approx([0, 100, 100, 0, 100, 100], abs=2)


def test_frames_mixed_from_few_pictures_are_those_made_one_by_one():
    travel = np.linspace(0, 1, 50)
    one_by_one, mixed = (
        shown(plan([0, 50], path=PathOptions(stops=stops)), [(250, 30, 30), (30, 30, 250)], travel=travel)
        for stops in (0, 20)
    )
    assert np.abs(one_by_one.astype(int) - mixed).max() <= 1


class Bending(FakePainter):
    """Its morph leaves the straight way by a parabola."""

    morphs = True

    def __init__(self):
        self.painted = []

    def morph(self, latents, shares, behind, ahead, *, level, steps):
        self.painted.append(shares.tolist())
        return latents + level * (shares * (1 - shares)).reshape(-1, 1, 1, 1)


def bent(travel, **options):
    painter = Bending()
    film = plan([0, len(travel)], path=PathOptions(kind="morph", morph=1, **options))
    return shown(film, [100, 100], painter=painter, travel=travel), painter.painted


def test_a_smooth_morph_needs_few_pictures_painted():
    travel = np.linspace(0, 1, 50)
    every, painted = bent(travel, stops=0, morph_stops=0)
    assert np.ptp(every) == pytest.approx(127.5 / 4, abs=1)
    assert np.concatenate(painted) == pytest.approx(travel, abs=1e-6)
    for stops in (0, 32):
        few, painted = bent(travel, stops=stops, morph_stops=4)
        assert painted == [[0, 0.25, 0.5, 0.75, 1]]
        assert np.abs(few.astype(int) - every).max() <= 1


def test_a_morph_begins_and_ends_at_the_keyframes():
    assert levels(bent([0, 0.5, 1])[0]) == pytest.approx([100, 132, 100], abs=1)


def test_a_jump_leaps_and_lands_on_the_keyframe():
    film = plan([0, 2, 5], shots=[{}, {"jump": 0.4}])
    made = shown(film, [0, 100, 200], travel=[0, 1, 0, 0.5, 1])
    assert levels(made) == pytest.approx([0, 100, 140, 160, 200], abs=2)


def test_a_kick_pushes_ahead_where_its_lane_is():
    film = plan([0, 3], shots=[{"kick": Driven(lane="pulse", amount=0.2)}])
    assert levels(shown(film, [0, 100], travel=[0.5] * 3, pulse=[0, 1, 0.5])) == pytest.approx([50, 70, 60], abs=1)


def test_kick_and_brightening_are_smaller_where_the_film_is_safe():
    effects = ({"use": "flash", "amount": {"lane": "pulse", "amount": 0.3}},)
    lanes = {"travel": [0.5] * 3, "pulse": [0, 1, 0]}

    def pushed(**values):
        dark, bright, _ = shown(plan([0, 3], **values), [50, 200], **lanes)
        return float(bright.mean() - dark.mean())

    kicked = [{"kick": Driven(lane="pulse", amount=0.5)}]
    for values in ({"effects": effects}, {"shots": kicked}):
        assert 0 < pushed(safe=True, **values) < 0.5 * pushed(**values)


def test_a_light_that_never_changes_is_no_flash():
    """It is not held back, and holds nothing back."""
    steady, beating = {"use": "flash", "amount": 0.3}, {"use": "flash", "amount": {"lane": "pulse", "amount": 0.3}}
    pictures, lanes = [noise(1), noise(2)], {"travel": [0.0] * 4, "pulse": [0.0, 1.0, 0.0, 0.0]}
    bright, beat, both = (
        shown(plan([0, 4], effects=effects, safe=True), pictures, **lanes)
        for effects in ((steady,), (beating,), (steady, beating))
    )
    free = shown(plan([0, 4], effects=(steady,), safe=False), pictures, **lanes)
    np.testing.assert_array_equal(bright, free)
    assert both[1].mean() / both[0].mean() == pytest.approx(beat[1].mean() / beat[0].mean(), rel=0.05)


def test_effects_are_applied_in_the_order_of_the_plan():
    brighter = {"use": "flash", "amount": 0.3}
    grainy = {"use": "grain", "amount": 0.5}
    one, other = (
        shown(plan([0, 1], effects=order), [noise(1)] * 2) for order in ([brighter, grainy], [grainy, brighter])
    )
    assert (one != other).any()


def test_same_plan_same_frames():
    lanes = {
        "travel": np.linspace(0, 1, 30),
        "pulse": np.linspace(1, 0, 30),
        "sway": np.ones(30),
        "shimmer": np.ones(30),
    }
    film = plan([0, 12, 30], effects=LIVELY, safe=True)
    one, two = (shown(film, [noise(n) for n in range(3)], **lanes) for _ in range(2))
    assert (one == two).all()


@pytest.mark.parametrize("safe", [True, False])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.filterwarnings("ignore:the video flashes")
def test_a_range_of_frames_is_that_of_the_whole(seed, safe):
    rng = np.random.default_rng(seed)
    borders = np.cumsum([0, *rng.integers(0, 30, 5), 24])
    n = int(borders[-1])
    led = {
        "kick": Driven(lane="pulse", amount=0.5),
        "transition": {"use": TRANSITIONS[seed], "duration": 0.3},
        "framing": Framing(start=View(zoom=1.5), end=View(zoom=2, x=0.3), mirrored=seed % 2 == 1),
    }
    film = plan(
        (borders + 0.01 * np.arange(borders.size)).tolist(),  # some shots have no frame
        effects=(LIVELY, RICH)[seed % 2],
        safe=safe,
        shots=[{}, led, {"jump": 0.3}, led],
        path=PathOptions(stops=int(rng.choice([0, 3, 20]))),
    )
    lanes = {
        "travel": np.linspace(0, 3, n) % 1,
        "pulse": rng.choice([0, 1], n),
        "sway": rng.random(n),
        "swell": rng.random(n),
        "shimmer": rng.choice([0, 1], n) * rng.random(n),
    }
    pictures = [noise(n) for n in range(7)]
    whole = shown(film, pictures, **lanes)
    assert len(whole) == n
    for _ in range(4):
        start, end = sorted(rng.integers(0, n + 1, 2).tolist())
        if start < end:
            np.testing.assert_array_equal(shown(film, pictures, start=start, end=end, **lanes), whole[start:end])


def test_every_effect_and_transition_is_tried_in_ranges():
    assert sorted({str(part["use"]) for part in (*LIVELY, *RICH)}) == plugins.names("effects")
    assert sorted(TRANSITIONS) == plugins.names("transitions")


class Wandering(FakePainter):
    """What its path shows depends on what it was asked for before, as Lumia's does."""

    def way(self, behind, ahead):
        asked = []

        def pictures(places):
            asked.extend(places.tolist())
            level = round(1000 * sum(place * (n + 1) for n, place in enumerate(asked))) % 20
            return np.full((1, 64, 64, 3), level, np.uint8)

        return pictures


def test_a_range_of_a_path_that_depends_on_the_order_of_asking():
    film, travel = plan([0, 30, 70]), np.random.default_rng(0).random(70)
    whole = shown(film, [0, 0, 0], painter=Wandering(), travel=travel)
    for start, end in ((0, 1), (10, 40), (29, 31), (50, 70)):
        part = shown(film, [0, 0, 0], painter=Wandering(), start=start, end=end, travel=travel)
        np.testing.assert_array_equal(part, whole[start:end])


class Batching(FakePainter):
    """What it decodes depends on what else is in the batch, as on a graphics card."""

    batch = 4

    def decode(self, latents):
        return super().decode(latents + np.float32(0.1 * len(latents)))


def test_a_picture_does_not_depend_on_where_the_range_ends():
    film, travel = plan([0, 40], path=PathOptions(stops=9)), np.linspace(0, 1, 40)
    whole = shown(film, [0, 100], painter=Batching(), travel=travel)
    for end in range(1, 40):
        np.testing.assert_array_equal(shown(film, [0, 100], painter=Batching(), end=end, travel=travel), whole[:end])


def test_keyframes_are_asked_for_in_time_and_those_of_other_shots_never():
    film = plan(
        [0, 24, 48, 72, 96],
        names=[("k0", "k1"), ("k1", "k2"), ("k3", "k4"), ("k4", "k5")],
        shots=[{}, {}, {"transition": {"use": "dissolve"}}],
    )
    asked = []

    def key(name):
        asked.append(name)
        return keyframe(10 * int(name[1:]))

    whole = frames(film, timeline(film), key, FakePainter())
    next(whole)
    assert asked == ["k0", "k1"]
    list(whole)
    assert asked == ["k0", "k1", "k2", "k3", "k4", "k5"]
    for start, end, expected in (
        (30, 40, ["k1", "k2"]),
        (50, 60, ["k3", "k4", "k2"]),
        (71, 73, ["k3", "k4", "k2", "k5"]),
    ):
        asked.clear()
        list(frames(film, timeline(film), key, FakePainter(), start=start, end=end))
        assert asked == expected


@pytest.mark.filterwarnings("ignore:the video flashes")
def test_independent_shots_may_change_places():
    effects = [
        part | {"speed": 0} if part["use"] == "camera" else part | {"rate": 0}
        for part in LIVELY
        if part["use"] != "flash"
    ]
    names = [("k0", "k1"), ("k2", "k3"), ("k4", "k4")]
    pictures, rng = [noise(n) for n in range(5)], np.random.default_rng(0)
    curves = [{"travel": rng.random(24), "pulse": rng.random(24), "shimmer": rng.random(24)} for _ in names]

    def made(order):
        lanes = {name: np.concatenate([curves[n][name] for n in order]) for name in curves[0]}
        film = plan([0, 24, 48, 72], names=[names[n] for n in order], effects=effects)
        return np.split(shown(film, pictures, **lanes), 3)

    straight, order = made([0, 1, 2]), [2, 0, 1]
    np.testing.assert_array_equal(np.stack(made(order)), np.stack([straight[n] for n in order]))


class Remembering:
    """Shows how many frames it has seen."""

    def apply(self, frame, controls, state):
        state["seen"] = state.get("seen", 0) + 1
        return np.full_like(frame, state["seen"])


def test_what_an_effect_remembers_begins_anew_at_each_shot(monkeypatch):
    configured = plugins.configured
    monkeypatch.setattr(
        plugins, "configured", lambda group, part: Remembering() if group == "effects" else configured(group, part)
    )
    film = plan([0, 3, 5], effects=[{"use": "remembering"}, {"use": "remembering"}])
    assert levels(shown(film, [0, 0, 0])) == [1, 2, 3, 1, 2]


def test_a_transition_takes_over_from_the_picture_that_the_shot_before_led_to():
    film = plan(
        [0, 4, 12],
        names=[("k0", "k1"), ("k2", "k2")],
        shots=[{}, {"transition": {"use": "dissolve", "duration": 4 / 24}}],
    )
    assert levels(shown(film, [0, 100, 200])[4:]) == pytest.approx([100, 125, 150, 175, 200, 200, 200, 200], abs=1)


def test_a_camera_that_is_the_first_effect_sees_the_same_as_one_behind_others():
    soft = [cv2.resize(noise(seed), (64, 64)) for seed in range(3)]
    soft = [cv2.GaussianBlur(picture, (0, 0), 6) for picture in soft]
    led = {
        "transition": {"use": "dissolve", "duration": 0.3},
        "framing": Framing(start=View(zoom=1.5), end=View(zoom=2, x=0.3), mirrored=True),
    }
    camera = {"use": "camera", "zoom": 0.2, "turn": 3.0, "shift": 0.05, "speed": 0.5}
    first, second = (
        shown(plan([0, 12, 30], shots=[{}, led], effects=effects), soft, travel=np.linspace(0, 2, 30) % 1)
        for effects in ([camera], [{"use": "tint"}, camera])
    )
    assert np.abs(first.astype(int) - second).max() <= 6
    assert np.abs(first[14].astype(int) - first[20]).max() > 20


def test_a_shot_shows_what_its_framing_says_of_the_picture():
    picture = noise(1)
    near = Framing(start=View(zoom=2, x=0.25, y=0.75), mirrored=True)
    film = plan([0, 2, 4], shots=[{}, {"framing": near}])
    plain, _, close, _ = shown(film, [picture] * 3)
    np.testing.assert_array_equal(plain, picture)
    np.testing.assert_array_equal(close, viewed(picture, zoom=2, x=0.25, y=0.75, mirrored=True))


def test_a_view_moves_with_its_lane():
    move = Framing(start=View(), end=View(zoom=2), move=Driven(lane="swell"))
    shown_pictures = shown(plan([0, 5], shots=[{"framing": move}]), [noise(1)] * 2, swell=[0, 0, 0.5, 1, 1])
    for image, zoom in zip(shown_pictures, (1, 1, 2**0.5, 2, 2), strict=True):
        gap = np.abs(image.astype(int) - viewed(noise(1), zoom=zoom, x=0.5, y=0.5))
        assert gap.max() <= 3


def test_a_transition_takes_over_from_what_the_shot_before_showed():
    near = {"framing": Framing(start=View(zoom=2, x=0.25))}
    film = plan([0, 2, 4], shots=[near, {"transition": {"use": "dissolve", "duration": 4 / 24}}])
    first = shown(film, [noise(1)] * 3)[2]
    np.testing.assert_array_equal(first, viewed(noise(1), zoom=2, x=0.25, y=0.5))


def test_a_film_that_is_not_safe_tells_where_it_flashes():
    film = plan([0, 24, 72], fps=24)
    travel = [0.0] * 24 + [float(n // 2 % 2) for n in range(48)]
    told = []
    for start in (0, 24, 30):
        with pytest.warns(ClaviluxWarning, match="flashes more") as caught:
            shown(film, [0, 0, 255], start=start, travel=travel, guard=FlashGuard(film.rate, start and 24))
        told.append(str(caught[0].message))
    assert len(set(told)) == 1


class Counting(FakePainter):
    decoded = 0

    def decode(self, latents):
        self.decoded += len(latents)
        return super().decode(latents)


def test_frames_are_made_only_when_asked_for():
    painter, film = Counting(), plan([0, 5], path=PathOptions(stops=0))
    keys = {"k0": keyframe(0), "k1": keyframe(100)}
    made = frames(film, timeline(film, travel=[0, 0.2, 0.4, 0.6, 1]), keys.__getitem__, painter)
    next(made)
    next(made)
    assert painter.decoded <= 4  # two ahead
    del made
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("path")]


def test_no_picture_is_made_for_frames_behind_the_range():
    painter = Counting()
    shown(plan([0, 50], path=PathOptions(stops=0)), [0, 100], painter=painter, end=10, travel=np.linspace(0, 1, 50))
    assert painter.decoded == 10


def test_the_kick_vanishes_at_the_keyframes_and_never_overshoots():
    positions, beat = np.linspace(0, 1, 51, dtype=np.float32), np.ones(51, np.float32)
    assert apply_kick(positions, 0.5 * beat)[[0, -1]] == pytest.approx([0, 1])
    assert apply_kick(positions, 0.25 * beat)[25] == pytest.approx(0.75)
    for kick in (1, -1):
        assert (apply_kick(positions, kick * beat) <= 1).all()
        assert (apply_kick(positions, kick * beat) >= 0).all()


def test_a_jump_is_a_share_of_what_is_left():
    positions, jump = np.array([0, 0.5, 1], np.float32), np.full(3, 0.4, np.float32)
    assert apply_jump(positions, jump) == pytest.approx([0.4, 0.6, 1])


def test_adjacent_ranges_make_up_the_whole():
    film, travel = plan([0, 10, 30], effects=LIVELY, safe=True), np.linspace(0, 2, 30) % 1
    pictures = [noise(n) for n in range(3)]
    parts = [shown(film, pictures, start=a, end=b, travel=travel) for a, b in pairwise([0, 7, 10, 11, 29, 30])]
    np.testing.assert_array_equal(np.concatenate(parts), shown(film, pictures, travel=travel))


class TestWithoutRunUp:
    """A moment that is shown at once."""

    @pytest.fixture
    def film(self):
        led = {"transition": {"use": "dissolve", "duration": 0.5}}
        effects = [{"use": "camera", "turn": 2.0, "speed": 0.5}, {"use": "vignette", "amount": 0.4}]
        return plan([0, 60, 120], effects=effects, shots=[{}, led], path=PathOptions(stops=6))

    @pytest.mark.parametrize("start", [0, 1, 30, 59, 60, 65, 119])
    def test_it_is_that_of_the_whole(self, film, start):
        pictures, travel = [noise(n) for n in range(3)], np.linspace(0, 2, 120) % 1
        whole = shown(film, pictures, travel=travel)
        part = shown(film, pictures, start=start, travel=travel, run_up=False)
        np.testing.assert_array_equal(part, whole[start:])

    def test_only_the_two_pictures_that_it_mixes_are_made(self, film):
        painter = Counting()
        shown(film, [0, 50, 100], painter=painter, start=31, end=32, travel=np.linspace(0, 2, 120) % 1, run_up=False)
        assert painter.decoded == 2

    def test_paths_that_somebody_has_are_taken(self, film):
        asked, travel = [], np.linspace(0, 2, 120) % 1

        def paths(start, end):
            asked.append((start, end))
            return path(start, end, FakePainter(), film.path)

        shown(film, [0, 50, 100], start=70, end=72, travel=travel, run_up=False, paths=paths)
        assert len(asked) == 1

    @pytest.mark.parametrize(("fade", "run_up", "differs"), [(24.0, 6, 3), (0.0, 11, 0)])
    def test_where_an_effect_remembers_there_is_so_much(self, fade, run_up, differs):
        film = plan([0, 20, 80], effects=[{"use": "feedback", "amount": 0.6, "fade": fade}], path=PathOptions(stops=0))
        pictures, travel = [noise(n) for n in range(3)], np.linspace(0, 2, 80) % 1
        painter = Counting()
        part = shown(film, pictures, start=31, end=40, travel=travel, run_up=False, painter=painter)
        whole = shown(film, pictures, travel=travel)[31:40]
        assert np.abs(part.astype(int) - whole).mean() <= differs
        assert painter.decoded == run_up + 9

    def test_what_follows_does_not_flash_either(self):
        film = plan([0, 96], safe=True)
        guard = FlashGuard(film.rate)
        for frame in shown(film, [0, 255], start=40, travel=np.arange(96) % 2, run_up=False):
            guard.see(frame)
        assert guard.unsafe is None
