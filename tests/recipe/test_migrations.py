"""Recipes of all versions that were ever written into a video or a picture."""

import json

import pytest

from clavilux.errors import BadValue
from clavilux.recipe import Recipe
from clavilux.recipe.migrations import MOVED, renamed

FIRST = {
    "seed": 3,
    "listen": {"start": 1.0, "duration": None, "section": 10.0, "hpss_margin": 5.0, "mel_bands": 512},
    "imagine": {
        "painter": "lumia",
        "genre": "jazz",
        "style": None,
        "prompt": "",
        "first": "artwork",
        "strength": 0.5,
        "guidance": 2.0,
        "steps": 12,
    },
    "move": {
        "travel": "linear",
        "harmonic": 0.3,
        "percussive": 0.7,
        "kick": 0.2,
        "zoom": 0.06,
        "flash": 0.05,
        "decay": 0.3,
    },
    "film": {"width": 640, "height": 360, "fps": "30000/1001", "crf": 20},
}
"""All that the first recipes held; they had no version."""

MOVE = {
    "between": "morph",
    "morph": 0.5,
    "morph_steps": 3,
    "morph_stops": 5,
    "stops": 32,
    "travel": "energy",
    "harmonic": 0.1,
    "percussive": 0.9,
    "attack": 0.05,
    "decay": 0.25,
    "offbeat": 0.4,
    "kick": 0.3,
    "zoom": 0.07,
    "flash": 0.02,
    "swell": 0.03,
    "rotate": 2.0,
    "drift": 0.01,
    "period": 8.0,
    "shimmer": 0.2,
    "cut": "hard",
    "jump": 0.4,
    "safe": False,
}
"""All that the part ``move`` of version 1, and of the last ones without a version, held."""


def read(**tree):
    return Recipe.from_json(json.dumps(tree))


def test_the_first_recipes_are_read():
    recipe = read(**FIRST)
    flat = recipe.flat()
    assert (recipe.version, recipe.seed, recipe.listen.start, recipe.imagine.genre) == (2, 3, 1.0, "jazz")
    assert recipe.lanes["travel"] == {
        "use": "travel",
        "kind": "linear",
        "harmonic": 0.3,
        "percussive": 0.7,
        "smooth": 0.0,
    }
    assert (recipe.path.kick.amount, recipe.path.kick.lane) == (0.2, "pulse")
    assert (flat["effects.camera.zoom.amount"], flat["effects.flash.amount.amount"]) == (0.06, 0.05)
    assert flat["lanes.pulse.decay"] == 0.3
    assert flat["lanes.pulse.attack"] == Recipe().flat()["lanes.pulse.attack"]


@pytest.mark.parametrize("head", [{}, {"version": 0}, {"version": 1}])
def test_every_key_of_the_old_part_has_its_place(head):
    flat = read(**head, move=MOVE).flat()
    changed = {key: value for key, value in flat.items() if value != Recipe().flat()[key]}
    assert changed == {
        "listen.rate": 24.0,
        "path.kind": "morph",
        "path.morph": 0.5,
        "path.morph_steps": 3,
        "path.morph_stops": 5,
        "path.stops": 32,
        "lanes.travel.harmonic": 0.1,
        "lanes.travel.percussive": 0.9,
        "lanes.pulse.attack": 0.05,
        "lanes.pulse.decay": 0.25,
        "lanes.pulse.offbeat": 0.4,
        "path.kick.amount": 0.3,
        "effects.camera.zoom.amount": 0.07,
        "effects.flash.amount.amount": 0.02,
        "effects.camera.swell.amount": 0.03,
        "effects.camera.turn": 2.0,
        "effects.camera.shift": 0.01,
        "effects.camera.speed.amount": 0.125,
        "effects.grain.amount.amount": 0.2,
        "path.jump": 0.4,
        "film.safe": False,
    }


def test_a_soft_cut_is_no_jump():
    assert read(move=MOVE | {"cut": "soft"}).path.jump == 0
    assert read(move={"cut": "soft"}).path.jump == 0
    assert read(move={"cut": "hard"}).path.jump == Recipe().path.jump


@pytest.mark.parametrize(
    ("film", "rate"),
    [({}, 24), ({"fps": "30"}, 30), ({"fps": 23.976}, 24000 / 1001), ({"fps": "240"}, 200), ({"fps": 5}, 10)],
)
def test_the_song_is_heard_at_the_frame_rate_as_it_was(film, rate):
    assert read(move={}, film=film).listen.rate == rate
    assert read(film=film).listen.rate == Recipe().listen.rate  # written by hand, for no version


@pytest.mark.parametrize(
    ("tree", "told"),
    [
        ({"move": {"zom": 0.1}}, r"unknown recipe key 'move\.zom'. Did you mean 'move\.zoom'"),
        ({"move": {"cut": "melt"}}, r"move\.cut: give soft or hard"),
        ({"move": {"cut": ["soft"]}}, r"move\.cut: give soft or hard"),
        ({"move": {"period": 0}}, r"move\.period: give a number of more than 0 and at most 3600"),
        ({"move": {"period": 10**400}}, r"move\.period: give"),
        ({"move": {"period": [1]}}, r"move\.period: give"),
        ({"move": {"morph": 9}}, r"path\.morph: give a number from 0 to 1"),
        ({"move": {"kick": 9}}, r"path\.kick: give a number from 0 to 1"),
        ({"move": 7}, "unknown recipe key 'move'"),
        ({"move": {"safe": True}, "film": {"fps": "x"}}, r"film\.fps: give 1 to 240"),
        ({"version": 2, "move": {"zoom": 0.1}}, "unknown recipe key 'move'"),
    ],
)
def test_what_old_recipes_never_had_is_told(tree, told):
    with pytest.raises(BadValue, match=told):
        read(**tree)


@pytest.mark.parametrize("key", MOVED)
def test_every_new_key_is_one_of_todays(key):
    assert MOVED[key] in Recipe().flat()


def test_old_keys_are_renamed_with_their_values():
    assert renamed("move.zoom", "0.1") == ("effects.camera.zoom.amount", "0.1")
    assert renamed("move.period", "4") == ("effects.camera.speed.amount", 0.25)
    assert renamed("move.cut", "soft") == ("path.jump", 0.0)
    assert renamed("film.crf", "9") == ("film.crf", "9")
