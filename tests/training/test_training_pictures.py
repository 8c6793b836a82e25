"""Which pictures may be trained on: licences, archives inside packages, and what the sieve leaves out."""

from __future__ import annotations

import hashlib
import io
import struct
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

import archives
import rights
import sieve

COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 2001, Someone
License: GPL-2+

Files:
 art/sky.png
 ./art/sea*.png
Copyright:
 2002, A. Painter
 2003, B. Painter
License: CC-BY-SA-3.0

Files: art/sea-storm.png
Copyright: C. Painter
License: CC-BY-NC-3.0
"""


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("CC0-1.0", True),
        ("public-domain", True),
        ("CC-BY-SA-3.0+", True),
        ("GPL-2+ or CC-BY-3.0", True),
        ("GPL-2+", False),
        ("CC-BY-NC-3.0", False),
        ("CC-BY-ND-4.0", False),
        ("CC-BY-SA-3.0 and GPL-2", False),
        ("", False),
    ],
)
def test_only_open_licences_pass(licence: str, allowed: bool) -> None:
    assert rights.is_open(licence) is allowed


@pytest.mark.parametrize(
    ("name", "licence", "credit"),
    [
        ("art/sky.png", "CC-BY-SA-3.0", "2002, A. Painter; 2003, B. Painter"),
        ("art/sea-calm.png", "CC-BY-SA-3.0", "2002, A. Painter; 2003, B. Painter"),
        ("art/sea-storm.png", "CC-BY-NC-3.0", "C. Painter"),
        ("code/main.c", "GPL-2+", "2001, Someone"),
    ],
)
def test_the_last_stanza_that_fits_holds(name: str, licence: str, credit: str) -> None:
    assert rights.rights_of(name, rights.stanzas(COPYRIGHT)) == (licence, credit)


def resource(files: dict[str, bytes]) -> bytes:
    """A Qt resource of version 1 with a root folder; every file zlib-packed."""
    names, contents, nodes = b"", b"", [struct.pack(">IHII", 0, 2, len(files), 1)]
    for name, content in files.items():
        packed = struct.pack(">I", len(content)) + zlib.compress(content)
        nodes.append(struct.pack(">IHIII", len(names), 1, 0, len(contents), 0)[:14])
        names += struct.pack(">HI", len(name), 0) + name.encode("utf-16-be")
        contents += struct.pack(">I", len(packed)) + packed
    tree = b"".join(nodes)
    return (
        struct.pack(">4s4I", b"qres", 1, 20, 20 + len(tree), 20 + len(tree) + len(contents)) + tree + contents + names
    )


def test_archives_inside_packages_give_their_pictures(tmp_path: Path) -> None:
    (tmp_path / "a.rcc").write_bytes(resource({"one.png": b"first", "two.webp": b"second"}))
    with zipfile.ZipFile(tmp_path / "b.pk3", "w") as file:
        file.writestr("art/three.jpg", b"third")
        file.writestr("readme.txt", b"text")
    assert dict(archives.members(tmp_path / "a.rcc")) == {"one.png": b"first", "two.webp": b"second"}
    assert dict(archives.members(tmp_path / "b.pk3")) == {"art/three.jpg": b"third"}


def packed(path: Path, name: str, content: bytes) -> Path:
    """A package, as npm makes them, with one file."""
    with tarfile.open(path, "w:gz") as file:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        file.addfile(entry, io.BytesIO(content))
    return path


def test_nothing_is_unpacked_outside_of_its_folder(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr("../../stray.png", b"")
    package = packed(tmp_path / "package.tgz", "package/inner.pk3", inner.getvalue())
    with pytest.raises(SystemExit, match="would be written outside"):
        archives.unpack(package, tmp_path / "one", inner="package/*.pk3")
    with pytest.raises(tarfile.OutsideDestinationError):
        archives.unpack(packed(tmp_path / "other.tgz", "../stray.png", b""), tmp_path / "two")
    assert not list(tmp_path.rglob("stray.png"))


def test_packages_are_fetched_with_their_checksum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pip compares it before it runs anything of a package."""

    def run(command: list[str], *, cwd: Path, input: str, **_: object) -> None:  # noqa: A002 (that of subprocess)
        assert "--require-hashes" in command
        assert input == f"some==1.0 --hash=sha256:{digest}"
        (cwd / "some-1.0.tar.gz").write_bytes(b"package")

    digest = hashlib.sha256(b"package").hexdigest()
    monkeypatch.setattr("subprocess.run", run)
    package = {"registry": "pypi-sdist", "requirement": "some==1.0", "sha256": digest}
    assert archives.download(package, tmp_path / "new").name == "some-1.0.tar.gz"
    with pytest.raises(SystemExit, match="not the file that was trained on"):
        archives.download(package | {"sha256": "0" * 64}, tmp_path / "new")


def clouds(seed: int, size: tuple[int, int] = (300, 280)) -> Image.Image:
    """A busy picture."""
    noise = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), np.uint8)
    return Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC)


def test_the_sieve_leaves_out_what_teaches_nothing() -> None:
    half = Image.new("RGB", (300, 300), "white")
    half.paste(clouds(0, (300, 150)))
    assert sieve.fault(clouds(0), 0.4) == ""
    assert sieve.fault(clouds(0, (300, 200)), 0.4) == "small"
    assert sieve.fault(clouds(0, (900, 300)), 0.4) == "narrow"
    assert sieve.fault(half, 0.4) == "plain"
    assert sieve.fault(Image.new("RGB", (300, 300), "grey"), 1.0) == "flat"


def test_copies_are_known_again_and_others_are_not() -> None:
    known = [sieve.fingerprint(clouds(seed)) for seed in range(20)]
    copy = clouds(3).resize((600, 560)).filter(ImageFilter.GaussianBlur(1))
    assert sieve.is_known(sieve.fingerprint(copy), known)
    assert not sieve.is_known(sieve.fingerprint(clouds(20)), known)


def test_figures_are_put_on_a_ground_or_left_out() -> None:
    figure = Image.new("RGBA", (300, 300))
    figure.paste(clouds(1, (200, 100)), (50, 50))
    assert sieve.opaque(figure, "8" * 64, ground=False) is None
    placed = sieve.opaque(figure, "8" * 64, ground=True)
    assert placed is not None
    assert placed.size == (232, 132)
    assert placed.getpixel((0, 0)) == placed.getpixel((231, 131))
