"""The package starts anywhere: without a home, on a read-only disk, on a fresh machine; and it reports to nobody."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from clavilux import environment

HOME = {name: value for name, value in os.environ.items() if name not in ("NUMBA_CACHE_DIR", "MPLCONFIGDIR")}


def python(code, **variables):
    return subprocess.run(
        [sys.executable, "-c", code], env=HOME | variables, capture_output=True, text=True, check=True
    )


@pytest.fixture
def locked(monkeypatch):
    """No folder can be written but those of `tempfile`."""
    for name in ("NUMBA_CACHE_DIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, "to be restored")
        monkeypatch.delenv(name)
    monkeypatch.setattr(environment, "_writable", lambda folder: False)
    removed = []
    register = SimpleNamespace(register=lambda remove, folder, **_: removed.append((remove, folder)))
    monkeypatch.setattr(environment, "atexit", register)
    yield removed
    for remove, folder in removed:
        remove(folder)


def test_without_any_folder_there_is_a_private_one(locked):
    environment.prepare()
    folder = Path(os.environ["NUMBA_CACHE_DIR"])
    assert os.environ["MPLCONFIGDIR"] == str(folder)
    assert folder.stat().st_mode & 0o077 == 0
    assert [removed for _, removed in locked] == [str(folder)]


def test_a_folder_that_the_user_chose_stays(locked, monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "_writable", lambda folder: folder == tmp_path)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    environment.prepare()
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path)


def test_one_that_cannot_be_written_does_not(locked, monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    environment.prepare()
    assert os.environ["NUMBA_CACHE_DIR"] == os.environ["MPLCONFIGDIR"] != str(tmp_path)


def test_without_even_a_temporary_folder_the_package_can_be_imported(locked, monkeypatch):
    def full(**_):
        raise FileNotFoundError

    monkeypatch.setattr(environment, "tempfile", SimpleNamespace(mkdtemp=full))
    environment.prepare()
    assert "NUMBA_CACHE_DIR" not in os.environ


def test_a_user_whom_nobody_knows_has_a_home(monkeypatch):
    """As ``docker run --user 12345`` may have it: no HOME, and no line in /etc/passwd."""
    pwd = pytest.importorskip("pwd")

    def unknown(number):
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.setenv("HOME", "to be restored")
    monkeypatch.delenv("HOME")
    folders = []
    monkeypatch.setattr(environment, "atexit", SimpleNamespace(register=lambda _, folder, **__: folders.append(folder)))
    environment.prepare()
    assert [str(Path.home())] == folders
    Path.home().rmdir()


def test_with_a_home_nothing_is_changed(tmp_path):
    code = "import os, clavilux; print([os.environ.get(name) for name in ('NUMBA_CACHE_DIR', 'MPLCONFIGDIR')])"
    assert python(code, HOME=str(tmp_path)).stdout.strip() == "[None, None]"


def test_what_is_no_folder_cannot_be_written():
    assert not environment._writable(Path("/dev/null"))


def test_a_folder_that_is_not_there_yet_can_be_written(tmp_path):
    assert environment._writable(tmp_path / "a" / "b")


def test_no_network_reports_to_its_makers(tmp_path):
    """ONNX Runtime would leave the number of the machine, and what it waits to send, in the home."""
    code = "from clavilux.listen.tags import _session; _session('mtt_musicnn')"
    assert python(code, HOME=str(tmp_path), XDG_CACHE_HOME="").stderr == ""
    assert not list(tmp_path.rglob("*onnxruntime*"))


def test_listening_and_judging_compile_nothing():
    """The first `listen` on a fresh machine would otherwise take ten seconds more, and the first `score` fifteen."""
    listening = "clavilux.listen.hear, clavilux.listen.plot, clavilux.listen.captioners.tags"
    rooms = f"{listening}, clavilux.judge.score, clavilux.judge.plot"
    assert python(f"import sys, {rooms}; print({{'numba', 'librosa'}} & {{*sys.modules}})").stdout.strip() == "set()"


def test_an_encoder_does_not_tell_its_settings():
    code = """if True:
        import clavilux, av, io
        film = av.open(io.BytesIO(), "w", format="mp4")
        picture = film.add_stream("libsvtav1", rate=24)
        picture.width = picture.height = 64
        film.start_encoding()
    """
    done = python(code)
    assert (done.stdout, done.stderr) == ("", "")
