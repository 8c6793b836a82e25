"""Models that users bring: their libraries, and their files from a folder or from the Hugging Face hub."""

from __future__ import annotations

import json
import re
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from clavilux.errors import MissingExtra, RenderError, UserError, warn
from clavilux.text import first_line

__all__ = [
    "device",
    "explained",
    "fetch",
    "library",
    "licence",
    "parted",
    "pipeline",
    "quietly",
    "reached",
    "require",
    "running",
    "settings",
    "split",
    "warn_of_licence",
]

BROKEN = (OSError, ValueError, KeyError, RuntimeError, ImportError, AttributeError, UnpicklingError)
"""What libraries raise when the files of a model are not what they should be; see `_is_ours`."""


def require(what: str, extra: str, libraries: Sequence[str]) -> None:
    """Look whether the libraries of an extra are there, without the seconds that importing them takes.

    Parameters
    ----------
    what : str
        Who needs them, such as ``"painter 'diffusers'"``.
    extra : str
        Which extra of Clavilux brings them.
    libraries : sequence of str
        Their names, as one imports them.

    Raises
    ------
    MissingExtra
        If one is not installed.
    """
    if any(find_spec(name) is None for name in libraries):
        raise MissingExtra(what, extra)


def library(name: str) -> Any:
    """A library of an extra; it is imported only now, so that nobody waits for what he does not use."""
    return import_module(name)


def device(chosen: str | None = None) -> str:
    """Where to compute: ``"cuda"``, ``"mps"`` or ``"cpu"``.

    Parameters
    ----------
    chosen : str, optional
        One of them; the best of this machine when left out.

    Raises
    ------
    UserError
        If this machine does not have what was chosen.
    """
    torch = library("torch")
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    usable = [name for name, usable in there.items() if usable]
    if chosen is not None and chosen not in usable:
        raise UserError(f"device '{chosen}': not available on this machine; choose {' or '.join(usable)}")
    return chosen or usable[0]


def parted(source: str) -> tuple[str, str | None]:
    """Name and revision of a model of the hub, ``"owner/model"`` or ``"owner/model@revision"``."""
    name, _, revision = source.partition("@")
    return name, revision or None


def split(source: str) -> tuple[str, str]:
    """Model and file of weights that are one file: ``"owner/model/folder/file.safetensors"``, or a file here.

    Returns
    -------
    model : str
        As for `fetch`.
    file : str
        Below it; empty when only a model or folder is named.
    """
    here = Path(source)
    if here.is_file():
        return str(here.parent), here.name
    owner, _, rest = source.partition("/")
    model, _, file = rest.partition("/")
    named = owner and model and not here.is_dir()
    return (f"{owner}/{model}", file) if named else (source, "")


