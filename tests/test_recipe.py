import json
from operator import attrgetter
from typing import Any, cast, get_args, get_type_hints

import msgspec
import pytest

from clavilux.errors import BadRecipe, ClaviluxWarning, UnknownName, UnreadableMedia
from clavilux.recipe import PRESETS, Film, Imagine, Listen, Move, Recipe

KEYS = {
    f"{room}.{leaf}": kind
    for room in ("listen", "imagine", "imagine.kandinsky", "imagine.lumia", "move", "film")
    for leaf, kind in get_type_hints(type(attrgetter(room)(Recipe()))).items()
    if leaf not in ("kandinsky", "lumia")
} | {"seed": int, "version": int}
TEXTS = {key for key, kind in KEYS.items() if str in (kind, *get_args(kind))}
"""Keys whose value may be any text, as far as its type goes."""
NONSENSE = [float("nan"), float("inf"), -float("inf"), 1e308, -1e308, 10**400, -(10**400), [1], {"a": 1}, object()]


@pytest.mark.parametrize("name", PRESETS)
def test_every_recipe_survives_json(name):
    assert Recipe.from_json(Recipe.named(name).to_json()) == Recipe.named(name)


def test_keys_that_are_left_out_take_their_default():
    assert Recipe.from_json('{"seed": 7}') == Recipe(seed=7)


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "recipe.json"
    path.write_text('{"seed": 7}', encoding="utf-8-sig")
    assert Recipe.from_file(path) == Recipe(seed=7)


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
    assert [name for name, recipe in PRESETS.items() if not recipe.move.safe] == ["paper"]


def test_values_are_converted_from_text():
    changed = Recipe().with_values(
        {"move.zoom": "0.1", "listen.duration": "30", "imagine.style": "null", "film.fps": "30000/1001"}
    )
    assert (changed.move.zoom, changed.listen.duration, changed.imagine.style) == (0.1, 30.0, None)
    assert float(changed.film.rate) == pytest.approx(29.97, abs=1e-2)


@pytest.mark.parametrize(("written", "meant"), [(".3", 0.3), ("+.3", 0.3), ("0.", 0.0), (" 0.5 ", 0.5), ("1e-1", 0.1)])
def test_numbers_may_be_written_as_people_write_them(written, meant):
    changed = Recipe().with_values({"imagine.strength": written, "imagine.prompt": written})
    assert (changed.imagine.strength, changed.imagine.prompt) == (meant, written)


def test_null_is_a_word_where_none_is_not_allowed():
    changed = Recipe(imagine=Imagine(genre="jazz")).with_values({"imagine.prompt": "null", "imagine.genre": "null"})
    assert (changed.imagine.prompt, changed.imagine.genre) == ("null", None)


@pytest.mark.parametrize(
    ("fps", "kept"), [("23.976", "24000/1001"), (23.976, "24000/1001"), (24, "24"), (24.0, "24"), ("12.50", "25/2")]
)
def test_a_frame_rate_is_kept_in_one_spelling(fps, kept):
    made = (
        Film(fps=fps),
        Recipe().with_values({"film.fps": fps}).film,
        Recipe.from_json(json.dumps({"film": {"fps": fps}})).film,
    )
    assert {film.fps for film in made} == {kept}
    assert Recipe.from_json(Recipe(film=made[0]).to_json()).film == made[0]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"move.zom": 1}, "Did you mean 'move.zoom'"),
        ({"move.zoom": "9"}, "move.zoom"),
        ({"move.travel": "sideways"}, "move.travel"),
        ({"film.fps": "0"}, "film.fps: give 1 to 240"),
        ({"film.fps": True}, "film.fps: give text or a number"),
        ({"seed": -1}, "seed: give a whole number of at least 0"),
        ({"move.zoom": "x"}, r"move.zoom: give a number from 0 to 0\.5$"),
        ({"film.width": "333"}, "film.width: give a multiple of 2 from 64 to 8192$"),
        ({"move.safe": "maybe"}, "move.safe: give true or false$"),
        ({"imagine.steps": "many"}, "imagine.steps: give a whole number from 1 to 1000$"),
        ({"imagine.kandinsky.style": 2}, "imagine.kandinsky.style: give a number from 0 to 1$"),
        ({"imagine.prompt": None}, "imagine.prompt: give up to 10000 printable characters$"),
        ({"listen.duration": "inf"}, "listen.duration: give a number of more than 0 and at most 86400$"),
        ({"listen.start": "nan"}, "listen.start"),
        ({"move": "x"}, "unknown recipe key"),
    ],
)
def test_a_wrong_value_is_told_with_its_key(values, told):
    with pytest.raises(BadRecipe, match=told):
        Recipe().with_values(values)


@pytest.mark.parametrize("key", KEYS)
def test_no_key_takes_nonsense_however_it_comes(key):
    """From Python, from ``--set`` and from JSON: always an error with the key's name, never anything else."""
    *rooms, leaf = key.split(".")
    part = attrgetter(".".join(rooms))(Recipe()) if rooms else Recipe()
    for value in NONSENSE:
        with pytest.raises(BadRecipe, match=leaf):
            type(part)(**cast(Any, {leaf: value}))
        with pytest.raises(BadRecipe, match=leaf):
            msgspec.structs.replace(part, **{leaf: value})
        with pytest.raises(BadRecipe, match=leaf):
            Recipe().with_values({key: value})
    with pytest.raises(BadRecipe, match=r"udcff|\udcff|printable|give 1 to 240"):
        Recipe().with_values({key: "\udcff"})
    for text in ["a" * 20_000, "\0", "\x1b[2J"] + (["", "nan", "inf", "-inf", "1e308"] * (key not in TEXTS)):
        with pytest.raises(BadRecipe, match=leaf):
            Recipe().with_values({key: text})
    for text in ["1e400", "1e308", "-1e308", "1" + "0" * 400, "-1", "[1]", "{}", r'"\u0007"']:
        with pytest.raises(BadRecipe, match=leaf):
            Recipe.from_json("".join(f'{{"{room}":' for room in [*rooms, leaf]) + text + "}" * (len(rooms) + 1))


