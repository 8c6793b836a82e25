"""Recipes out of files, which may be a stranger's."""

import json
import shlex
from pathlib import Path

import av
import numpy as np
import pytest

from clavilux.cli.options import changed, typed
from clavilux.cli.recipes import check_plan_trust, check_trust, find_recipe
from clavilux.errors import BadValue, UserError
from clavilux.plan import Brief, FileRef, Plan, Shot
from clavilux.recipe import Recipe, presets
from clavilux.sharing import foreign

STRANGE = Recipe().with_values({"imagine.painter": "diffusers:owner/model", "imagine.style": "/etc/secret.png"})


def video(path: Path, comment: str) -> Path:
    """By somebody else."""
    with av.open(str(path), "w") as container:
        container.metadata["comment"] = comment
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "https://example.com/watch?v=1",
        '{"prompt": {"3": {"class_type": "KSampler"}}}',
        "{}",
        "[]",
        "7",
        '{"seed": 1, "move": ' + "[" * 40_000,
        '{"seed":' * 5000 + "1" + "}" * 5000,
    ],
)
def test_a_video_without_a_recipe_of_ours_is_told(tmp_path, comment):
    with pytest.raises(BadValue, match=r"clip\.mp4: has no Clavilux recipe"):
        find_recipe(str(video(tmp_path / "clip.mp4", comment)))


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ('{"seed": 1, "sed": 2}', "unknown recipe key 'sed'"),
        ('{"path": {"jump": 7}}', "path.jump"),
        ('{"move": {"zom": 7}}', "unknown recipe key 'move.zom'"),
        ('{"seed": 1, "x": "' + "y" * 2_000_000 + '"}', "longer than"),
    ],
)
def test_a_wrong_recipe_in_a_video_is_told_with_its_name(tmp_path, comment, told):
    with pytest.raises(BadValue, match=rf"clip\.mp4: .*{told}"):
        find_recipe(str(video(tmp_path / "clip.mp4", comment)))


def test_text_that_is_not_utf8_is_no_reason_to_fall(tmp_path):
    path = video(tmp_path / "clip.mp4", "Gruesse, all of them")
    path.write_bytes(path.read_bytes().replace(b"Gruesse", b"Gr\xfc\xdfeee"))
    with pytest.raises(BadValue, match="has no Clavilux recipe"):
        find_recipe(str(path))


def test_a_recipe_is_found_by_name_in_json_and_in_a_video(tmp_path):
    recipe = Recipe(seed=7)
    (tmp_path / "my.json").write_text(recipe.to_json())
    assert find_recipe(str(tmp_path / "my.json")) == recipe
    assert find_recipe(str(video(tmp_path / "clip.mp4", recipe.to_json()))) == recipe
    assert find_recipe("calm") == Recipe.named("calm")
    old = video(tmp_path / "old.mp4", '{"move": {"zoom": 0.1}}')
    assert find_recipe(str(old)).effects["camera"]["zoom"]["amount"] == 0.1


@pytest.mark.parametrize("name", presets())
def test_recipes_that_ship_are_trusted(name):
    check_trust(Recipe.named(name), name, chosen=(), trust=False)


@pytest.mark.parametrize("name", ["stranger.mp4", "stranger.json"])
def test_a_strangers_recipe_does_nothing_that_the_user_did_not_name(name):
    with pytest.raises(UserError) as caught:
        check_trust(STRANGE, name, chosen=(), trust=False)
    assert str(caught.value) == (
        f"{name}: the recipe would fetch owner/model (imagine.painter) and read /etc/secret.png (imagine.style); "
        "allow that with --trust, or do without: --painter lumia --style null"
    )
    with pytest.raises(UserError, match=r"would fetch owner/model \(imagine.painter\); .*: --painter lumia$"):
        check_trust(STRANGE, name, chosen={"imagine.style"}, trust=False)
    check_trust(STRANGE, name, chosen={"imagine.painter", "imagine.style"}, trust=False)
    drawn = Recipe().with_values({"lanes.kick.file": "/etc/kick.mid"})
    with pytest.raises(
        UserError, match=r"would read /etc/kick\.mid \(lanes\.kick\.file\); .* do without: --set 'lanes"
    ):
        check_trust(drawn, name, chosen={"lanes.kicks"}, trust=False)
    check_trust(drawn, name, chosen={"lanes.kick"}, trust=False)
    check_trust(STRANGE, name, chosen=(), trust=True)


