"""What a recipe from elsewhere may do, and what ours tell others."""

from hashlib import sha256
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from clavilux.errors import UnreadableMedia
from clavilux.plan import Brief, FileRef, Plan, Shot
from clavilux.recipe import Recipe, presets
from clavilux.sharing import (
    INSIDE,
    OUTSIDE,
    foreign,
    foreign_in_plan,
    instead,
    plan_texts,
    public_name,
    shareable,
    shown,
    withheld,
)
from clavilux.sharing import texts as sharing_texts

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
    """Whoever adds a key that takes a text says here or in `OUTSIDE` whether it can name something outside; for
    options of lanes and effects the name decides, `OPTIONS`."""
    assert texts(Recipe) == set(OUTSIDE) | NOTHING_OUTSIDE | {"lanes", "effects"}


@pytest.mark.parametrize("name", presets())
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
        ("imagine.depth", "near.png", "read near.png"),
        ("lanes.kick.file", "kick.mid", "read kick.mid"),
        ("lanes.pulse.file", "/home/x/kick.mid", "read /home/x/kick.mid"),
        ("effects.frame.picture", "frame.png", "read frame.png"),
        ("effects.lyrics.file", "song.lrc", "read song.lrc"),
        ("effects.title.font", "own.ttf", "read own.ttf"),
        ("effects.depth.model", "owner/depth", "fetch owner/depth"),
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
        ("imagine.depth", "/home/me/near.png", ".../near.png"),
        ("imagine.style", "/home/me/klimt.jpg", ".../klimt.jpg"),
        ("lanes.kick.file", "midi/kick.mid", ".../kick.mid"),
        ("effects.frame.picture", "/home/me/frame.png", ".../frame.png"),
        ("effects.title.font", "/home/me/own.ttf", ".../own.ttf"),
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
        ("effects.title.text", "/home/me is where the heart is"),
        ("effects.depth.model", "owner/depth"),
    ],
)
def test_what_is_everybodys_is_shared(key, value):
    recipe = Recipe().with_values({key: value})
    assert shareable(recipe) == recipe
    assert withheld(recipe) == {}


def test_a_withheld_file_is_never_found(tmp_path, monkeypatch):
    from clavilux.styles import picture_style

    monkeypatch.chdir(tmp_path)
    (tmp_path / "klimt.jpg").touch()
    with pytest.raises(UnreadableMedia, match=r"\.\.\./klimt\.jpg"):
        picture_style(".../klimt.jpg")


@pytest.mark.parametrize(
    "key", ["imagine.painter", "imagine.style", "imagine.kandinsky.prior", "lanes.travel.file", "lanes.x.file"]
)
def test_what_to_do_without_a_foreign_key_leaves_none(key):
    strange = Recipe().with_values({key: "/home/x/y.z"})
    assert set(foreign(strange)) == {key}
    assert foreign(strange.with_values(dict([instead(key)]))) == {}


def test_plugins_are_named_without_their_folders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tags").mkdir()
    assert public_name("tags") == "tags"
    assert public_name("file:/home/me/words.srt") == "file:.../words.srt"
    assert public_name("diffusers:owner/model") == "diffusers:owner/model"
    assert public_name("diffusers:tags") == "diffusers:.../tags"


def test_models_in_licences_show_no_folders(tmp_path):
    assert shown(str(tmp_path)) == f".../{tmp_path.name}"
    assert shown("owner/model") == "owner/model"


def test_a_film_tells_in_whose_hand_it_is_by_the_hash_of_the_picture(tmp_path):
    picture = tmp_path / "somebody.png"
    picture.write_bytes(b"paint")
    told = sharing_texts(Recipe().with_values({"imagine.style": str(picture)}), {"imagine.painter": "Apache-2.0"})
    assert sha256(b"paint").hexdigest() in told["description"]
    assert "SHA-256" not in sharing_texts(Recipe(), {"imagine.painter": "Apache-2.0"})["description"]


def plan(folder: Path, **changes) -> Plan:
    """Of somebody else, with all its files in a folder."""
    song, art = (FileRef(path=str(folder / name), sha256="0" * 64) for name in ("song.ogg", "art.jpg"))
    parts: dict[str, Any] = {
        "song": song,
        "pictures": {"art": art},
        "painter": {"use": "lumia", "palette": 0.5},
        "keyframes": {"a": Brief(picture="art")},
        "shots": (Shot(id="s1", start=0, end=9, from_="a", to="a", travel=0.0),),
    }
    return Plan(size=(64, 64), fps="24", **parts | changes)


def test_a_plan_with_its_own_files_does_nothing_else(tmp_path):
    lanes = {"kick": {"use": "midi", "file": str(tmp_path / "midi" / "kick.mid")}}
    effects = ({"use": "title", "text": "/etc/passwd"}, {"use": "frame", "picture": str(tmp_path / "frame.png")})
    elsewhere = FileRef(path="/music/song.ogg", sha256="0" * 64)
    assert foreign_in_plan(plan(tmp_path, lanes=lanes, effects=effects, song=elsewhere), tmp_path) == {}


@pytest.mark.parametrize(
    ("changes", "deeds"),
    [
        ({"painter": {"use": "diffusers:owner/model"}}, {"painter.use": "fetch owner/model"}),
        ({"painter": {"use": "kandinsky"}}, {"painter.use": "fetch what kandinsky needs"}),
        (
            {"painter": {"use": "lumia", "vae": "/models/vae", "lora": "owner/lora", "adapter": None}},
            {"painter.vae": "read /models/vae", "painter.lora": "fetch owner/lora"},
        ),
        ({"lanes": {"k": {"use": "midi", "file": "/etc/kick.mid"}}}, {"lanes.k.file": "read /etc/kick.mid"}),
        ({"lanes": {"k": {"use": "midi", "file": "FOLDER/../x.mid"}}}, {"lanes.k.file": "read FOLDER/../x.mid"}),
        ({"effects": ({"use": "title", "file": "/etc/passwd"},)}, {"effects[0].file": "read /etc/passwd"}),
        ({"effects": ({"use": "depth", "model": "owner/depth"},)}, {"effects[0].model": "fetch owner/depth"}),
        ({"song": FileRef(path="//host/song.ogg", sha256="0" * 64)}, {"song": "read //host/song.ogg"}),
    ],
)
def test_it_is_told_what_a_plan_would_do(tmp_path, changes, deeds):
    lanes = {
        name: {key: text.replace("FOLDER", str(tmp_path)) for key, text in part.items()}
        for name, part in changes.get("lanes", {}).items()
    }
    told = foreign_in_plan(plan(tmp_path, **changes | {"lanes": lanes}), tmp_path)
    assert {key: deed.replace(str(tmp_path), "FOLDER") for key, deed in told.items()} == deeds


def test_a_film_tells_its_recipe_and_whose_weights_made_it(tmp_path):
    style = FileRef(path="klimt.jpg", sha256="1" * 64)
    made = plan(
        tmp_path,
        painter={"use": "diffusers:/home/me/mine"},
        pictures={"art": FileRef(path="art.jpg", sha256="0" * 64), "hand": style},
        keyframes={"a": Brief(picture="art", style_picture="hand")},
        licences={"tags": "MIT"},
        made_with=Recipe(seed=7).to_dict(),
    )
    told = plan_texts(made, "Apache-2.0")
    assert told["description"] == (
        f"Made with diffusers:.../mine (Apache-2.0), tags (MIT); in the style of a picture with SHA-256 {'1' * 64}"
    )
    assert Recipe.from_json(told["comment"]) == Recipe(seed=7)
