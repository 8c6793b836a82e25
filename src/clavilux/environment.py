"""What libraries read from the environment, once and for all, when they are first imported.

So the package sets it before anything else. Folders that the user has chosen stay his, if they can be written.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

__all__ = ["prepare"]

TELEMETRY = ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY")
"""Of ONNX Runtime, which from 1.29 on reports to Microsoft, and of the libraries of Hugging Face."""

QUIET = {"SVT_LOG": "1"}
"""SVT-AV1 tells its settings on standard error unless it is to tell errors alone."""


def prepare() -> None:
    """Have no library report to its makers, and have each find a folder that it can write.

    Without one, numba raises and matplotlib complains. With a read-only installation and a home that cannot be written
    it is a private one of this process, which is removed in the end. That is also the home of a user who has none.
    """
    os.environ |= dict.fromkeys(TELEMETRY, "1") | QUIET
    lacking = [name for name in _lacking() if name not in os.environ or not _writable(Path(os.environ[name]))]
    if lacking:
        try:
            folder = tempfile.mkdtemp(prefix="clavilux-")  # of a name nobody can guess, for this user alone
        except OSError:
            return  # what needs no folder still works
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ |= dict.fromkeys(lacking, folder)


def _lacking() -> list[str]:
    """The variables that name a folder, of the libraries that would find none by themselves."""
    from platformdirs import user_cache_dir, user_config_dir

    if os.path.expanduser("~") == "~":  # noqa: PTH111 (Path raises); nobody knows this user, as in a container
        return ["HOME"]
    if _writable(Path(user_cache_dir())) and _writable(Path(user_config_dir())):
        return []
    beside = _writable(Path(__file__).parent / "__pycache__")
    return ["MPLCONFIGDIR"] if beside else ["MPLCONFIGDIR", "NUMBA_CACHE_DIR"]


def _writable(folder: Path) -> bool:
    """Whether a folder can be written, or made."""
    nearest = next(place for place in (folder, *folder.parents) if os.access(place, os.F_OK))
    return os.access(nearest, os.W_OK | os.X_OK)
