"""Segments are known by what their frames depend on, and by nothing else."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

import plans
from clavilux.imagine.keyframes import Keyframes
from clavilux.imagine.painters.choose import choose
from clavilux.media.files import file_ref
from clavilux.media.formats import usual
from clavilux.media.video import read
from clavilux.plan import Brief, Shot
from clavilux.project import Project
from clavilux.shooting import Shooting
from hearings import silent

SECOND = 24


@pytest.fixture
def plan(artwork):
    """Three shots of a second; the last two meet in a keyframe."""
    briefs = {name: Brief(picture="art", seed=seed) for seed, name in enumerate("abcd")}
    return plans.plan(
        [0, SECOND, 2 * SECOND, 3 * SECOND],
        names=[("a", "b"), ("b", "c"), ("c", "d")],
        keyframes=briefs,
        pictures={"art": file_ref(artwork)},
        effects=({"use": "camera", "zoom": {"lane": "pulse", "amount": 0.1}},),
        safe=True,
    )


@pytest.fixture
def shooting(plan, tmp_path):
    return shot(plan, tmp_path)


def shot(plan, folder, **lanes):
    painter, project = choose(plan.painter), Project(folder)
    return Shooting(
        plan=plan,
        hearing=silent(plan.duration),
        lanes=plans.timeline(plan, **lanes),
        painter=painter,
        keyframes=Keyframes(plan, painter).following(plan, project),
        project=project,
        form=usual(),
    )


def keys(shooting):
    return [segment.key for segment in shooting.segments(0, shooting.lanes.frames)]


def changed(before, folder, **values):
    """Which segments must be made anew after a change of the plan."""
    after = shot(msgspec.structs.replace(before.plan, **values), folder)
    return [a != b for a, b in zip(keys(before), keys(after), strict=True)]


def with_shot(plan, index, **values):
    shots = list(plan.shots)
    shots[index] = msgspec.structs.replace(shots[index], **values)
    return tuple(shots)


def test_segments_are_shots_and_cover_the_film(shooting):
    segments = shooting.segments(0, 3 * SECOND)
    assert [(s.name, s.first, s.last) for s in segments] == [("s0", 0, 24), ("s1", 24, 48), ("s2", 48, 72)]
    assert shooting.segments(SECOND, 2 * SECOND) == segments[1:2]
    assert len(set(keys(shooting))) == 3


def test_a_part_begins_and_ends_anywhere(shooting):
    whole = shooting.segments(0, 3 * SECOND)
    part = shooting.segments(30, 60)
    assert [(s.name, s.first, s.last) for s in part] == [("s1", 30, 48), ("s2", 48, 60)]
    assert not {s.key for s in part} & {s.key for s in whole}
    assert shooting.shown(part[0]) == shooting.shown(whole[1])


def test_its_frames_are_those_of_the_film(shooting):
    frames = {}
    for first, last in ((0, 3 * SECOND), (30, 60)):
        files = [shooting.film(segment, lambda: None) for segment in shooting.segments(first, last)]
        frames[first] = [image for file in files for _, image in read(file)]
    for number in (0, 17, 29):
        whole, part = (frames[at][index].astype(int) for at, index in ((0, 30 + number), (30, number)))
        assert np.abs(whole - part).mean() < 2  # they are encoded anew


def test_shots_too_short_to_be_limited_alone_are_one_segment(plan, tmp_path):
    short = (
        plan.shots[0],
        msgspec.structs.replace(plan.shots[1], end=1.1),
        msgspec.structs.replace(plan.shots[2], start=1.1),
    )
    segments = shot(msgspec.structs.replace(plan, shots=short), tmp_path).segments(0, 72)
    assert [(s.name, s.first, s.last) for s in segments] == [("s0", 0, 24), ("s1-s2", 24, 72)]


def test_an_edit_of_a_shot_changes_its_key_alone(shooting, tmp_path):
    plan, dissolve = shooting.plan, {"use": "dissolve", "duration": 0.5}
    for values in ({"kick": 0.5}, {"transition": dissolve}):
        assert changed(shooting, tmp_path, shots=with_shot(plan, 1, **values)) == [False, True, False]


def test_a_transition_hangs_on_the_shot_before(plan, tmp_path):
    dissolve = msgspec.structs.replace(plan, shots=with_shot(plan, 1, transition={"use": "dissolve", "duration": 0.5}))
    mirrored = msgspec.structs.replace(plan.shots[0].framing, mirrored=True)
    assert changed(shot(dissolve, tmp_path), tmp_path, shots=with_shot(dissolve, 0, framing=mirrored)) == [
        True,
        True,
        False,
    ]
    assert changed(shot(plan, tmp_path), tmp_path, shots=with_shot(plan, 0, framing=mirrored)) == [True, False, False]


def test_an_edit_of_a_keyframe_changes_the_shots_that_it_belongs_to(shooting, tmp_path):
    briefs = shooting.plan.keyframes
    assert changed(shooting, tmp_path, keyframes=briefs | {"d": Brief(picture="art", seed=9)}) == [False, False, True]
    assert changed(shooting, tmp_path, keyframes=briefs | {"c": Brief(picture="art", seed=9)}) == [False, True, True]


def test_another_depth_is_seen_in_the_shots_that_show_the_picture(shooting, tmp_path):
    briefs = shooting.plan.keyframes
    deep = msgspec.structs.replace(briefs["b"], depth="art")
    assert changed(shooting, tmp_path, keyframes=briefs | {"b": deep}) == [True, True, False]


def test_what_is_heard_changes_the_shots_in_which_it_is_heard(plan, tmp_path):
    beat = np.zeros(72)
    beat[30] = 1
    before, after = keys(shot(plan, tmp_path)), keys(shot(plan, tmp_path, pulse=beat))
    assert [a != b for a, b in zip(before, after, strict=True)] == [False, True, False]


def test_what_all_frames_depend_on_changes_all_keys(shooting, tmp_path):
    for values in ({"size": (128, 64)}, {"effects": ()}, {"seed": 1}, {"safe": False}, {"crf": 30}):
        assert changed(shooting, tmp_path, **values) == [True] * 3, values


def test_what_no_frame_depends_on_changes_no_key(shooting, tmp_path):
    plan = shooting.plan
    assert changed(shooting, tmp_path, made_with={"anything": 1}, licences={"a": "b"}) == [False] * 3
    assert changed(shooting, tmp_path, shots=with_shot(plan, 1, id="other", note="a chorus")) == [False] * 3
    renamed = {"z" if name == "b" else name: brief for name, brief in plan.keyframes.items()}
    first, second, third = plan.shots
    shots = (msgspec.structs.replace(first, to="z"), msgspec.structs.replace(second, from_="z"), third)
    assert changed(shooting, tmp_path, keyframes=renamed, shots=shots) == [False] * 3


def test_a_shot_that_is_inserted_leaves_the_others_alone(shooting, tmp_path):
    first, second, third = shooting.plan.shots
    new = Shot(id="new", start=1.5, end=2, from_="b", to="c")
    shots = (first, msgspec.structs.replace(second, end=1.5), new, third)
    after = keys(shot(msgspec.structs.replace(shooting.plan, shots=shots), tmp_path))
    before = keys(shooting)
    assert (after[0], after[3]) == (before[0], before[2])


def test_a_picture_put_in_the_place_of_a_keyframe_changes_its_shots(shooting, tmp_path):
    from PIL import Image

    before = keys(shooting)
    shooting.painted("d")
    (kept,) = tmp_path.glob("keyframes/d-*.png")
    assert keys(shooting) == before
    Image.new("RGB", (300, 200), "red").save(kept)
    assert [a != b for a, b in zip(keys(shooting), before, strict=True)] == [False, False, True]
    own = shot(shooting.plan, tmp_path).painted("d")
    assert own.request is None
    assert own.image.shape == (64, 64, 3)
    assert (own.image == (255, 0, 0)).all()


def test_a_segment_is_filmed_once(shooting, monkeypatch):
    (first, *_), frames = shooting.segments(0, 72), []
    made = shooting.film(first, lambda: frames.append(1))
    monkeypatch.setattr("clavilux.shooting.frames", lambda *_, **__: pytest.fail("filmed again"))
    assert shooting.film(first, lambda: frames.append(1)) == made
    assert len(frames) == 2 * SECOND


def test_another_version_makes_everything_anew(shooting, monkeypatch):
    before = keys(shooting)
    monkeypatch.setattr("clavilux.project.__version__", "99")
    assert not set(before) & set(keys(shooting))


def test_a_site_is_the_same_film_elsewhere(shooting):
    again = shooting.site().shooting()
    assert keys(again) == keys(shooting)
    assert replace(again.site(), hearing=shooting.site().hearing) == shooting.site()
