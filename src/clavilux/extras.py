"""The libraries of the extras: imported when they are used, quiet, and with errors that tell the cure."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pickle import UnpicklingError
from typing import Any

from clavilux.errors import MissingExtra, RenderError, UserError
from clavilux.text import first_line

__all__ = ["device", "lazy_import", "load_errors", "quiet_logs", "require", "run_errors"]

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


def lazy_import(name: str) -> Any:
    """Import a library of an extra where it is used: torch and the like take seconds."""
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
    torch = lazy_import("torch")
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    usable = [name for name, usable in there.items() if usable]
    if chosen is not None and chosen not in usable:
        raise UserError(f"device '{chosen}': not available on this machine; choose {' or '.join(usable)}")
    return chosen or usable[0]


@contextmanager
def load_errors(source: str) -> Iterator[None]:
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
    except lazy_import("torch").OutOfMemoryError as error:
        why = "the memory of the device is too small for the model; choose a smaller one, or use --device cpu"
        raise RenderError(f"{source}: {why}") from error
    except (*BROKEN, lazy_import("safetensors").SafetensorError) as error:
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
def run_errors(source: str) -> Iterator[None]:
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
    except lazy_import("torch").OutOfMemoryError as error:
        why = "the memory of the device is too small for one picture; make --size smaller, or use --device cpu"
        raise RenderError(f"{source}: {why}") from error
    except ValueError as error:
        raise UserError(f"{source}: {first_line(error)}; choose another --size, or another model") from error
    except RuntimeError as error:
        why = f"device error ({first_line(error)}); try --device cpu, without compiling"
        raise RenderError(f"{source}: {why}") from error


@contextmanager
def quiet_logs(*names: str, bars: bool = False) -> Iterator[None]:
    """Have libraries of Hugging Face load without remarks and, but for downloads, bars; ours tell what matters."""
    logs = [lazy_import(f"{name}.utils.logging") for name in names]
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
