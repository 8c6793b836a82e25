"""Importing the package must be quick: it loads none of the heavy libraries."""

import importlib
import pkgutil
import subprocess
import sys

import pytest

import clavilux

OF_EXTRAS = {
    "accelerate",
    "diffusers",
    "fastapi",
    "huggingface_hub",
    "matplotlib",
    "peft",
    "pillow_heif",
    "ray",
    "safetensors",
    "starlette",
    "torch",
    "transformers",
    "uvicorn",
    "websockets",
}
HEAVY = ("torch", "av", "librosa", "scipy", "matplotlib", "onnxruntime", "numba", "cv2", "rich.progress")


@pytest.mark.parametrize("module", ["clavilux", "clavilux.cli.main"])
def test_import_loads_nothing_heavy(module):
    code = f"import sys, {module}; print([m for m in {HEAVY} if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


@pytest.mark.parametrize("name", clavilux.__all__)
def test_every_public_name_is_there(name):
    assert getattr(clavilux, name) is not None
    assert name in dir(clavilux)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        _ = clavilux.nothing_of_that_name


def test_every_module_needs_what_is_installed_or_belongs_to_an_extra():
    missing = set()
    for module in pkgutil.walk_packages(clavilux.__path__, "clavilux."):
        if not module.name.endswith("__main__"):
            try:
                importlib.import_module(module.name)
            except ModuleNotFoundError as error:
                missing.add(str(error.name).partition(".")[0])
    assert missing <= OF_EXTRAS
