"""What is told of keys comes from the docstrings below the fields."""

import json
from typing import Any

import pytest

from clavilux.errors import BadValue
from clavilux.plan import Brief, Driven, FileRef, Plan, Shot
from clavilux.recipe import Recipe, RecipePath
from clavilux.structs.schema import about, json_schema, keys, meanings


@pytest.mark.parametrize("kind", [Recipe, Plan, Shot, Brief, RecipePath, FileRef, Driven])
def test_every_field_is_described(kind):
    assert meanings(kind).keys() >= set(kind.__struct_fields__)
    assert all(meanings(kind).values())
    assert about(kind)


def test_a_field_of_a_base_class_is_described():
    assert meanings(RecipePath)["stops"].startswith("Pictures made on the way")


def test_what_has_no_source_has_no_meanings():
    made: dict = {}
    exec("class Made:\n    key: int = 0\n    '''What it is.'''\n", made)
    assert meanings(made["Made"]) == {}


def test_keys_tell_values_default_and_meaning():
    told = {key.name: key for key in keys(Recipe)}
    kick = told["path.kick"]
    assert kick.values == 'a number from 0 to 1, or {"lane": ..., "amount": ...}'
    assert kick.default == {"lane": "pulse", "amount": 0.25}
    assert told["imagine.strength"].values == "a number from 0 to 1 or null"
    assert told["version"].values == "2"
    assert told["effects"].default == Recipe().effects
    assert all(key.meaning for key in told.values())


@pytest.mark.parametrize("kind", [Recipe, Plan])
def test_a_schema_describes_every_property_of_every_struct(kind):
    schema = json_schema(kind)
    assert schema["$ref"] == f"#/$defs/{kind.__name__}"
    for part in schema["$defs"].values():
        assert part["description"]
        assert all(value["description"] for value in part["properties"].values())
    assert r"\A" not in json.dumps(schema)
    assert "from" in json_schema(Plan)["$defs"]["Shot"]["properties"]


PLAN: dict[str, Any] = {
    "song": {"path": "a.ogg", "sha256": "0" * 64},
    "pictures": {"art": {"path": "a.jpg", "sha256": "0" * 64}},
    "painter": {"use": "fake"},
    "size": [64, 64],
    "fps": "24",
    "keyframes": {"a": {"picture": "art"}},
    "shots": [{"id": "s1", "start": 0, "end": 1, "from": "a", "to": "a", "travel": 0}],
}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"shots": [{"kik": 1}]}, r"unknown plan key 'shots\[0\]\.kik'\. Did you mean 'shots\[0\]\.kick'"),
        ({"shots": [{"kick": {"lan": 1}}]}, r"'shots\[0\]\.kick\.lan'\. Did you mean 'shots\[0\]\.kick\.lane'"),
        ({"shots": [{"from": 7}]}, r"shots\[0\]\.from: give up to 1000 printable characters"),
        ({"shots": [{"kick": "x"}]}, r'shots\[0\]\.kick: give a number .*, or {"lane": \.\.\., "amount": \.\.\.}'),
        ({"shots": [{"start": -1}]}, r"shots\[0\]\.start: give a number from 0 to 86400"),
        ({"shots": []}, "shots"),
        (
            {"keyframes": {"a": {"stle": "x"}}},
            r"unknown plan key 'keyframes\.a\.stle'\. Did you mean 'keyframes\.a\.style'",
        ),
        ({"keyframes": {"a": {"strength": 7}}}, r"keyframes\.a\.strength: give a number from 0 to 1"),
        ({"size": [64, 65]}, r"size\[1\]: give a multiple of 2 from 64 to 8192"),
        ({"fsp": "24"}, "unknown plan key 'fsp'. Did you mean 'fps'"),
    ],
)
def test_what_is_wrong_deep_in_a_plan_is_told_with_its_place(changes, told):
    tree = PLAN | changes
    if changes.get("shots"):
        tree["shots"] = [PLAN["shots"][0] | changes["shots"][0]]
    with pytest.raises(BadValue, match=told):
        Plan.from_json(json.dumps(tree))


def test_what_holds_for_a_number_holds_for_its_amount_on_a_lane():
    with pytest.raises(BadValue, match=r"^kick: give a number from 0 to 1, or"):
        RecipePath(kick=Driven(lane="pulse", amount=2))
    assert Shot(id="s", start=0, end=1, from_="a", to="b", kick=Driven(lane="pulse", amount=2)).kick
