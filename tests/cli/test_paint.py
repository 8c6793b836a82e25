"""One picture, painted as a user types it."""

import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clavilux.cli.recipes import find_recipe
from clavilux.imagine.painters.fake import FakePainter
from clavilux.styles import StyleBook
from command import clavilux

QUICK = ["--painter", "fake", "--size", "64"]
SIZES = [((40, 30), (86, 64)), ((2400, 1200), (1920, 960)), ((301, 201), (300, 200))]


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def pixels(path):
    with Image.open(path) as image:
        return np.asarray(image)


def recipe(path):
    with Image.open(path) as image:
        return json.loads(image.info["Comment"])


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ([], "art-painted.png"),
        (["--style", "Pop Art"], "art-pop-art.png"),
        (["--genre", "techno"], "art-bauhaus.png"),
        (["--all-styles"], "art-styles.png"),
        (["--show-kept"], "art-kept.png"),
    ],
)
def test_a_picture_is_named_after_the_artwork_and_the_style(artwork, tmp_path, arguments, name):
    done = clavilux("paint", artwork, *QUICK, *arguments)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert f"{name}: " in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(("own", "painted"), SIZES)
def test_the_size_is_the_artworks_as_far_as_a_film_can_have_it(tmp_path, own, painted):
    Image.linear_gradient("L").resize(own).save("grey.png")
    assert clavilux("paint", "grey.png", "--painter", "fake", "-q", "-o", "out/p.png").stderr == ""
    film = recipe("out/p.png")["film"]
    assert pixels("out/p.png").shape[1::-1] == painted == (film["width"], film["height"])


def test_an_existing_picture_is_kept(artwork, tmp_path):
    (tmp_path / "p.png").write_text("precious")
    kept = clavilux("paint", artwork, *QUICK, "-o", "p.png")
    assert (kept.returncode, kept.stderr.count("\n"), (tmp_path / "p.png").read_text()) == (2, 1, "precious")
    assert "--overwrite" in kept.stderr
    assert clavilux("paint", artwork, *QUICK, "-o", "p.png", "--overwrite", "-q").stderr == ""
    assert pixels("p.png").shape == (64, 64, 3)


@pytest.mark.parametrize("option", [[], ["--style", "own.png"], ["--keep", "own.png"]])
def test_no_input_is_replaced(artwork, option):
    Image.effect_noise((64, 64), 90).save("own.png")
    picture = artwork if option else "own.png"
    refused = clavilux("paint", picture, "--size", "64", *option, "-o", "own.png", "--overwrite")
    assert (refused.returncode, refused.stderr) == (
        2,
        "clavilux: error: own.png is an input; choose another --output\n",
    )


def test_a_picture_is_its_own_recipe(artwork, tmp_path):
    clavilux("paint", artwork, *QUICK, "--style", "mosaic", "--seed", "-1", "--prompt", "дождь", "-o", "a.png")
    again = clavilux("paint", artwork, "--recipe", "a.png", "-o", "b.png")
    assert again.returncode == 0, again.stderr
    assert recipe("a.png")["imagine"]["prompt"] == "дождь"
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_render_takes_the_recipe_of_a_picture(artwork):
    clavilux("paint", artwork, *QUICK, "--size", "96x64", "--genre", "folk", "-o", "a.png")
    film = find_recipe("a.png")
    assert (film.film.width, film.film.height, film.imagine.genre) == (96, 64, "folk")


def test_a_picture_carries_no_paths_and_with_no_metadata_nothing(artwork, tmp_path):
    Image.effect_noise((64, 64), 90).save(tmp_path / "klimt.png")
    style = ["--style", tmp_path / "klimt.png", "--size", "64", "--strength", "0"]
    assert clavilux("paint", artwork, *style, "-o", "art.png", "-q").stderr == ""
    assert recipe("art.png")["imagine"]["style"] == ".../klimt.png"
    assert str(tmp_path).encode() not in (tmp_path / "art.png").read_bytes()
    assert clavilux("paint", artwork, *QUICK, "--no-metadata", "-o", "plain.png", "-q").stderr == ""
    with Image.open("plain.png") as image:
        assert image.info == {}
    again = clavilux("paint", artwork, "--recipe", "plain.png")
    assert "plain.png: has no Clavilux recipe" in again.stderr


def test_all_styles_are_on_the_sheet_beside_the_artwork(artwork, monkeypatch):
    styles = []

    def paint(self, request):
        styles.append(request.style.name)
        return original(self, request)

    original = FakePainter.paint
    monkeypatch.setattr(FakePainter, "paint", paint)
    done = clavilux("paint", artwork, *QUICK, "--all-styles", "-o", "sheet.png")
    assert styles == list(StyleBook.load().styles)
    assert f"{len(styles)}/{len(styles)}" in done.stderr
    sheet = pixels("sheet.png")
    clavilux("paint", artwork, *QUICK, "--style", styles[0], "-o", "one.png")
    cell, (gap, left) = pixels("one.png"), (2, 2 + 64 + 2)
    assert (sheet[gap : gap + 64, left : left + 64] == cell).all()


