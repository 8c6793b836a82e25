import msgspec
import pytest

from clavilux.errors import BadRecipe, UnknownName, UnreadableMedia
from clavilux.recipe import PRESETS, Recipe


@pytest.mark.parametrize("name", PRESETS)
def test_every_recipe_survives_json(name):
    assert Recipe.from_json(Recipe.named(name).to_json()) == Recipe.named(name)


def test_keys_that_are_left_out_take_their_default():
    assert Recipe.from_json('{"seed": 7}') == Recipe(seed=7)


def test_the_paper_recipe_has_the_papers_numbers():
    paper = Recipe.named("paper")
    assert (paper.listen.section, paper.listen.hpss_margin, paper.listen.mel_bands) == (10, 5, 512)
    assert (paper.move.harmonic, paper.move.percussive, paper.move.travel) == (0.2, 0.8, "energy")
    assert (paper.move.kick, paper.move.zoom, paper.move.flash) == (0, 0, 0)
    assert (paper.move.swell, paper.move.rotate, paper.move.drift, paper.move.shimmer) == (0, 0, 0, 0)
    assert paper.move.cut == "soft"
    assert (paper.film.width, paper.film.height, paper.film.rate) == (768, 768, 30)
    assert (paper.imagine.painter, paper.imagine.first, paper.listen.captioner) == (
        "kandinsky",
        "black",
        "lp-music-caps",
    )
    blend = paper.imagine.kandinsky
    assert (blend.caption, blend.artwork, blend.style, blend.prior_steps) == (0, 0.7, 0.3, 25)
    assert paper.with_values({"imagine.kandinsky.caption": "0.2"}).imagine.kandinsky.caption == 0.2


def test_presets_move_as_they_are_called():
    calm, dance, strobe_safe = (Recipe.named(name).move for name in ("calm", "dance", "strobe-safe"))
    for key in ("kick", "zoom", "flash", "offbeat", "shimmer"):
        assert getattr(calm, key) < getattr(Recipe().move, key)
    for key in ("kick", "zoom", "flash", "rotate", "drift", "shimmer", "jump"):
        assert getattr(dance, key) > getattr(Recipe().move, key)
    assert strobe_safe.flash == 0
    assert all(recipe.move.safe for recipe in PRESETS.values())


def test_values_are_converted_from_text():
    changed = Recipe().with_values(
        {"move.zoom": "0.1", "listen.duration": "30", "imagine.style": "null", "film.fps": "30000/1001"}
    )
    assert (changed.move.zoom, changed.listen.duration, changed.imagine.style) == (0.1, 30.0, None)
    assert float(changed.film.rate) == pytest.approx(29.97, abs=1e-2)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"move.zom": 1}, "Did you mean 'move.zoom'"),
        ({"move.zoom": "9"}, "move.zoom"),
        ({"move.travel": "sideways"}, "move.travel"),
        ({"film.width": "333"}, "film.width"),
        ({"film.fps": "0"}, "fps '0'"),
        ({"film.fps": "1000"}, "give 1 to 240"),
        ({"film.fps": "23.976"}, "24000/1001"),
        ({"listen.duration": "inf"}, "listen.duration"),
        ({"listen.start": "nan"}, "listen.start"),
        ({"move": "x"}, "unknown recipe key"),
    ],
)
def test_a_wrong_value_is_told_with_its_key(values, told):
    with pytest.raises(BadRecipe, match=told):
        Recipe().with_values(values)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"sed": 1}', '{"move": {"zoom": -1}}', b"\xff"])
def test_bad_json_is_told(text):
    with pytest.raises(BadRecipe):
        Recipe.from_json(text)


def test_unknown_names_and_missing_files_are_told(tmp_path):
    with pytest.raises(UnknownName, match="calm, dance, default, paper, strobe-safe"):
        Recipe.named("papier")
    with pytest.raises(UnreadableMedia, match=r"gone\.json"):
        Recipe.from_file(tmp_path / "gone.json")


def test_a_recipe_is_frozen_and_comparable():
    with pytest.raises(AttributeError):
        Recipe().seed = 1  # type: ignore[misc]
    assert Recipe() == Recipe()
    assert msgspec.structs.replace(Recipe(), seed=1) != Recipe()


@pytest.mark.parametrize(
    ("key", "choices"), [("imagine.device", "cpu or cuda or mps"), ("move.between", "glide or morph")]
)
def test_a_choice_that_does_not_exist_names_those_that_do(key: str, choices: str) -> None:
    with pytest.raises(BadRecipe, match=f"'other', at `{key}`; choose {choices}$"):
        Recipe().with_values({key: "other"})
