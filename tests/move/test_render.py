from fractions import Fraction

import numpy as np
import pytest

from clavilux import recipe
from clavilux.imagine.painters.fake import FakePainter
from clavilux.move.render import frames, kicked
from clavilux.types import Envelope, Keyframe, Timeline

STILL = recipe.Move(kick=0, zoom=0, flash=0)


def keyframe(at, colour):
    return Keyframe(at=at, prompt="", style=None, seed=0, image=np.full((64, 64, 3), colour, np.uint8))


def plan(travel, pulse=None, borders=(0, 5)):
    curves = {"travel": np.array(travel), "pulse": np.zeros(len(travel)) if pulse is None else np.array(pulse)}
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


def test_a_beat_brightens_its_frame():
    keys = [keyframe(0, 100), keyframe(1, 100)]
    shots = list(
        frames(plan([0, 0.5, 1], [0, 1, 0], borders=(0, 3)), keys, FakePainter(), recipe.Move(kick=0, flash=0.1))
    )
    assert [int(f[32, 32, 0]) for f in shots] == pytest.approx([100, 110, 100], abs=1)


def test_frames_are_made_only_when_asked_for():
    class Counting(FakePainter):
        decoded = 0

        def decode(self, latents):
            self.decoded += len(latents)
            return super().decode(latents)

    painter = Counting()
    shots = frames(plan([0, 0.2, 0.4, 0.6, 1]), [keyframe(0, 0), keyframe(1, 100)], painter, STILL)
    next(shots)
    next(shots)
    assert painter.decoded <= 2


def test_the_kick_vanishes_at_the_keyframes_and_never_overshoots():
    assert kicked(0, 1, 0.5) == 0
    assert kicked(1, 1, 0.5) == pytest.approx(1)
    assert kicked(0.5, 1, 0.25) == pytest.approx(0.75)
    assert all(kicked(p, 1, 1) <= 1 for p in np.linspace(0, 1, 50))
