import json
from operator import attrgetter
from typing import Any, cast, get_args, get_type_hints

import msgspec
import pytest

from clavilux import plugins
from clavilux.errors import BadValue, ClaviluxWarning, UnknownName, UnreadableMedia
from clavilux.plan import Driven
from clavilux.recipe import Film, Imagine, Listen, Recipe, RecipePath, presets

ROOMS = ("listen", "imagine", "imagine.kandinsky", "imagine.lumia", "path", "film")
KEYS = {
    f"{room}.{leaf}": kind
    for room in ROOMS
    for leaf, kind in get_type_hints(type(attrgetter(room)(Recipe()))).items()
    if leaf not in ("kandinsky", "lumia")
} | {"seed": int, "version": int}
TEXTS = {key for key, kind in KEYS.items() if str in (kind, *get_args(kind))}
"""Keys whose value may be any text, as far as its type goes."""
NONSENSE = [float("nan"), float("inf"), -float("inf"), 1e308, -1e308, 10**400, -(10**400), [1], {"a": 1}, object()]


@pytest.mark.parametrize("name", presets())
def test_every_recipe_survives_json_and_its_flat_keys(name):
    recipe = Recipe.named(name)
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert Recipe.from_json(recipe.to_json()).to_json() == recipe.to_json()
    assert Recipe().with_values(recipe.flat()) == recipe


def test_keys_that_are_left_out_take_their_default():
    assert Recipe.from_json('{"seed": 7}') == Recipe(seed=7)


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "recipe.json"
    path.write_text('{"seed": 7}', encoding="utf-8-sig")
    assert Recipe.from_file(path) == Recipe(seed=7)


def test_the_default_recipe_is_what_is_left_out_of_all_others():
    assert Recipe.named("default") == Recipe()


def test_the_paper_recipe_has_the_papers_numbers():
    paper = Recipe.named("paper")
    assert (paper.listen.section, paper.listen.hpss_margin, paper.listen.mel_bands) == (10, 5, 512)
    assert paper.listen.rate == paper.film.rate == 30
    assert paper.lanes["travel"] == {
        "use": "travel",
        "kind": "energy",
        "harmonic": 0.2,
        "percussive": 0.8,
        "smooth": 0.0,
    }
    assert (paper.path.travel, paper.path.kick, paper.path.jump) == (Driven(lane="travel"), 0, 0)
    assert (paper.path.stops, paper.effects, paper.film.safe) == (0, {}, False)
    assert (paper.film.width, paper.film.height) == (768, 768)
    assert (paper.imagine.painter, paper.imagine.first, paper.listen.captioner) == (
        "kandinsky",
        "black",
        "lp-music-caps",
    )
    blend = paper.imagine.kandinsky
    assert (blend.caption, blend.artwork, blend.style, blend.prior_steps) == (0, 0.7, 0.3, 25)
    assert paper.with_values({"imagine.kandinsky.caption": "0.2"}).imagine.kandinsky.caption == 0.2


def test_presets_move_as_they_are_called():
    default, calm, dance, strobe_safe = (
        Recipe.named(name).flat() for name in ("default", "calm", "dance", "strobe-safe")
    )
    strong = ["path.kick.amount", "path.jump", "effects.camera.zoom.amount"]
    strong += ["effects.flash.amount.amount", "effects.grain.amount.amount", "effects.camera.speed.amount"]
    for key in (*strong, "lanes.pulse.offbeat"):
        assert calm[key] < default[key]
    for key in (*strong, "effects.camera.turn", "effects.camera.shift"):
        assert dance[key] > default[key]
    assert strobe_safe["effects.flash.amount.amount"] == strobe_safe["path.jump"] == 0
    assert [name for name in presets() if not Recipe.named(name).film.safe] == ["paper"]


def test_presets_differ_in_more_than_amounts():
    """Each has effects, or lanes for them, that no other has; but the one that is the default, tamed."""
    looks = {
        name: frozenset(
            (effect, option, value["lane"] if isinstance(value, dict) else bool(value))
            for effect, part in Recipe.named(name).effects.items()
            for option, value in part.items()
        )
        for name in presets()
        if name != "strobe-safe"
    }
    assert len(set(looks.values())) == len(looks)


@pytest.mark.parametrize("name", list(presets()))
def test_presets_name_plugins_that_are_there_and_options_that_they_take(name):
    recipe = Recipe.named(name)
    for lane in recipe.lanes.values():
        plugins.configured("sources", lane)
    for effect in recipe.effects.values():
        plugins.configured("effects", effect)
    assert Recipe.from_json(recipe.to_json()) == recipe


