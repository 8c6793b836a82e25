"""Keyframes that are locked stay as they are."""

import msgspec
import pytest

import plans
from clavilux.errors import BadValue, ClaviluxWarning
from clavilux.plan import Brief, FileRef, Lock, Plan
from clavilux.plan.locks import check_locked, keeping, keeping_file

ART, OTHER = (FileRef(path=f"{name}.png", sha256=digit * 64) for name, digit in (("art", "1"), ("other", "2")))
LUMIA = {"use": "lumia", "palette": 0.6}


def film(lock=None, *, pictures=None, painter=LUMIA, seed=0, **brief):
    keyframes = {"k0": Brief(picture="art"), "k1": Brief(picture="art", lock=lock, **brief)}
    return plans.plan([0, 24], keyframes=keyframes, pictures=pictures or {"art": ART}, painter=painter, seed=seed)


LOCKED = Lock(painter=LUMIA, seed=3)


def test_a_lock_changes_no_picture():
    assert film(Lock(painter=LUMIA)).keyframe_key("k1") == film().keyframe_key("k1")


def test_painter_and_seed_change_only_what_is_not_locked():
    before, after = film(LOCKED, seed=3), film(LOCKED, seed=4, painter=LUMIA | {"palette": 0.1})
    assert before.keyframe_key("k1") == after.keyframe_key("k1") == film(seed=3).keyframe_key("k1")
    assert before.keyframe_key("k0") != after.keyframe_key("k0")


def test_it_stands_in_the_plan():
    assert Plan.from_json(film(LOCKED).to_json()).keyframes["k1"].lock == LOCKED
    assert "lock" not in film().to_json()


def test_a_lock_names_a_painter():
    with pytest.raises(BadValue, match=r"keyframes\.k1\.lock\.painter"):
        film(Lock(painter={}))


@pytest.mark.parametrize("change", [{"seed": 5}, {"prompt": "snow"}, {"style": "baroque"}, {"paint": False}])
def test_what_is_locked_cannot_be_changed(change):
    after = film(LOCKED)
    brief = msgspec.structs.replace(after.keyframes["k1"], **change)
    after = msgspec.structs.replace(after, keyframes=after.keyframes | {"k1": brief})
    with pytest.raises(BadValue, match="unlock"):
        check_locked(film(LOCKED), after)
    check_locked(film(), after)


def test_another_file_under_the_same_name_is_a_change():
    with pytest.raises(BadValue, match="unlock"):
        check_locked(film(LOCKED), film(LOCKED, pictures={"art": OTHER}))


def test_it_can_be_unlocked_and_everything_else_changed():
    check_locked(film(LOCKED), film(prompt="snow"))
    check_locked(film(LOCKED), film(LOCKED, painter={"use": "fake"}))
    check_locked(None, film(LOCKED))


def test_a_new_plan_keeps_what_is_locked_with_its_pictures():
    before = film(LOCKED, prompt="snow")
    new = film(pictures={"art": OTHER})
    kept = keeping(new, before)
    assert kept.content(kept.keyframes["k1"].picture) == ART.sha256
    assert kept.content(kept.keyframes["k0"].picture) == OTHER.sha256
    assert kept.keyframe_key("k1") == before.keyframe_key("k1")
    assert keeping(new, film()) == new


def test_what_a_new_plan_does_not_show_is_told():
    new = plans.plan([0, 24], names=[("a", "b")])
    with pytest.warns(ClaviluxWarning, match="k1.*locked"):
        assert keeping(new, film(LOCKED)) == new


def test_the_plan_in_a_file_is_kept_too(tmp_path):
    path = tmp_path / "plan.json"
    assert keeping_file(film(), path) == film()
    path.write_text(film(LOCKED).to_json())
    assert keeping_file(film(), path).keyframes["k1"].lock == LOCKED
