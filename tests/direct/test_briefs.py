import inspect
from typing import Any

import msgspec
import pytest

from clavilux import plugins
from clavilux.direct.briefs import brief, exemplar, keyframe_seed, painter_part
from clavilux.plan import Brief
from clavilux.recipe import Imagine, Recipe
from clavilux.styles import StyleBook


def imagine(**values) -> Imagine:
    return Recipe().with_values({f"imagine.{key}": value for key, value in values.items()}).imagine


def test_a_painter_has_its_own_options_alone():
    lumia = {"use": "lumia", "palette": 0.3, "stroke": 1.2, "detail": 0.85}
    assert painter_part(imagine(**{"lumia.palette": 0.3})) == lumia
    assert painter_part(imagine(painter="fake")) == {"use": "fake"}
    kandinsky = painter_part(imagine(painter="kandinsky", **{"kandinsky.prior_steps": 3}))
    assert kandinsky["prior_steps"] == 3
    assert kandinsky.keys() == {"use", "prior", "decoder", "caption", "artwork", "style", "prior_steps"}


def test_options_of_models_are_those_that_were_chosen():
    chosen = imagine(painter="diffusers:a/b", vae="c/d", device="cpu", compiled=True)
    assert painter_part(chosen) == {"use": "diffusers:a/b", "vae": "c/d", "device": "cpu", "compiled": True}


@pytest.mark.parametrize("name", ["lumia", "kandinsky"])
def test_a_painters_own_defaults_are_those_of_the_recipe(name):
    parameters = inspect.signature(plugins.load("painters", name)).parameters
    own = msgspec.to_builtins(getattr(Imagine(), name))
    assert {key: parameters[key].default for key in own} == own


def test_a_brief_says_what_the_recipe_wants():
    choices: dict[str, Any] = {
        "prompt": "a fox",
        "take": 0.2,
        "strength": 0.3,
        "guidance": 4.0,
        "steps": 7,
        "fit": "crop",
    }
    given: dict[str, Any] = {
        "picture": "art",
        "style": "woodcut",
        "exemplar": "woodcut-1",
        "caption": "Loud.",
        "seed": 5,
    }
    assert brief(imagine(**choices), **given) == Brief(**choices, **given)


def test_a_brief_leaves_open_what_the_recipe_does():
    assert brief(Imagine(), picture="art", seed=0) == Brief(picture="art")


def test_a_film_is_painted_in_one_hand_that_its_seed_chooses():
    style = StyleBook.load().style("woodcut")
    hands = [exemplar(style, seed) for seed in range(6)]
    assert {*hands} == {*style.exemplars}
    assert exemplar(None, 3) is None


def test_seeds_of_keyframes_are_stable_and_differ():
    seeds = [keyframe_seed(seed, index) for seed in (0, 1) for index in range(4)]
    assert len({*seeds}) == 8
    assert all(0 <= seed < 2**31 for seed in seeds)
    assert keyframe_seed(7, 0) == 1041839916
