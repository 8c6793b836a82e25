"""Recipes out of files, which may be a stranger's."""

from pathlib import Path

import av
import numpy as np
import pytest

from clavilux.cli.recipes import check_trust, find_recipe
from clavilux.errors import BadRecipe, UserError
from clavilux.recipe import PRESETS, Recipe

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
    with pytest.raises(BadRecipe, match=r"clip\.mp4: has no Clavilux recipe"):
        find_recipe(str(video(tmp_path / "clip.mp4", comment)))


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ('{"seed": 1, "sed": 2}', "unknown recipe key 'sed'"),
        ('{"move": {"zoom": 7}}', "move.zoom"),
        ('{"seed": 1, "x": "' + "y" * 2_000_000 + '"}', "longer than"),
    ],
)
def test_a_wrong_recipe_in_a_video_is_told_with_its_name(tmp_path, comment, told):
    with pytest.raises(BadRecipe, match=rf"clip\.mp4: .*{told}"):
        find_recipe(str(video(tmp_path / "clip.mp4", comment)))


def test_text_that_is_not_utf8_is_no_reason_to_fall(tmp_path):
    path = video(tmp_path / "clip.mp4", "Gruesse, all of them")
    path.write_bytes(path.read_bytes().replace(b"Gruesse", b"Gr\xfc\xdfeee"))
    with pytest.raises(BadRecipe, match="has no Clavilux recipe"):
        find_recipe(str(path))


def test_a_recipe_is_found_by_name_in_json_and_in_a_video(tmp_path):
    recipe = Recipe(seed=7)
    (tmp_path / "my.json").write_text(recipe.to_json())
    assert find_recipe(str(tmp_path / "my.json")) == recipe
    assert find_recipe(str(video(tmp_path / "clip.mp4", recipe.to_json()))) == recipe
    assert find_recipe("calm") == Recipe.named("calm")


@pytest.mark.parametrize("name", PRESETS)
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
    check_trust(STRANGE, name, chosen=(), trust=True)


def test_every_cure_cures():
    """What is told to do without leaves a recipe that may be rendered."""
    everything = Recipe().with_values(
        {
            "listen.captioner": "file:a.srt",
            "imagine.painter": "kandinsky",
            "imagine.adapter": "a/b",
            "imagine.kandinsky.prior": "a/b",
        }
    )
    with pytest.raises(UserError) as caught:
        check_trust(everything, "s.json", chosen=(), trust=False)
    assert str(caught.value).endswith(
        ": --captioner tags --painter lumia --set imagine.adapter=null "
        "--set imagine.kandinsky.prior=kandinsky-community/kandinsky-2-2-prior"
    )


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
