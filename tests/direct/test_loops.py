from dataclasses import replace
from typing import Annotated

import msgspec
import numpy as np
import pytest
from msgspec import Meta

import plans
from clavilux import plugins
from clavilux.direct.loops import around, closed, searched, stretch, told_beats
from clavilux.direct.timeline import timeline
from clavilux.errors import BadValue, ClaviluxWarning
from clavilux.imagine.painters.fake import FakePainter
from clavilux.plan import Brief, Listen
from clavilux.protocols import Clock, Speed
from clavilux.recipe import Recipe
from clavilux.render.frames import frames
from clavilux.structs import Checked
from clavilux.values import Section
from hearings import events, signals, silent

SIGNALS = ("harmonic", "percussive", "treble", "loudness", "kick", "snare", "bass", "melody")


def song(bpm=120.0, *, seconds=60.0, loud=(20.0, 30.0), confidence=0.9, sections=None):
    """A hearing with a beat in four, louder in one part."""
    beats = np.arange(0.25, seconds, 60 / bpm)
    loudness = np.full(round(100 * seconds), 0.1)
    loudness[round(100 * loud[0]) : round(100 * loud[1])] = 0.5
    return silent(
        *(sections or (0, seconds)),
        tempo=bpm,
        beat_confidence=confidence,
        signals=signals(100.0, harmonic=loudness, percussive=loudness, treble=loudness, loudness=loudness),
        events=events(beats=beats, downbeats=beats[::4]),
    )


@pytest.mark.parametrize(("bpm", "bars"), [(240, 8), (120, 4), (90, 2), (60, 2), (44, 1)])
def test_a_loop_lasts_as_many_bars_as_a_canvas_has_room_for(bpm, bars):
    assert stretch(song(bpm), Listen()).duration == pytest.approx(bars * 240 / bpm, abs=2e-3)


def test_it_lasts_as_many_bars_as_come_nearest_to_what_is_asked_for():
    assert stretch(song(120), Listen(duration=11)).duration == pytest.approx(12, abs=2e-3)
    assert stretch(song(120), Listen(duration=0.5)).duration == pytest.approx(2, abs=2e-3)


def test_it_begins_with_a_downbeat_and_is_loud():
    part = stretch(song(120), Listen())
    assert part.start == pytest.approx(20.25, abs=2e-3)


def test_it_begins_at_the_first_downbeat_after_the_start_that_is_asked_for():
    choices = Listen(start=30.25, duration=4)
    heard = searched(choices)
    assert heard.start < 30.25
    part = stretch(replace(song(120, seconds=heard.duration), offset=heard.start), choices)
    assert part.start == pytest.approx(heard.start + 0.25, abs=2e-3)
    assert part.duration == pytest.approx(4, abs=2e-3)


def test_it_stays_within_a_section_if_it_can():
    part = stretch(song(120, sections=(0, 24.25, 60)), Listen())
    assert part.duration is not None
    assert part.start >= 24.2 or part.start + part.duration <= 24.5


def test_where_the_ears_have_lost_the_beat_it_is_not_cut():
    hearing = song(120, loud=(20.0, 29.0))
    downbeats = np.delete(hearing.events["downbeats"].times, 12)  # in the loudest part, a bar twice as long
    heard = events(beats=hearing.events["beats"].times, downbeats=downbeats)
    assert stretch(replace(hearing, events=heard), Listen()).duration == pytest.approx(8, abs=2e-3)


def test_without_a_sure_beat_it_is_cut_by_the_clock_and_that_is_told():
    with pytest.warns(ClaviluxWarning, match="no sure beat"):
        part = stretch(song(120, confidence=0.2), Listen(duration=5))
    assert part.duration == 5
    assert 20 <= part.start <= 25


def test_the_clock_cuts_no_later_than_the_song_ends():
    with pytest.warns(ClaviluxWarning, match="after 3 s"):
        part = stretch(song(120, seconds=3, confidence=0.2), Listen())
    assert (part.start, part.duration) == (0, 3)


def test_the_clock_begins_at_the_start_that_is_asked_for():
    choices = Listen(start=30.0, duration=4)
    heard = searched(choices)
    with pytest.warns(ClaviluxWarning, match="no sure beat"):
        part = stretch(replace(song(120, seconds=20, confidence=0.2), offset=heard.start), choices)
    assert (part.start, part.duration) == (30.0, 4)


def test_its_beats_are_told_as_they_are_heard_in_the_whole_song():
    hearing = song(120)
    part = stretch(hearing, Listen())
    beats = told_beats(hearing, part)
    assert [count for _, count in beats] == [1, 2, 3, 4] * 4
    assert beats[0][0] == pytest.approx(20.25)
    assert part.duration is not None
    assert all(part.start <= second < part.start + part.duration for second, _ in beats)


