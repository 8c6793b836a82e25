"""Models of the ``captions`` extra: their libraries, and their files from a folder or from the Hugging Face hub."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from clavilux.errors import MissingExtra, UserError

__all__ = ["device", "explained", "fetch", "library", "licence", "require"]

LIBRARIES = ("torch", "transformers", "huggingface_hub")


def require(captioner: str) -> None:
    """Look whether the libraries of the extra are there, without the seconds that importing them takes.

    Raises
    ------
    MissingExtra
        If one is not installed.
    """
    if any(find_spec(name) is None for name in LIBRARIES):
        raise MissingExtra(f"captioner '{captioner}'", "captions")


def library(name: str) -> Any:
    """A library of the extra; it is imported only now, so that nobody waits for what he does not use."""
    return import_module(name)


def device() -> str:
    """The best place to compute: ``"cuda"``, ``"mps"`` or ``"cpu"``."""
    torch = library("torch")
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def fetch(source: str, patterns: list[str]) -> Path:
    """The folder with a model's files.

    Parameters
    ----------
    source : str
        A folder here, or the name of a model on the hub, ``"owner/model"``. The hub's files are kept in its cache;
        ``HF_HUB_OFFLINE=1`` uses those and never connects.
    patterns : list of str
        Which files are wanted of a model on the hub, such as ``"*.json"``.

    Raises
    ------
    UserError
        If it is neither, or the hub does not give it.
    """
    if source and Path(source).is_dir():
        return Path(source)
    with _reached(source):
        return Path(library("huggingface_hub").snapshot_download(source, allow_patterns=patterns))


def licence(folder: Path) -> str | None:
    """The licence that a model's card states, such as ``"apache-2.0"``; None when it states none."""
    card = folder / "README.md"
    stated = (library("huggingface_hub").metadata_load(card) or {}) if card.is_file() else {}
    return str(stated["license"]) if stated.get("license") else None


@contextmanager
def explained(source: str) -> Iterator[None]:
    """Turn what loading a model's files raises into one line.

    Raises
    ------
    UserError
        If a file is missing, or the model is of a kind that cannot be loaded.
    """
    try:
        yield
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, UnpicklingError) as error:
        first = str(error).strip().partition("\n")[0]
        why = f"it lacks {first}" if isinstance(error, KeyError) else first
        raise UserError(f"{source}: cannot be loaded ({why}); choose another model, or fetch it anew") from None


@contextmanager
def _reached(source: str) -> Iterator[None]:
    """Turn what the hub raises into one line with the cure."""
    errors = library("huggingface_hub.errors")
    page = f"https://huggingface.co/{source}"
    try:
        yield
    except errors.HFValidationError:
        why = "no folder here and no model of the hub; give a folder, or owner/model"
    except errors.GatedRepoError:
        why = f"its owner asks for your consent; agree at {page}, then run: hf auth login"
    except errors.RepositoryNotFoundError:
        why = "the hub has no such model, or keeps it private; check the name, or run: hf auth login"
    except errors.HfHubHTTPError as error:
        why = f"the hub answered with an error ({error.response.status_code}); try again later"
    except (errors.LocalEntryNotFoundError, errors.OfflineModeIsEnabled, ConnectionError):
        why = "the hub cannot be reached or HF_HUB_OFFLINE is set; connect once, or give a folder with its files"
    except OSError as error:
        why = f"cannot be kept on the disk ({error.strerror or error}); make room, or set HF_HOME to another place"
    else:
        return
    raise UserError(f"{source}: {why}")
