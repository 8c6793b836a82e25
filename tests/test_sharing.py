"""What a recipe from elsewhere may do, and what ours tell others."""

from hashlib import sha256
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from clavilux import sharing
from clavilux.errors import UnreadableMedia
from clavilux.recipe import PRESETS, Recipe
from clavilux.sharing import INSIDE, OUTSIDE, foreign, shareable, shown, withheld

NOTHING_OUTSIDE = {"imagine.genre", "imagine.prompt", "film.fps"}
"""Texts that are words or a number: nothing is fetched or read for them."""


def texts(kind: type, prefix: str = "") -> set[str]:
    """Dotted keys that take any text."""
    found = set()
    for key, part in get_type_hints(kind).items():
        if hasattr(part, "__struct_fields__"):
            found |= texts(part, f"{prefix}{key}.")
        elif str in (part, *get_args(part)):
            found.add(prefix + key)
    return found


def test_no_key_is_forgotten():
    """Whoever adds a key that takes a text says here or in `OUTSIDE` whether it can name something outside."""
    assert texts(Recipe) == set(OUTSIDE) | NOTHING_OUTSIDE


@pytest.mark.parametrize("name", PRESETS)
def test_recipes_that_ship_need_nothing_but_the_papers(name):
    needs = {"listen.captioner", "imagine.painter"} if name == "paper" else set()
    assert set(foreign(Recipe.named(name))) == needs


@pytest.mark.parametrize(
    ("key", "value", "deed"),
    [
        ("imagine.painter", "diffusers:owner/model@v2", "fetch owner/model@v2"),
        ("imagine.painter", "diffusers:/models/mine", "read /models/mine"),
        ("imagine.painter", "diffusers:../mine", "read ../mine"),
        ("imagine.painter", "diffusers:~/mine", "read ~/mine"),
        ("imagine.painter", r"diffusers:C:\models\mine", r"read C:\models\mine"),
        ("imagine.painter", r"diffusers:\\\\host\share", r"read \\\\host\share"),
        ("imagine.painter", "kandinsky", "fetch what kandinsky needs"),
        ("imagine.painter", "somebodys", "fetch what somebodys needs"),
        ("listen.captioner", "lp-music-caps", "fetch what lp-music-caps needs"),
        ("listen.captioner", "file:words.srt", "read words.srt"),
        ("listen.captioner", "transformers:owner/model", "fetch owner/model"),
        ("imagine.vae", "madebyollin/taesd", "fetch madebyollin/taesd"),
        ("imagine.lora", "owner/model/folder/file.safetensors", "fetch owner/model/folder/file.safetensors"),
        ("imagine.lora", "./file.safetensors", "read ./file.safetensors"),
        ("imagine.adapter", "/home/x/adapter", "read /home/x/adapter"),
        ("imagine.kandinsky.prior", "owner/prior", "fetch owner/prior"),
        ("imagine.kandinsky.decoder", "owner/decoder", "fetch owner/decoder"),
        ("imagine.style", "klimt.jpg", "read klimt.jpg"),
        ("imagine.keep", "mask.png", "read mask.png"),
        ("imagine.keep", "owner/mask", "read owner/mask"),
    ],
)
def test_it_is_told_what_a_recipe_would_do(monkeypatch, key, value, deed):
    """Without a look at the disk: on Windows even that can call a stranger's machine."""
    recipe = Recipe().with_values({key: value})
    monkeypatch.setattr(Path, "stat", lambda *_, **__: pytest.fail("looked"))
    assert foreign(recipe) == {key: deed}


@pytest.mark.parametrize(
    ("key", "value"),
    [("imagine.painter", name) for name in sorted(INSIDE)] + [("imagine.style", "pop-art"), ("imagine.genre", "jazz")],
)
def test_what_ships_is_not_foreign(key, value):
    recipe = Recipe().with_values({key: value})
    assert foreign(recipe) == {}
    assert shareable(recipe) == recipe


@pytest.mark.parametrize(
    ("key", "value", "public"),
    [
        ("imagine.painter", "diffusers:/home/me/models/mine", "diffusers:.../mine"),
        ("imagine.painter", "diffusers:here", "diffusers:.../here"),
        ("imagine.painter", "diffusers:me/here", "diffusers:.../here"),
        ("imagine.painter", r"diffusers:C:\Users\me\mine", "diffusers:.../mine"),
        ("imagine.painter", "somebodys:config=/home/me/it.ini", "somebodys:.../it.ini"),
        ("listen.captioner", "file:words.srt", "file:.../words.srt"),
        ("listen.captioner", "file:/home/me/words.srt", "file:.../words.srt"),
        ("imagine.vae", "/home/me/vae/", ".../vae"),
        ("imagine.lora", "~/loras/mine.safetensors", ".../mine.safetensors"),
        ("imagine.style", "klimt.jpg", ".../klimt.jpg"),
        ("imagine.keep", "masks/mask.png", ".../mask.png"),
        ("imagine.style", "/home/me/klimt.jpg", ".../klimt.jpg"),
    ],
)
def test_what_is_of_this_machine_stays_here(tmp_path, monkeypatch, key, value, public):
    (tmp_path / "here").mkdir()
    (tmp_path / "me" / "here").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    shared = shareable(Recipe().with_values({key: value}))
    assert shared == Recipe().with_values({key: public})
    assert withheld(shared) == {key: public}
    assert shareable(shared) == shared


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("imagine.painter", "diffusers:owner/model@v2"),
        ("imagine.painter", "kandinsky"),
        ("imagine.lora", "owner/model/file.safetensors"),
        ("imagine.kandinsky.prior", "o" * 1000),
        ("imagine.prompt", "/home/me is where the heart is"),
    ],
)
def test_what_is_everybodys_is_shared(key, value):
    recipe = Recipe().with_values({key: value})
    assert shareable(recipe) == recipe
    assert withheld(recipe) == {}


def test_a_withheld_file_is_never_found(tmp_path, monkeypatch):
    from clavilux.imagine.styles import StyleBook

    monkeypatch.chdir(tmp_path)
    (tmp_path / "klimt.jpg").touch()
    with pytest.raises(UnreadableMedia, match=r"\.\.\./klimt\.jpg"):
        StyleBook.load().style(".../klimt.jpg")


def test_models_in_licences_show_no_folders(tmp_path):
    assert shown(str(tmp_path)) == f".../{tmp_path.name}"
    assert shown("owner/model") == "owner/model"


def test_a_film_tells_in_whose_hand_it_is_by_the_hash_of_the_picture(tmp_path):
    picture = tmp_path / "somebody.png"
    picture.write_bytes(b"paint")
    told = sharing.texts(Recipe().with_values({"imagine.style": str(picture)}), {"imagine.painter": "Apache-2.0"})
    assert sha256(b"paint").hexdigest() in told["description"]
    assert "SHA-256" not in sharing.texts(Recipe(), {"imagine.painter": "Apache-2.0"})["description"]
