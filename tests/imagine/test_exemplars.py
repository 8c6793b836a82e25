"""What ships as exemplars: every picture is the one that is listed, may be shipped, and is used."""

import tomllib
from hashlib import sha256
from importlib.resources import files
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image as Pillow

from clavilux.imagine import exemplars
from clavilux.styles import StyleBook

FOLDER = files("clavilux.imagine") / "exemplars"
MANIFEST = tomllib.loads((FOLDER / "exemplars.toml").read_text(encoding="utf-8"))
STYLES = StyleBook.load().styles
LICENCES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "public domain": "https://creativecommons.org/publicdomain/mark/1.0/",
    "Apache-2.0": "https://www.apache.org/licenses/LICENSE-2.0",
}
OURS = "The Clavilux authors"
MOST = 15 * 2**20


def opened(file):
    with (FOLDER / file).open("rb") as stream, Pillow.open(stream) as image:
        image.load()
        return image


@pytest.mark.parametrize("key", MANIFEST)
def test_it_is_the_picture_that_is_listed(key):
    entry = MANIFEST[key]
    assert sha256((FOLDER / f"{key}.webp").read_bytes()).hexdigest() == entry["sha256"]
    picture = opened(f"{key}.webp")
    assert picture.mode == "RGB"
    assert 280 <= min(picture.size) <= 1080
    assert 0.002 < entry["grain"] < 0.05


@pytest.mark.parametrize("key", MANIFEST)
def test_it_may_be_shipped(key):
    entry = MANIFEST[key]
    assert entry["title"]
    assert entry["artist"]
    assert entry["year"]
    assert entry["source"]
    assert LICENCES[entry["licence"]] == entry["licence_url"]
    if entry["artist"] == OURS:
        return
    assert entry["licence"] != "Apache-2.0"
    record = urlsplit(entry["record"])
    assert record.scheme == "https"
    assert record.path.endswith("/" + entry["object"])


@pytest.mark.parametrize("key", [key for key in MANIFEST if (FOLDER / f"{key}.mask.png").is_file()])
def test_its_mask_fits_and_leaves_most_of_it(key):
    picture, mask = opened(f"{key}.webp"), opened(f"{key}.mask.png")
    assert mask.size == tuple(-(-side // 4) for side in picture.size)
    allowed = np.asarray(mask.convert("L"))
    assert set(np.unique(allowed)) == {0, 255}
    assert 0.5 < np.mean(allowed == 255) < 1


def test_what_is_black_in_a_mask_must_not_be_taken(tmp_path, monkeypatch):
    Pillow.new("RGB", (40, 20), "red").save(tmp_path / "new.webp")
    mask = Pillow.new("1", (10, 5), 1)
    mask.paste(0, (0, 0, 5, 5))
    mask.save(tmp_path / "new.mask.png")
    monkeypatch.setattr(exemplars, "FOLDER", tmp_path)
    monkeypatch.setattr(exemplars, "_manifest", lambda: {"new": {"grain": 0.02}})
    made = exemplars.load("new")
    assert made.allowed is not None
    assert made.allowed.shape == (20, 40)
    assert not made.allowed[:, :20].any()
    assert made.allowed[:, 23:].all()
    assert made.grain == 0.02


def test_every_file_is_listed():
    listed = {f"{key}{end}" for key in MANIFEST for end in (".webp", ".mask.png")}
    shipped = {file.name for file in FOLDER.iterdir() if file.name.endswith((".webp", ".png", ".jpg"))}
    assert shipped <= listed


def test_all_are_small_enough_to_ship():
    assert sum(len(file.read_bytes()) for file in FOLDER.iterdir() if file.is_file()) <= MOST


@pytest.mark.parametrize("name", STYLES)
def test_a_style_has_exemplars_that_ship(name):
    own = STYLES[name].exemplars
    assert own
    assert len(set(own)) == len(own)
    assert set(own) <= set(MANIFEST)


def test_every_exemplar_belongs_to_a_style():
    assert set(MANIFEST) <= {exemplar for style in STYLES.values() for exemplar in style.exemplars}