def test_every_cure_cures():
    """What is told to do without leaves a recipe that may be rendered."""
    everything = Recipe().with_values(
        {
            "listen.captioner": "file:a.srt",
            "imagine.painter": "kandinsky",
            "imagine.adapter": "a/b",
            "imagine.kandinsky.prior": "a/b",
            "lanes.drum.file": "kick.mid",
            "lanes.swell.file": "swell.mid",
            "effects.camera.picture": "frame.png",
        }
    )
    with pytest.raises(UserError) as caught:
        check_trust(everything, "s.json", chosen=(), trust=False)
    assert str(caught.value).endswith(
        ": --captioner tags --painter lumia --set imagine.adapter=null "
        "--set imagine.kandinsky.prior=kandinsky-community/kandinsky-2-2-prior "
        """--set 'lanes.swell={"use": "swell"}' --set 'lanes.drum={"use": "swell"}' """
        f"--set 'effects.camera={json.dumps(Recipe().effects['camera'])}'"
    )
    sets = [cure for cure in shlex.split(str(caught.value).partition("do without: ")[2]) if "=" in cure]
    cured = everything.with_values(dict(cure.split("=", 1) for cure in sets))
    assert foreign(cured).keys() == {"listen.captioner", "imagine.painter"}


@pytest.mark.parametrize("trust", [False, True])
def test_a_file_that_stayed_with_its_maker_is_asked_for(trust):
    recipe = Recipe().with_values({"imagine.style": ".../my klimt.jpg", "listen.captioner": "file:.../a.srt"})
    with pytest.raises(UserError) as caught:
        check_trust(recipe, "song.mp4", chosen=(), trust=trust)
    assert str(caught.value) == (
        "song.mp4: the recipe needs a.srt and my klimt.jpg, which it does not carry; "
        "add --captioner file:FOLDER/a.srt --style 'FOLDER/my klimt.jpg'"
    )
    check_trust(recipe, "song.mp4", chosen={"imagine.style", "listen.captioner"}, trust=trust)


def test_a_strangers_plan_does_nothing_that_is_not_its_own(tmp_path):
    song = FileRef(path=str(tmp_path / "song.ogg"), sha256="0" * 64)
    plan = Plan(
        song=song,
        pictures={"art": song},
        painter={"use": "diffusers:owner/model"},
        size=(64, 64),
        fps="24",
        keyframes={"a": Brief(picture="art")},
        shots=(Shot(id="s1", start=0, end=1, from_="a", to="a", travel=0.0),),
    )
    path = tmp_path / "plan.json"
    with pytest.raises(UserError) as caught:
        check_plan_trust(plan, path, trust=False)
    assert str(caught.value) == (
        f"{path}: the plan would fetch owner/model (painter.use); allow that with --trust, or edit the plan"
    )
    check_plan_trust(plan, path, trust=True)


def sets(*texts):
    return changed(Recipe(), typed({}, texts))


def test_keys_of_older_versions_can_be_set():
    assert (
        sets("move.kick=0.1", "move.cut=soft").path
        == Recipe().with_values({"path.kick.amount": 0.1, "path.jump": 0}).path
    )
    with pytest.raises(BadValue, match=r"^--set move\.period=0: give a number of more than 0 and at most 3600$"):
        sets("move.period=0")
    with pytest.raises(BadValue, match=r"^--set move\.kick=7: give a number from 0 to 1, or "):
        sets("move.kick=7")


def test_a_wrong_option_of_an_effect_is_told_as_it_was_typed(tmp_path, monkeypatch):
    """Before anything is heard; effects that nobody touched are not even loaded."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "foreign_glass.py").write_text(LENS)
    about = tmp_path / "lens-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: lens\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[clavilux.effects]\nlens = foreign_glass:Lens\n")
    assert sets("effects.lens.bend=0.5").effects["lens"] == {"use": "lens", "bend": 0.5}
    with pytest.raises(BadValue, match=r"^--set effects\.lens\.bend=9: give a number from 0 to 2$"):
        sets("seed=1", "effects.lens.bend=9")
    with pytest.raises(BadValue, match=r"^--set effects\.lens\.bent=1: unknown option 'bent'. Did you mean 'bend'\?"):
        sets("effects.lens.bent=1")
    with pytest.raises(UserError, match=r"unknown effect 'lense'\. Did you mean 'lens'"):
        sets("effects.lense.bend=1")


LENS = """
from typing import Annotated
from msgspec import Meta
from clavilux.structs import Checked

class Lens(Checked, frozen=True, kw_only=True):
    bend: Annotated[float, Meta(ge=0, le=2)] = 0.5
"""
