from fractions import Fraction

import msgspec
import numpy as np
import pytest

from clavilux import recipe
from clavilux.imagine.painters.fake import FakePainter
from clavilux.move.render import frames, kicked, leapt
from clavilux.types import Brief, Envelope, Keyframe, Timeline

STILL = recipe.Move(kick=0, zoom=0, flash=0, swell=0, rotate=0, drift=0, shimmer=0, safe=False)


def keyframe(at, colour):
    return Keyframe(at=at, prompt="", style=None, seed=0, image=np.full((64, 64, 3), colour, np.uint8))


def plan(travel, borders=(0, 5), **curves):
    still = {name: np.zeros(len(travel)) for name in ("pulse", "sway", "shimmer", "swell", "cut")}
    curves = still | {"travel": np.array(travel)} | {k: np.array(v) for k, v in curves.items()}
    envelopes = {k: Envelope(name=k, values=v.astype(np.float32)) for k, v in curves.items()}
    return Timeline(fps=Fraction(5), frames=len(travel), borders=borders, envelopes=envelopes)


def test_first_and_last_frame_are_the_keyframes():
    keys = [keyframe(0, (250, 30, 30)), keyframe(1, (30, 30, 250))]
    first, *_, last = frames(plan([0, 0.1, 0.5, 0.9, 1]), keys, FakePainter(), STILL)
    assert np.abs(first.astype(int) - keys[0].image).max() <= 1
    assert np.abs(last.astype(int) - keys[1].image).max() <= 1


def test_every_section_goes_to_its_own_keyframe():
    keys = [keyframe(0, 0), keyframe(1, 100), keyframe(2, 200)]
    shots = [int(f.mean()) for f in frames(plan([0, 1, 0, 1], borders=(0, 2, 4)), keys, FakePainter(), STILL)]
    assert shots == pytest.approx([0, 100, 100, 200], abs=2)


def test_frames_mixed_from_few_pictures_are_those_made_one_by_one():
    keys = [keyframe(0, (250, 30, 30)), keyframe(1, (30, 30, 250))]
    travel = np.linspace(0, 1, 50)
    one_by_one, mixed = (
        np.stack(list(frames(plan(travel, borders=(0, 50)), keys, FakePainter(), move)))
        for move in (msgspec.structs.replace(STILL, stops=0), STILL)
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


def bent(travel, **choices):
    picture = np.full((64, 64, 3), 100, np.uint8)
    asked = Brief(artwork=picture, style=None, seed=0)
    keys = [Keyframe(at=at, prompt="", style=None, seed=0, image=picture, brief=asked) for at in (0, 1)]
    move = msgspec.structs.replace(STILL, between="morph", morph=1, **choices)
    painter = Bending()
    return np.stack(list(frames(plan(travel, borders=(0, len(travel))), keys, painter, move))), painter.painted


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
    shots, _ = bent([0, 0.5, 1])
    assert [int(shot.mean()) for shot in shots] == pytest.approx([100, 132, 100], abs=1)


def test_a_beat_brightens_its_frame():
    keys = [keyframe(0, 100), keyframe(1, 100)]
    bright = msgspec.structs.replace(STILL, flash=0.05)
    shots = list(frames(plan([0, 0.5, 1], pulse=[0, 1, 0], borders=(0, 3)), keys, FakePainter(), bright))
    assert [int(f[32, 32, 0]) for f in shots] == pytest.approx([100, 105, 100], abs=1)


def test_a_hard_cut_leaps_and_lands_on_the_keyframe():
    keys = [keyframe(0, 0), keyframe(1, 100), keyframe(2, 200)]
    cut = plan([0, 1, 0, 0.5, 1], cut=[0, 0, 1, 0.5, 0], borders=(0, 2, 5))
    shots = [int(f.mean()) for f in frames(cut, keys, FakePainter(), msgspec.structs.replace(STILL, jump=0.4))]
    assert shots == pytest.approx([0, 100, 140, 160, 200], abs=2)


def test_shimmer_changes_details_and_not_the_whole():
    ramp = np.repeat(np.tile(np.arange(64, dtype=np.uint8) * 4, (64, 1))[..., None], 3, -1)
    keys = [Keyframe(at=at, prompt="", style=None, seed=3, image=ramp) for at in (0, 1)]
    shiny = plan([0, 0.5, 1], shimmer=[0, 0.5, 1], borders=(0, 3))
    still, half, full = (
        f.astype(int) - ramp for f in frames(shiny, keys, FakePainter(), msgspec.structs.replace(STILL, shimmer=0.1))
    )
    assert not still.any()
    assert 2 < half.std() < full.std()
    assert abs(full.mean()) < 1


def test_the_camera_moves_the_frame():
    ramp = np.repeat(np.tile(np.arange(64, dtype=np.uint8) * 4, (64, 1))[..., None], 3, -1)
    keys = [Keyframe(at=at, prompt="", style=None, seed=3, image=ramp) for at in (0, 1)]
    for curve, key in (("pulse", "zoom"), ("swell", "swell")):
        move = msgspec.structs.replace(STILL, **{key: 0.2})
        first, second = frames(plan([0, 1], borders=(0, 2), **{curve: [0, 1]}), keys, FakePainter(), move)
        assert (first == ramp).all()
        assert np.ptp(second) == pytest.approx(np.ptp(ramp) / 1.2, abs=3)


def test_same_choices_same_frames():
    keys = [keyframe(0, (250, 30, 30)), keyframe(1, (30, 30, 250))]
    moved = plan(np.linspace(0, 1, 5), pulse=[0, 1, 0.5, 0, 1], sway=np.ones(5), shimmer=np.ones(5), swell=np.ones(5))
    one, two = (np.stack(list(frames(moved, keys, FakePainter(), recipe.Move()))) for _ in range(2))
    assert (one == two).all()


def test_frames_are_made_only_when_asked_for():
    class Counting(FakePainter):
        decoded = 0

        def decode(self, latents):
            self.decoded += len(latents)
            return super().decode(latents)

    painter = Counting()
    each = msgspec.structs.replace(STILL, stops=0)
    shots = frames(plan([0, 0.2, 0.4, 0.6, 1]), [keyframe(0, 0), keyframe(1, 100)], painter, each)
    next(shots)
    next(shots)
    assert painter.decoded <= 3  # one ahead


def test_the_kick_vanishes_at_the_keyframes_and_never_overshoots():
    positions, beat = np.linspace(0, 1, 51, dtype=np.float32), np.ones(51, np.float32)
    assert kicked(positions, beat, 0.5)[[0, -1]] == pytest.approx([0, 1])
    assert kicked(positions, beat, 0.25)[25] == pytest.approx(0.75)
    assert (kicked(positions, beat, 1) <= 1).all()


def test_a_leap_is_a_share_of_what_is_left():
    positions, leap = np.array([0, 0.5, 1], np.float32), np.full(3, 0.4, np.float32)
    assert leapt(positions, leap) == pytest.approx([0.4, 0.7, 1])
