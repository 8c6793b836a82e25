"""Plans: any one round-trips, an edit changes the keys of what depends on it alone, and mistakes are named."""

import json
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clavilux.errors import BadValue, ClaviluxWarning
from clavilux.plan import Brief, Driven, FileRef, Plan, Shot

FILE = FileRef(path="song.ogg", sha256="0" * 64)
OTHER = FileRef(path="other.jpg", sha256="1" * 64)

names = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=8)
numbers = st.floats(-100, 100)
controls = st.one_of(numbers, st.builds(Driven, lane=st.just("pulse"), amount=numbers))
options = st.dictionaries(
    names.filter(lambda name: name not in ("use", "lane")),
    st.one_of(numbers, st.booleans(), names, st.lists(numbers, max_size=3)),
    max_size=3,
)


@st.composite
def plans(draw):
    """A plan with anything in it that may be."""
    keyframes = draw(
        st.dictionaries(
            names,
            st.builds(
                Brief,
                picture=st.sampled_from(["art", "other"]),
                style=st.none() | names,
                prompt=names,
                strength=st.none() | st.floats(0, 1),
                seed=st.integers(0, 2**31 - 1),
            ),
            min_size=1,
            max_size=4,
        )
    )
    borders = [0.0, *sorted(draw(st.sets(st.floats(0.1, 1000), min_size=1, max_size=5)))]
    shots = tuple(
        Shot(
            id=f"shot {n}",
            start=start,
            end=end,
            from_=draw(st.sampled_from(sorted(keyframes))),
            to=draw(st.sampled_from(sorted(keyframes))),
            travel=draw(controls),
            kick=draw(controls),
        )
        for n, (start, end) in enumerate(pairwise(borders))
    )
    return Plan(
        song=FILE,
        pictures={"art": FILE, "other": OTHER},
        painter={"use": "fake"} | draw(options),
        size=draw(st.sampled_from([(64, 64), (1920, 1080)])),
        fps=draw(st.sampled_from(["24", "23.976", "30000/1001", "12.5"])),
        keyframes=keyframes,
        shots=shots,
        lanes={"pulse": {"use": "pulse"} | draw(options)},
        effects=tuple({"use": "camera"} | draw(options) for _ in range(draw(st.integers(0, 2)))),
    )


@settings(max_examples=40, deadline=None)
@given(plans())
def test_any_plan_comes_back_from_its_json(plan):
    assert Plan.from_json(plan.to_json()) == plan
    assert Plan.from_json(plan.to_json()).to_json() == plan.to_json()


@pytest.fixture
def plan():
    """Three shots; the last two meet in a keyframe."""
    briefs = {name: Brief(picture="art", seed=seed) for seed, name in enumerate("abcd")}
    ends = [("a", "b"), ("b", "c"), ("c", "d")]
    return Plan(
        song=FILE,
        pictures={"art": FILE, "other": OTHER},
        painter={"use": "fake"},
        size=(64, 64),
        fps="24",
        keyframes=briefs,
        shots=tuple(Shot(id=f"s{n}", start=n, end=n + 1, from_=a, to=b) for n, (a, b) in enumerate(ends)),
        lanes={"travel": {"use": "travel"}},
        effects=({"use": "camera", "zoom": 0.1},),
    )


def keys(plan):
    return [plan.keyframe_key(name) for name in plan.keyframes]


def changed(plan, **values):
    """Which keyframes must be painted anew after a change."""
    return [a != b for a, b in zip(keys(plan), keys(msgspec.structs.replace(plan, **values)), strict=True)]


def test_an_edit_of_a_keyframe_changes_its_key_alone(plan):
    other = plan.keyframes | {"c": Brief(picture="art", style="jazz")}
    assert changed(plan, keyframes=other) == [False, False, True, False]


def test_another_depth_changes_no_picture(plan):
    deep = msgspec.structs.replace(plan.keyframes["b"], depth="other")
    assert changed(plan, keyframes=plan.keyframes | {"b": deep}) == [False] * 4


def test_what_all_pictures_depend_on_changes_all_keys(plan):
    for values in (
        {"size": (128, 64)},
        {"painter": {"use": "lumia"}},
        {"seed": 1},
        {"pictures": {"art": OTHER, "other": OTHER}},
    ):
        assert changed(plan, **values) == [True] * 4, values