def test_what_is_kept_is_told_and_drawn(tmp_path):
    face = Path(__file__).parents[1] / "kernel" / "data" / "face.jpg"
    done = clavilux("paint", face, "--show-kept", "-v", "-q", "-o", "kept.png")
    assert done.returncode == 0
    assert done.stderr.startswith("clavilux: info: kept whole: face 1, person 1")
    assert clavilux("paint", face, *QUICK, "-q", "-o", "painted.png").stderr == ""


def test_a_mask_replaces_the_search(tmp_path):
    Image.new("L", (80, 40), 200).save("grey.png")
    mask = Image.new("L", (80, 40))
    mask.paste(255, (0, 0, 40, 40))
    mask.save("mask.png")
    done = clavilux("paint", "grey.png", "--show-kept", "--keep", "mask.png", "-v", "-q", "-o", "kept.png")
    assert done.stderr == "clavilux: info: kept whole: the mask (50 % of the picture)\n"
    kept = pixels("kept.png")
    assert (kept[:, :39] == 200).all()
    assert (kept[:, 41:] < 200).all()


def test_lumia_takes_its_dials(artwork):
    Image.effect_noise((96, 96), 90).convert("RGB").save("noise.png")
    base = ["paint", artwork, "--size", "96", "--style", "noise.png", "--seed", "3", "-q"]
    for name, dial in [("a", []), ("b", ["--palette", "0"]), ("c", ["--detail", "1"]), ("d", ["--stroke", "2"])]:
        done = clavilux(*base, *dial, "-o", f"{name}.png")
        assert (done.returncode, done.stderr) == (0, "")
    plain, *others = (pixels(f"{name}.png") for name in "abcd")
    assert plain.shape == (96, 96, 3)
    assert all((plain != other).any() for other in others)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--painter", "rembrandt"], "unknown painter 'rembrandt'. Known: "),
        (["--style", "brown"], "unknown style 'brown'"),
        (["--style", "Jazz"], "'Jazz' is a genre, not a style; use --genre"),
        (["--painter", "lumia", "--style", "brown.jpg"], "brown.jpg: cannot be read"),
        (["--style", "brown.jpg"], "painter 'fake' cannot take its style from a picture"),
        (["--genre", "polka"], "unknown genre 'polka'"),
        (["--style", "mosaic", "--genre", "polka"], "unknown genre 'polka'"),
        (["--recipe", "papier"], "unknown recipe 'papier'"),
        (["--recipe", "gone.png"], "gone.png: cannot be read (No such file or directory); check the path"),
        (["--set", "imagine.tak=1"], "Did you mean 'imagine.take'?"),
        (["--size", "big"], "error: --size big: give pixels, such as 1920x1080 or 512\n"),
        (["--size", "63"], "error: --size 63: give a multiple of 2 from 64 to 8192\n"),
        (["--painter", "lumia", "--palette", "3"], "error: --palette 3: give a number from 0 to 1\n"),
        (["--painter", "lumia", "--stroke", "thick"], "error: --stroke thick: give a number from 0.3 to 4\n"),
        (["--painter", "lumia", "--detail", "-1"], "error: --detail -1: give a number from 0 to 1\n"),
        (["--detail", "1"], "error: --detail 1: painter 'fake' has no such dial, but 'lumia' has; leave it out\n"),
        (["--fit", "squeeze"], "error: --fit squeeze: give contain or crop or reframe\n"),
        (["--keep", "gone.png"], "gone.png: cannot be read"),
        (["--vae", "some/model"], "does not support the option 'vae'"),
        (["--all-styles", "--style", "mosaic"], "--all-styles paints every style; leave --style and --genre out"),
        (["--all-styles", "--show-kept"], "--show-kept paints nothing"),
        (["--output", "art.jpg"], "art.jpg: the picture is a PNG; choose an output that ends in .png"),
        (["--output", f"{'x' * 300}.png"], "File name too long; choose another"),
    ],
)
def test_a_mistake_gets_one_clear_line(artwork, tmp_path, arguments, told):
    failed = clavilux("paint", artwork, *QUICK, *arguments)
    assert (failed.returncode, failed.stderr.count("\n")) == (2, 1)
    assert told in failed.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("bad", ["gone.png", "text.png", "."])
def test_a_bad_picture_gets_one_clear_line(tmp_path, bad):
    (tmp_path / "text.png").write_text("a picture")
    failed = clavilux("paint", bad, *QUICK, "-o", "out/p.png")
    assert (failed.returncode, failed.stderr.count("\n")) == (2, 1)
    assert f"clavilux: error: {bad}: " in failed.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name != "posix", reason="a process cannot send itself a signal")
def test_ctrl_c_leaves_nothing(artwork, tmp_path, monkeypatch):
    def paint(self, request):
        os.kill(os.getpid(), signal.SIGINT)
        return original(self, request)

    original = FakePainter.paint
    monkeypatch.setattr(FakePainter, "paint", paint)
    stopped = clavilux("paint", artwork, *QUICK, "-q", "-o", "p.png")
    assert (stopped.returncode, stopped.stderr) == (130, "clavilux: stopped: no output was written\n")
    assert not list(tmp_path.iterdir())


def test_help_teaches():
    told = clavilux("paint", "--help").stdout
    assert "clavilux paint cover.jpg --all-styles" in told
    assert "--recipe cover-jazz.png" in told