def fetch(source: str, patterns: list[str]) -> Path:
    """The folder with a model's files.

    Parameters
    ----------
    source : str
        A folder here, or a model of the hub; see `parted`. The hub's files are kept in its cache;
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
    name, revision = parted(source)
    with reached(source), quietly("huggingface_hub", bars=True):
        return Path(library("huggingface_hub").snapshot_download(name, revision=revision, allow_patterns=patterns))


def pipeline(source: str) -> Path:
    """The folder of a diffusers model: as `fetch`, with those of its files that are needed to run it.

    Weights are fetched as safetensors where there are any. A model that comes with code of its own is refused.

    Raises
    ------
    UserError
        If it is neither folder nor model, the hub does not give it, or it needs code of its own.
    """
    if Path(source).is_dir():
        return Path(source)
    name, revision = parted(source)
    fetch(source, ["model_index.json", "README.md"])  # its errors say more than those of the next lines
    with explained(source), reached(source), quietly("huggingface_hub", "diffusers", "transformers", bars=True):
        download = library("diffusers").DiffusionPipeline.download
        return Path(download(name, revision=revision, trust_remote_code=False))


def settings(file: Path) -> dict[str, Any]:
    """What a JSON file of a model says; nothing when it is not there.

    Raises
    ------
    UserError
        If it is damaged.
    """
    if not file.is_file():
        return {}
    try:
        said = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise UserError(f"{file}: is damaged ({error}); download the model again, or choose another") from error
    if not isinstance(said, dict):
        raise UserError(f"{file}: is damaged (it holds no settings); download the model again, or choose another")
    return said


def licence(folder: Path) -> str | None:
    """The licence that a model's card states, such as ``"apache-2.0"``; None when it states none.

    Warns
    -----
    ClaviluxWarning
        If the card is damaged, so that nobody knows.
    """
    card = folder / "README.md"
    try:
        stated = (library("huggingface_hub").metadata_load(card) or {}) if card.is_file() else {}
    except (OSError, ValueError, library("yaml").YAMLError) as error:
        why = getattr(error, "problem", None) or error  # what YAML says besides has several lines
        warn(f"{card}: the model's card is damaged ({why}), so its licence is not known; look it up")
        return None
    named = stated.get("license_name") if stated.get("license") == "other" else stated.get("license")
    return str(named) if named else None


def warn_of_licence(source: str, stated: str | None) -> None:
    """Tell the user of a licence that forbids commercial use.

    Warns
    -----
    ClaviluxWarning
        If `stated` is such a licence.
    """
    if stated and re.search(r"\bnc\b|non-?commercial", stated.lower()):
        warn(f"{source}: its weights are {stated}, for non-commercial use only")


@contextmanager
def explained(source: str) -> Iterator[None]:
    """Turn what loading a model's files raises into one line.

    Raises
    ------
    RenderError
        If the memory of the device is too small for it.
    UserError
        If a file is missing, or the model is of a kind that cannot be loaded.
    """
    try:
        yield
    except library("torch").OutOfMemoryError as error:
        why = "the memory of the device is too small for the model; choose a smaller one, or use --device cpu"
        raise RenderError(f"{source}: {why}") from error
    except (*BROKEN, library("safetensors").SafetensorError) as error:
        if _is_ours(error):
            raise
        why = f"it lacks {first_line(error)}" if isinstance(error, KeyError) else first_line(error)
        raise UserError(f"{source}: cannot be loaded ({why}); choose another model, or download it again") from error


def _is_ours(error: Exception) -> bool:
    """Whether it is a mistake in our code: an attribute or a module that our own line does not find.

    What else our lines raise is the fault of the files: a tensor that is not there, a value that does not fit.
    """
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    here = str(frame.f_globals.get("__name__", "")).partition(".")[0] == __name__.partition(".")[0]
    return here and isinstance(error, AttributeError | ImportError)


@contextmanager
def reached(source: str) -> Iterator[None]:
    """Turn what the hub raises into one line with the cure.

    Raises
    ------
    UserError
        If the hub does not give the model.
    """
    errors = library("huggingface_hub.errors")
    page = f"https://huggingface.co/{source.partition('@')[0]}"
    try:
        yield
    except errors.HFValidationError as error:
        cause: Exception = error
        why = "neither a folder here nor a model on the Hugging Face hub; give a folder, or owner/model"
    except errors.GatedRepoError as error:
        cause = error
        why = f"its owner asks for your consent; agree at {page}, then run: hf auth login"
    except errors.RepositoryNotFoundError as error:
        cause = error
        why = "the hub has no such model, or keeps it private; check the name, or run: hf auth login"
    except errors.RevisionNotFoundError as error:
        cause = error
        why = f"the model has no such revision; see {page}/tree/main"
    except errors.HfHubHTTPError as error:
        cause = error
        why = f"the hub answered with an error ({error.response.status_code}); try again later"
    except (errors.LocalEntryNotFoundError, errors.OfflineModeIsEnabled, ConnectionError) as error:
        cause = error
        why = "the hub cannot be reached or HF_HUB_OFFLINE is set; connect once, or give a folder with its files"
    except OSError as error:
        cause = error
        why = f"cannot be saved ({error.strerror or error}); free some space, or set HF_HOME to another place"
    else:
        return
    raise UserError(f"{source}: {why}") from cause


@contextmanager
def running(source: str) -> Iterator[None]:
    """Turn what running a model raises into one line.

    Raises
    ------
    RenderError
        If the memory of the device is too small, or the device fails.
    UserError
        If the model refuses a size or a number.
    """
    try:
        yield
    except library("torch").OutOfMemoryError as error:
        why = "the memory of the device is too small for one picture; make --size smaller, or use --device cpu"
        raise RenderError(f"{source}: {why}") from error
    except ValueError as error:
        raise UserError(f"{source}: {first_line(error)}; choose another --size, or another model") from error
    except RuntimeError as error:
        why = f"device error ({first_line(error)}); try --device cpu, without compiling"
        raise RenderError(f"{source}: {why}") from error


@contextmanager
def quietly(*names: str, bars: bool = False) -> Iterator[None]:
    """Have libraries of Hugging Face load without remarks and, but for downloads, bars; ours tell what matters."""
    logs = [library(f"{name}.utils.logging") for name in names]
    levels = [log.get_verbosity() for log in logs]
    barred = [] if bars else [log for log in logs if log.is_progress_bar_enabled()]
    for log in logs:
        log.set_verbosity_error()
    for log in barred:
        log.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            for kind in (FutureWarning, DeprecationWarning):  # what one part of a library tells another
                warnings.simplefilter("ignore", kind)
            yield
    finally:
        for log, level in zip(logs, levels, strict=True):
            log.set_verbosity(level)
        for log in barred:
            log.enable_progress_bar()