def test_beats_that_are_not_sure_are_not_told():
    assert told_beats(song(120, confidence=0.2), Listen(start=0, duration=8)) == ()


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_its_way_is_closed_and_goes_on_everywhere(count):
    film = plans.plan([48 * n for n in range(count + 1)])
    loop = closed(film, song(120))
    assert loop.loop
    assert loop.shots[-1].to == loop.shots[0].from_
    assert all(shot.from_ != shot.to for shot in loop.shots)
    assert all(one.to == other.from_ for one, other in zip(loop.shots, loop.shots[1:], strict=False))
    assert loop.duration == film.duration
    assert "k0" not in {shot.from_ for shot in loop.shots}  # the opening, which nobody painted


def test_a_way_to_and_fro_gets_another_picture():
    film = plans.plan([0, 48], keyframes={"k0": Brief(paint=False), "k1": Brief(paint=False, seed=5)})
    loop = closed(film, song(120))
    seeds = {brief.seed for brief in loop.keyframes.values()}
    assert len(loop.shots) == 2
    assert len(seeds) == 2


def test_a_plan_that_is_not_closed_is_refused():
    with pytest.raises(BadValue, match="a loop ends at the keyframe"):
        plans.plan([0, 24, 48], loop=True)


class Wandering(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An effect with a parameter of every kind."""

    amount: Annotated[float, Meta(ge=0)] = 1.0
    way: Speed = 1.0
    clock: Clock = 1.0


def test_what_is_heard_again_and_again_is_periodic():
    hearing = song(120, seconds=8, loud=(2, 3))
    thrice = around(hearing, 8.0)
    at = np.linspace(0.1, 7.9, 50)
    for signal in thrice.signals.values():
        np.testing.assert_allclose(signal.at(at), signal.at(at + 8), atol=1e-9)
    np.testing.assert_allclose(thrice.events["beats"].times[:16] + 8, thrice.events["beats"].times[16:32])
    assert thrice.duration == 24
    assert thrice.sections[-1] == Section(start=16, end=24)


@pytest.fixture
def loop(monkeypatch):
    """Two seconds there and back, with the default recipe's curves; a beat at the seam."""
    usual = plugins.configured
    monkeypatch.setattr(
        plugins,
        "configured",
        lambda group, part: Wandering() if part["use"] == "wandering" else usual(group, part),
    )
    recipe = Recipe()
    return plans.plan(
        [0, 24, 48],
        names=[("a", "b"), ("b", "a")],
        loop=True,
        lanes=dict(recipe.lanes),
        effects=(*recipe.effects.values(), {"use": "wandering"}),
    )


def heard_loop():
    struck = 0.2 + np.exp(-(np.arange(200) / 100 % 0.5) / 0.1)
    return silent(
        0,
        2,
        tempo=120.0,
        signals=signals(100.0, **dict.fromkeys(SIGNALS, struck)),
        events=events(beats=[0, 0.5, 1, 1.5], downbeats=[0], onsets=[0, 0.5, 1, 1.5]),
    )


def test_ways_go_half_as_far_and_back_and_clocks_go_on(loop):
    controls = timeline(loop, heard_loop()).effects[-1]
    assert controls["way"][0] == 0
    assert controls["way"].max() == pytest.approx(1, abs=0.01)
    assert controls["way"][-1] == pytest.approx(controls["way"][1], abs=1e-6)
    np.testing.assert_allclose(controls["clock"], np.arange(48) / 24, atol=1e-6)


def test_every_curve_ends_where_it_begins(loop):
    """The step from the last frame to the first is no longer than the longest between two others."""
    lanes = timeline(loop, heard_loop())
    for controls in lanes.effects[:-1]:
        for name, curve in controls.items():
            assert abs(curve[-1] - curve[0]) <= np.abs(np.diff(curve)).max() + 1e-6, name


def test_the_last_picture_leads_into_the_first(loop):
    noise = np.random.default_rng(1).integers(0, 256, (2, 8, 8, 3)).repeat(8, axis=1).repeat(8, axis=2)
    keys = {name: plans.keyframe(picture) for name, picture in zip("ab", noise, strict=True)}
    film = msgspec.structs.replace(loop, effects=loop.effects[:-1])
    shown = np.stack(list(frames(film, timeline(film, heard_loop()), keys.__getitem__, FakePainter()))).astype(float)
    steps = np.abs(np.diff(shown, axis=0)).mean((1, 2, 3))
    assert np.abs(shown[-1] - shown[0]).mean() <= steps.max()
