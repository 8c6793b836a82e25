"""What is known of each family of diffusers models; the facts are in ``families.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from clavilux.errors import UserError
from clavilux.hub import settings
from clavilux.values import Defaults

__all__ = ["Accelerator", "AdapterFacts", "Family", "accelerator", "family", "named"]

TAKE = 0.3
"""How free a take of the artwork models are given: what they dream comes on top."""


class AdapterFacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The usual IP-Adapter of a family: what makes its U-Net see a picture beside the words."""

    model: str
    file: str
    width: int
    scale: float | dict[str, Any]


class Family(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a family is loaded and used; ``families.toml`` tells what the fields mean.

    `fits` is found out, not written there: whether the usual adapter is made for the very model.
    """

    name: str
    pipelines: list[str]
    guidance: float
    steps: int
    half: str
    multiple: int
    native: int | None = None
    largest: int | None = None
    strength: float | None = None
    signs: list[dict[str, Any]] = []
    loads: str | None = None
    clip: bool = False
    cfg: str = "guidance_scale"
    vae: str = "vae"
    upcast: bool = False
    swaps: bool = False
    morphs: bool = False
    reference: str | None = None
    adapter: str | None = None
    fits: bool = False
    given: dict[str, Any] = {}
    without: list[str] = []

    @property
    def defaults(self) -> Defaults:
        """For what the recipe leaves open; a family without a strength goes the whole way."""
        strength = 1.0 if self.strength is None else self.strength
        return Defaults(strength=strength, guidance=self.guidance, steps=self.steps, take=TAKE)

    @property
    def usual_adapter(self) -> AdapterFacts | None:
        """None for a family that takes no adapter."""
        return _tables().adapter[self.adapter] if self.adapter else None


class Accelerator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a model is sampled with a LoRA that makes few steps enough."""

    named: str
    steps: int
    guidance: float | None = None
    scheduler: str | None = None
    settings: dict[str, Any] = {}
    scale: float = 1.0


class _Tables(msgspec.Struct, forbid_unknown_fields=True):
    family: list[Family]
    adapter: dict[str, AdapterFacts]
    lora: list[Accelerator]


def family(name: str, folder: Path) -> Family:
    """The family of the model in a folder.

    Parameters
    ----------
    name : str
        What the user calls the model: some families are told apart by its end.
    folder : Path
        Where its ``model_index.json`` is, and the configurations of its scheduler and U-Net.

    Raises
    ------
    UserError
        If there is none, or a file of these is damaged.
    """
    index = settings(folder / "model_index.json")
    if "_class_name" not in index:
        raise UserError(f"{name}: is not a diffusers model, as it has no model_index.json; choose another model")
    scheduler = settings(folder / "scheduler" / "scheduler_config.json")
    *known, other = _tables().family
    ours = (entry for entry in known if index["_class_name"] in entry.pipelines)
    found = next((entry for entry in ours if _shows(entry.signs, short_name(name), scheduler, index)), other)
    usual, unet = found.usual_adapter, settings(folder / "unet" / "config.json")
    fits = usual is not None and usual.width == unet.get("cross_attention_dim")
    return msgspec.structs.replace(found, fits=fits)


def named(name: str) -> Family:
    """The family that the table calls so."""
    return next(entry for entry in _tables().family if entry.name == name)


def accelerator(name: str) -> Accelerator | None:
    """The entry for a LoRA; None when it is an ordinary one.

    Parameters
    ----------
    name : str
        As for `lora.add_lora`. Of one that lies here, only the last name of its path counts.
    """
    called = short_name(name).lower()
    found = next((entry for entry in _tables().lora if re.search(entry.named, called)), None)
    told = re.search(r"(\d+)[-_]?steps?", called)
    return msgspec.structs.replace(found, steps=int(told[1])) if found and told else found


def short_name(source: str) -> str:
    """What tells of a model in the name that the user gives it: of a path here, nothing but its end."""
    path = Path(source)
    return (
        f"{path.parent.name}/{path.stem}"
        if path.is_file()
        else path.name
        if path.exists()
        else source.partition("@")[0]
    )


@cache
def _tables() -> _Tables:
    text = (files("clavilux.imagine.painters") / "families.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Tables)


def _shows(signs: list[dict[str, Any]], name: str, scheduler: dict[str, Any], index: dict[str, Any]) -> bool:
    """Whether one of the signs is seen; a family without signs needs none."""

    def seen(sign: dict[str, Any]) -> bool:
        named = "named" not in sign or re.search(sign["named"], name.lower()) is not None
        return bool(named and _within(sign.get("scheduler", {}), scheduler) and _within(sign.get("index", {}), index))

    return not signs or any(map(seen, signs))


def _within(some: dict[str, Any], values: dict[str, Any]) -> bool:
    return all(values.get(key) == value for key, value in some.items())