def test_a_recipe_and_its_parts_check_themselves():
    for wrong in (
        lambda: Move(zoom=9),
        lambda: Move(safe=cast(Any, "maybe")),
        lambda: Listen(sections=cast(Any, "random")),
        lambda: Imagine(painter="two\nlines"),
        lambda: Film(fps="fast"),
        lambda: Recipe(seed=-1),
        lambda: Recipe(move=cast(Any, Listen())),
    ):
        with pytest.raises(BadRecipe):
            wrong()


def test_equal_recipes_are_the_same_json():
    assert Recipe(move=Move(zoom=0)).to_json() == Recipe(move=Move(zoom=0.0)).to_json()


def test_the_version_comes_first_and_older_ones_are_read():
    plain = json.loads(Recipe(seed=7).to_json())
    assert next(iter(plain.items())) == ("version", 1)
    del plain["version"]
    assert Recipe.from_json(json.dumps(plain)) == Recipe(seed=7)
    assert Recipe.from_json('{"version": 0, "seed": 7}') == Recipe(seed=7)


def test_a_newer_recipe_is_read_as_far_as_it_is_known():
    newer = '{"version": 2, "seed": 7, "hdr": true, "move": {"zoom": 0.1, "sparkle": {"a": 1}}}'
    with pytest.warns(ClaviluxWarning, match=r"^song\.mp4: written by a newer .* ignored keys: hdr, move\.sparkle$"):
        assert Recipe.from_json(newer, name="song.mp4") == Recipe(seed=7, move=Move(zoom=0.1))
    with pytest.warns(ClaviluxWarning, match="may differ$"):
        Recipe.from_json('{"version": 3}')
    many = ", ".join(f'"k{i}": 0' for i in range(5000))
    with pytest.warns(ClaviluxWarning, match="k9 and 4990 more$"):
        Recipe.from_json(f'{{"version": 2, {many}}}')


@pytest.mark.parametrize("move", ['{"zoom": 9}', '{"cut": "melt"}', '{"zoom": {"lane": "kick"}}', "7"])
def test_a_value_of_a_newer_recipe_that_means_nothing_here_is_told(move):
    with pytest.raises(BadRecipe, match=r"newer Clavilux .*upgrade"):
        Recipe.from_json(f'{{"version": 2, "move": {move}}}')


@pytest.mark.parametrize("version", ["true", "-1", "1.5", '"x"', "null", "1e400", "[]"])
def test_a_version_is_a_number(version):
    with pytest.raises(BadRecipe, match="version"):
        Recipe.from_json(f'{{"version": {version}}}')


def test_an_unknown_key_of_our_own_version_is_told_with_the_nearest():
    with pytest.raises(BadRecipe, match=r"^my\.json: unknown recipe key 'move\.zom'\. Did you mean 'move\.zoom'"):
        Recipe.from_json('{"version": 1, "move": {"zom": 0.1}}', name="my.json")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"seed":' + "[" * 50_000, "nested too deeply"),
        ('{"x":' * 10_000 + "1" + "}" * 10_000, "nested too deeply"),
        ('{"seed": 1, "x": "' + "y" * 200_000 + '"}', "longer than"),
        (b'{"imagine": {"prompt": "\xff"}}', "UTF-8"),
        ("\ud800", "UTF-8"),
        ("null", "object"),
    ],
)
def test_what_is_no_recipe_is_told_in_one_line(text, told):
    with pytest.raises(BadRecipe, match=told) as caught:
        Recipe.from_json(text)
    assert len(str(caught.value)) < 200


def test_a_file_without_end_is_not_read_to_it():
    with pytest.raises(BadRecipe, match="longer than"):
        Recipe.from_file("/dev/zero")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"sed": 1}', '{"move": {"zoom": -1}}', b"\xff"])
def test_bad_json_is_told(text):
    with pytest.raises(BadRecipe):
        Recipe.from_json(text)


def test_unknown_names_and_missing_files_are_told(tmp_path):
    with pytest.raises(UnknownName, match="calm, dance, default, paper, strobe-safe"):
        Recipe.named("papier")
    with pytest.raises(UnreadableMedia, match=r"gone\.json"):
        Recipe.from_file(tmp_path / "gone.json")


def test_flat_keys_name_every_value():
    flat = Recipe().flat()
    assert (flat["seed"], flat["move.zoom"], flat["imagine.kandinsky.style"]) == (0, 0.05, 0.3)
    assert Recipe().with_values(flat) == Recipe()


def test_a_recipe_is_frozen_and_comparable():
    with pytest.raises(AttributeError):
        Recipe().seed = 1  # type: ignore[misc]
    assert Recipe() == Recipe()
    assert msgspec.structs.replace(Recipe(), seed=1) != Recipe()


@pytest.mark.parametrize(
    ("key", "choices"),
    [("imagine.device", "cpu or cuda or mps"), ("move.between", "arc or dissolve or glide or morph")],
)
def test_a_choice_that_does_not_exist_names_those_that_do(key: str, choices: str) -> None:
    with pytest.raises(BadRecipe, match=f"^recipe: {key}: give {choices}$"):
        Recipe().with_values({key: "other"})