def test_one_instrument_has_one_duty():
    """Kick and bass move, the snare accents, the treble stirs, the melody gives light."""
    duties = {
        "kick": {"camera"},
        "snare": {"flash", "aberration"},
        "bass": {"liquid"},
        "melody": {"bloom", "leaks"},
        "shimmer": {"grain"},
    }
    for name in presets():
        for effect, part in Recipe.named(name).effects.items():
            for value in part.values():
                if isinstance(value, dict):
                    assert effect in duties.get(value["lane"], {effect}), (name, effect)


def test_values_are_converted_from_text():
    changed = Recipe().with_values(
        {"path.morph": "0.1", "listen.duration": "30", "imagine.style": "null", "film.fps": "30000/1001"}
    )
    assert (changed.path.morph, changed.listen.duration, changed.imagine.style) == (0.1, 30.0, None)
    assert float(changed.film.rate) == pytest.approx(29.97, abs=1e-2)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (".3", 0.3),
        ("+5", 5),
        ("true", True),
        ("null", None),
        ('{"lane": "pulse", "amount": 1}', {"lane": "pulse", "amount": 1}),
        ("[[0, 1], [2, .5]]", "[[0, 1], [2, .5]]"),
        ("[[0, 1], [2, 0.5]]", [[0, 1], [2, 0.5]]),
        ('"7"', "7"),
        ("two words", "two words"),
        ("nan", "nan"),
    ],
)
def test_options_of_plugins_are_read_as_json_where_they_can_be(written, meant):
    assert Recipe().with_values({"lanes.drawn.value": written}).lanes["drawn"] == {"use": "drawn", "value": meant}


def test_a_parameter_follows_a_lane_or_is_a_number():
    assert Recipe().with_values({"path.kick.amount": "0.1"}).path.kick == Driven(lane="pulse", amount=0.1)
    assert Recipe().with_values({"path.kick": ".1"}).path.kick == 0.1
    assert Recipe().with_values({"path.kick": '{"lane": "sway"}'}).path.kick == Driven(lane="sway")
    follows = {"path.jump.lane": "swell", "path.jump.amount": 0.2}
    assert Recipe().with_values(follows).path.jump == Driven(lane="swell", amount=0.2)
    assert Recipe().with_values({"effects.camera.zoom": "0.1"}).effects["camera"]["zoom"] == 0.1
    changed = Recipe().with_values({"effects.camera.turn.lane": "sway"}).effects["camera"]
    assert changed["turn"] == {"lane": "sway"}


def test_lanes_and_effects_are_left_out_changed_and_added():
    changed = Recipe().with_values(
        {"effects.grain": "null", "effects.trails.amount": "0.5", "lanes.shimmer.use": "treble", "lanes.sway": None}
        | {"effects.camera.speed": 0}
    )
    assert list(changed.effects) == ["camera", "flash", "vignette", "trails"]
    assert changed.effects["trails"] == {"use": "trails", "amount": 0.5}
    assert changed.lanes["shimmer"] == {"use": "treble"}
    assert "sway" not in changed.lanes
    assert Recipe.from_json(changed.to_json()) == changed
    assert Recipe().with_values(changed.flat()) == changed
    back = changed.with_values({"effects.grain.amount": 0.1})
    assert list(back.effects) == ["camera", "grain", "flash", "vignette", "trails"]


def test_a_file_changes_the_default_recipe_where_it_says_so():
    read = Recipe.from_json(
        """{"effects": {"trails": {"use": "feedback"}, "camera": {"zoom": {"amount": 0.1}}, "flash": null},
            "lanes": {"pulse": {"use": "midi", "file": "kick.mid"}}, "path": {"kick": {"amount": 0.5}}}"""
    )
    usual = Recipe()
    assert list(read.effects) == ["camera", "grain", "vignette", "trails"]
    assert read.effects["camera"] == usual.effects["camera"] | {"zoom": {"lane": "pulse", "amount": 0.1}}
    assert read.lanes["pulse"] == {"use": "midi", "file": "kick.mid"}  # the options of another plug-in are not kept
    assert read.lanes["travel"] == usual.lanes["travel"]
    assert read.path.kick == Driven(lane="pulse", amount=0.5)


