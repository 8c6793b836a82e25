"""What CI runs offline really is."""

import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

OFFLINE = Path(__file__).parents[2] / ".ci" / "offline.py"

pytestmark = pytest.mark.skipif(
    (platform.system(), platform.machine()) not in (("Linux", "x86_64"), ("Linux", "aarch64")),
    reason="the guard knows the kernel of Linux on these processors",
)


def offline(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(OFFLINE), *words], capture_output=True, text=True)


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_who_would_connect_ends_there(family: str) -> None:
    code = f"import contextlib, socket\nwith contextlib.suppress(OSError): socket.socket(socket.{family})\nprint('on')"
    done = offline(sys.executable, "-c", code)
    assert (done.returncode, done.stdout) == (-signal.SIGSYS, "")


def test_so_do_children() -> None:
    child = [sys.executable, "-c", "import socket; socket.socket()"]
    done = offline(sys.executable, "-c", f"import subprocess; print(subprocess.run({child}).returncode)")
    assert done.stdout == f"{-signal.SIGSYS}\n"


def test_all_else_is_as_ever() -> None:
    code = "import socket, sys; socket.socketpair(); print(sys.argv); sys.exit(3)"
    done = offline(sys.executable, "-c", code, "two words")
    assert (done.returncode, done.stdout, done.stderr) == (3, "['-c', 'two words']\n", "")