def test_what_no_picture_depends_on_changes_no_key(plan):
    moved = plan.with_paths(lambda path: f"/elsewhere/{path}")
    assert keys(moved) == keys(plan)
    assert changed(plan, crf=30, fps="25", safe=False, song=OTHER, effects=(), made_with={"anything": 1}) == [False] * 4


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (
            lambda p: p["shots"][1].update(start=1.5),
            r"shots\[1\]: begins at 1.5 s, but the one before ends at 1.0 s; make",
        ),
        (lambda p: p["shots"][1].update(start=1.0000001), r"begins at 1.0000001 s, but the one before ends at 1.0 s"),
        (lambda p: p["keyframes"]["b"].update(paint="no"), r"keyframes\.b\.paint: give true or false"),
        (
            lambda p: p["pictures"].update(own={"path": "own.png"}),
            r"pictures\.own: has no 'sha256'; add it: .*sha256sum",
        ),
        (lambda p: p["song"].update(sha256="xyz"), r"song\.sha256: give the 64 digits that 'sha256sum FILE' prints"),
        (lambda p: p.pop("shots"), r": has no 'shots'; add it"),
        (lambda p: p.update(shots={}), r"shots: expected a list \[\.\.\.\], got {\.\.\.}"),
        (lambda p: p["shots"][2].update(end=2), r"shots\[2\]: ends at 2 s, not after its start"),
        (lambda p: p["shots"][1].update(to="e"), r"shots\[1\].to: unknown keyframe 'e'"),
        (lambda p: p["shots"][1].update(id="s0"), "two shots have the id 's0'"),
        (lambda p: p["shots"][1].update(kick={"lane": "kik"}), r"shots\[1\].kick: unknown lane 'kik'"),
        (lambda p: p["shots"][1].update(begin=0.5, travel=0.7), r"shots\[1\].travel: goes on by 0.7 from 0.5, beyond"),
        (
            lambda p: p["shots"][1].update(begin=0.5, travel={"lane": "pulse"}),
            r"shots\[1\].travel: goes on by 1 from 0.5, beyond the end of its way",
        ),
        (
            lambda p: p["shots"][0].update(transition={"use": "dissolve"}),
            r"shots\[0\].transition: there is no shot before it to take over from; leave it out",
        ),
        (lambda p: p["shots"][1].update(kick="much"), r"shots\[1\].kick: give a number"),
        (lambda p: p["shots"][1].update(kik=1), r"shots\[1\]: unknown key 'kik'|unknown plan key 'shots\[1\].kik'"),
        (lambda p: p["keyframes"]["b"].update(picture="gone"), "keyframes.b.picture: unknown picture 'gone'"),
        (lambda p: p["keyframes"]["b"].pop("picture"), "keyframes.b: give a picture to paint from"),
        (lambda p: p["effects"][0].pop("use"), r'effects\[0\]: give the name of a plug-in, such as "use"'),
        (lambda p: p["effects"][0].update(zoom={"lane": "x"}), r"effects\[0\].zoom: unknown lane 'x'"),
        (lambda p: p.update(fps="0"), "fps: give 1 to 240"),
        (lambda p: p.update(size=[10, 64]), r"size"),
        (lambda p: p.update(shots=[]), "shots"),
        (lambda p: p.update(colour=1), "unknown plan key 'colour'"),
        (lambda p: p["song"].update(sha256="abc"), "song.sha256"),
    ],
)
def test_mistakes_are_named_with_their_place(plan, edit, told):
    tree = json.loads(plan.to_json())
    edit(tree)
    with pytest.raises(BadValue, match=told) as raised:
        Plan.from_json(json.dumps(tree), name="my.json")
    assert str(raised.value).startswith("my.json: ")
    assert "\n" not in str(raised.value)


def test_a_newer_plan_is_read_as_far_as_it_is_known(plan):
    tree = json.loads(plan.to_json()) | {"version": 99, "smell": "roses"}
    with pytest.warns(ClaviluxWarning, match="newer Clavilux .plan version 99.*smell"):
        assert Plan.from_json(json.dumps(tree)) == plan


def test_paths_are_those_of_the_folder(plan, tmp_path):
    (tmp_path / "film").mkdir()
    (tmp_path / "film" / "plan.json").write_text(plan.to_json())
    assert Plan.from_file(tmp_path / "film" / "plan.json").song.path == str(tmp_path / "film" / "song.ogg")


def test_files_of_lanes_are_those_of_the_folder_too(plan, tmp_path):
    drum = {"use": "midi", "file": "drums.mid", "notes": [36]}
    (tmp_path / "plan.json").write_text(msgspec.structs.replace(plan, lanes=plan.lanes | {"drum": drum}).to_json())
    read = Plan.from_file(tmp_path / "plan.json")
    assert read.lanes == plan.lanes | {"drum": drum | {"file": str(tmp_path / "drums.mid")}}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"fps": "24",', '"fps": "24"', "line {crf}, character 3: expected ',' or '}}'"),
        ('"crf": 18,', '"crf": NaN,', "line {crf}, character 10: invalid character"),
        ("\n}\n", "", "it ends too early"),
    ],
)
def test_broken_json_is_told_by_line(plan, old, new, told):
    told = told.format(crf=1 + plan.to_json().splitlines().index('  "crf": 18,'))
    with pytest.raises(BadValue, match=r"my\.json: is no valid JSON at line") as raised:
        Plan.from_json(plan.to_json().replace(old, new, 1), name="my.json")
    assert told in str(raised.value)


def test_beats_that_go_back_are_told(plan):
    with pytest.raises(BadValue, match=r"beats\[1\]: is at 1 s, not after the one before at 2 s"):
        msgspec.structs.replace(plan, beats=((2.0, 1), (1.0, 2)))