def test_the_default_lanes_and_effects_are_nobodys_to_change():
    Recipe().effects["camera"]["turn"] = 9
    Recipe().lanes.clear()
    assert Recipe().effects["camera"]["turn"] == 1.5
    assert Recipe().lanes


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"effects": {"camera": {"zoom": object()}}}, "effects: give options that can be written as JSON"),
        ({"effects": {"a.b": {}}}, "effects: 'a.b' is no name; use letters, digits, - and _"),
        ({"lanes": {"kick": {"use": ["pulse"]}}}, "lanes.kick.use: give the name of a plug-in"),
        ({"effects": {"camera": 7}}, r"expected {\.\.\.}, got"),
        ({"lanes": 7}, "lanes"),
        ({"lanes": {}}, "path.travel: unknown lane 'travel'"),
        ({"effects": {"camera": {"zoom": {"lane": "puls"}}}}, "effects.camera.zoom: unknown lane 'puls'. Did you mean"),
        ({"path": RecipePath(kick=Driven(lane="beat"))}, "path.kick: unknown lane 'beat'"),
    ],
)
def test_parts_that_do_not_fit_are_told(parts, told):
    with pytest.raises(BadValue, match=told):
        Recipe(**parts)


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
        ({"path.morf": 1}, "Did you mean 'path.morph'"),
        ({"path.kind": "sideways"}, "path.kind: give arc or dissolve or glide or morph$"),
        ({"path.kick": "9"}, r"path.kick: give a number from 0 to 1, or {\"lane\": ..., \"amount\": ...}$"),
        ({"path.kick.amount": 9}, "path.kick: give a number from 0 to 1, or "),
        ({"path.jump.amount": 0.1}, "path.jump: give a number from 0 to 1, or "),
        ({"path.kick.amont": 1}, "Did you mean 'path.kick.amount'"),
        ({"path.kick.lane": "puls"}, "path.kick: unknown lane 'puls'. Did you mean 'pulse'"),
        ({"lanes": {}}, "unknown recipe key 'lanes'"),
        ({"effects": "null"}, "unknown recipe key 'effects'"),
        ({"effects.grain": "on"}, r"expected {\.\.\.}, got"),
        ({"lanes.drawn.value": "\ud800x"}, "lanes: give options that can be written as JSON"),
        ({"film.fps": "0"}, "film.fps: give 1 to 240"),
        ({"film.fps": True}, "film.fps: give text or a number"),
        ({"seed": -1}, "seed: give a whole number of at least 0"),
        ({"path.morph": "x"}, "path.morph: give a number from 0 to 1$"),
        ({"film.width": "333"}, "film.width: give a multiple of 2 from 64 to 8192$"),
        ({"film.safe": "maybe"}, "film.safe: give true or false or half$"),
        ({"imagine.steps": "many"}, "imagine.steps: give a whole number from 1 to 1000$"),
        ({"imagine.kandinsky.style": 2}, "imagine.kandinsky.style: give a number from 0 to 1$"),
        ({"imagine.prompt": None}, "imagine.prompt: give up to 10000 printable characters$"),
        ({"listen.duration": "inf"}, "listen.duration: give a number of more than 0 and at most 86400$"),
        ({"listen.start": "nan"}, "listen.start"),
        ({"path": "x"}, "unknown recipe key"),
        ({"move.zoom": 0.1}, "unknown recipe key"),
    ],
)
def test_a_wrong_value_is_told_with_its_key(values, told):
    with pytest.raises(BadValue, match=told):
        Recipe().with_values(values)


@pytest.mark.parametrize("key", KEYS)
def test_no_key_takes_nonsense_however_it_comes(key):
    """From Python, from ``--set`` and from JSON: always an error with the key's name, never anything else."""
    *rooms, leaf = key.split(".")
    part = attrgetter(".".join(rooms))(Recipe()) if rooms else Recipe()
    for value in NONSENSE:
        with pytest.raises(BadValue, match=leaf):
            type(part)(**cast(Any, {leaf: value}))
        with pytest.raises(BadValue, match=leaf):
            msgspec.structs.replace(part, **{leaf: value})
        with pytest.raises(BadValue, match=leaf):
            Recipe().with_values({key: value})
    with pytest.raises(BadValue, match=r"udcff|\udcff|printable|give 1 to 240"):
        Recipe().with_values({key: "\udcff"})
    for text in ["a" * 20_000, "\0", "\x1b[2J"] + (["", "nan", "inf", "-inf", "1e308"] * (key not in TEXTS)):
        with pytest.raises(BadValue, match=leaf):
            Recipe().with_values({key: text})
    for text in ["1e400", "1e308", "-1e308", "1" + "0" * 400, "-1", "[1]", '{"a": 1}', r'"\u0007"']:
        with pytest.raises(BadValue, match=leaf):
            Recipe.from_json("".join(f'{{"{room}":' for room in [*rooms, leaf]) + text + "}" * (len(rooms) + 1))


def test_a_recipe_and_its_parts_check_themselves():
    for wrong in (
        lambda: RecipePath(jump=9),
        lambda: RecipePath(kick=Driven(lane="pulse", amount=9)),
        lambda: Film(safe=cast(Any, "maybe")),
        lambda: Listen(sections=cast(Any, "random")),
        lambda: Imagine(painter="two\nlines"),
        lambda: Film(fps="fast"),
        lambda: Recipe(seed=-1),
        lambda: Recipe(path=cast(Any, Listen())),
    ):
        with pytest.raises(BadValue):
            wrong()


