"""The facts of ``families.toml`` hold for the diffusers that is installed."""

import inspect

import pytest

pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")

from clavilux.imagine.painters import families  # noqa: E402

TABLES = families._tables()
NEEDS = {"Kolors": "sentencepiece"}
"""Families that diffusers shows a placeholder for, where a library that no extra brings is missing."""
KNOWN = [family for family in TABLES.family if family.loads and family.name not in NEEDS]


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.name)
def test_diffusers_knows_what_the_table_says(family):
    kind = getattr(diffusers, family.loads)
    call, parts = inspect.signature(kind.__call__).parameters, inspect.signature(kind.__init__).parameters
    wanted = {"image", "num_inference_steps", "generator", "output_type", family.cfg, *family.given, *family.without}
    assert wanted <= call.keys()
    assert ("strength" in call) == (family.strength is not None)
    assert family.vae in parts or f"prior_{family.vae}" in parts
    assert all(hasattr(diffusers, name) for name in family.pipelines)


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.name)
def test_numbers_are_of_a_kind_that_can_be(family):
    assert family.half in ("float16", "bfloat16")
    assert 0 <= family.guidance <= 20
    assert family.steps * (family.strength or 1) >= 0.5
    assert family.largest is None or family.largest > family.native


def test_schedulers_of_loras_exist():
    assert all(hasattr(diffusers, lora.scheduler) for lora in TABLES.lora if lora.scheduler)