def test_equal_recipes_are_the_same_json():
    assert Recipe(path=RecipePath(morph=0)).to_json() == Recipe(path=RecipePath(morph=0.0)).to_json()
    turned = dict(reversed(Recipe().effects.items()))
    assert Recipe(effects=turned).to_json() == Recipe().to_json()


def test_the_version_comes_first():
    assert next(iter(json.loads(Recipe().to_json()).items())) == ("version", 2)


def test_a_newer_recipe_is_read_as_far_as_it_is_known():
    newer = """{"version": 3, "seed": 7, "hdr": true, "film": {"crf": 9, "sparkle": {"a": 1}},
                "effects": {"camera": {"turn": 2}}}"""
    with pytest.warns(ClaviluxWarning, match=r"^song\.mp4: written by a newer .* ignored keys: film\.sparkle, hdr$"):
        read = Recipe.from_json(newer, name="song.mp4")
    assert read == Recipe().with_values({"seed": 7, "film.crf": 9, "effects.camera.turn": 2})
    with pytest.warns(ClaviluxWarning, match="may differ$"):
        Recipe.from_json('{"version": 4}')
    many = ", ".join(f'"k{i}": 0' for i in range(5000))
    with pytest.warns(ClaviluxWarning, match="k9 and 4990 more$"):
        Recipe.from_json(f'{{"version": 3, {many}}}')


@pytest.mark.parametrize("path", ['{"jump": 9}', '{"kind": "melt"}', '{"morph": {"lane": "kick"}}', "7"])
def test_a_value_of_a_newer_recipe_that_means_nothing_here_is_told(path):
    with pytest.raises(BadValue, match=r"newer Clavilux .*upgrade"):
        Recipe.from_json(f'{{"version": 3, "path": {path}}}')


@pytest.mark.parametrize("version", ["true", "-1", "1.5", '"x"', "null", "1e400", "[]"])
def test_a_version_is_a_number(version):
    with pytest.raises(BadValue, match="version"):
        Recipe.from_json(f'{{"version": {version}}}')


def test_an_unknown_key_of_our_own_version_is_told_with_the_nearest():
    with pytest.raises(BadValue, match=r"^my\.json: unknown recipe key 'path\.jumb'\. Did you mean 'path\.jump'"):
        Recipe.from_json('{"version": 2, "path": {"jumb": 0.1}}', name="my.json")
    with pytest.raises(BadValue, match=r"unknown recipe key 'path\.kick\.amont'\. Did you mean 'path\.kick\.amount'"):
        Recipe.from_json('{"version": 2, "path": {"kick": {"amont": 0.1}}}')


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"seed":' + "[" * 50_000, "nested too deeply"),
        ('{"x":' * 10_000 + "1" + "}" * 10_000, "nested too deeply"),
        ('{"seed": 1, "x": "' + "y" * 200_000 + '"}', "longer than"),
        (b'{"imagine": {"prompt": "\xff"}}', "UTF-8"),
        ("\ud800", "UTF-8"),
        ("null", r"expected {\.\.\.}, got"),
    ],
)
def test_what_is_no_recipe_is_told_in_one_line(text, told):
    with pytest.raises(BadValue, match=told) as caught:
        Recipe.from_json(text)
    assert len(str(caught.value)) < 200


def test_a_file_without_end_is_not_read_to_it():
    with pytest.raises(BadValue, match="longer than"):
        Recipe.from_file("/dev/zero")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"sed": 1}', '{"path": {"jump": -1}}', b"\xff"])
def test_bad_json_is_told(text):
    with pytest.raises(BadValue):
        Recipe.from_json(text)


def test_unknown_names_and_missing_files_are_told(tmp_path):
    with pytest.raises(UnknownName, match="calm, cover, dance, default, dream, lyric, paper, strobe-safe"):
        Recipe.named("papier")
    with pytest.raises(UnreadableMedia, match=r"gone\.json"):
        Recipe.from_file(tmp_path / "gone.json")


def test_flat_keys_name_every_value():
    flat = Recipe().flat()
    assert (flat["seed"], flat["imagine.kandinsky.style"], flat["effects.camera.zoom.amount"]) == (0, 0.3, 0.05)
    assert Recipe.named("paper").flat()["effects.camera"] is None


def test_a_recipe_is_frozen_and_comparable():
    with pytest.raises(AttributeError):
        Recipe().seed = 1  # type: ignore[misc]
    assert Recipe() == Recipe()
    assert msgspec.structs.replace(Recipe(), seed=1) != Recipe()


@pytest.mark.parametrize(
    ("key", "choices"),
    [("imagine.device", "cpu or cuda or mps"), ("path.kind", "arc or dissolve or glide or morph")],
)
def test_a_choice_that_does_not_exist_names_those_that_do(key: str, choices: str) -> None:
    with pytest.raises(BadValue, match=f"^recipe: {key}: give {choices}$"):
        Recipe().with_values({key: "other"})
