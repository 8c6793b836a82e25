"""The studio in a process of its own, as users have it, and as strangers may treat it."""

import asyncio
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("uvicorn")
httpx2 = pytest.importorskip("httpx2")

MANY = 1000


class Running:
    """``clavilux studio`` with a way in."""

    def __init__(self, *arguments, cwd):
        command = [sys.executable, "-m", "clavilux", "studio", *map(str, arguments), "--no-browser", "--port", "0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=cwd)
        assert self.process.stderr
        self.told = self.process.stderr
        (link,) = re.finditer(r"(http://\S+)/\?token=(\S+)", self.told.readline())
        self.origin, token = link.groups()
        self.cookie = f"clavilux-{self.origin.rpartition(':')[2]}={token}"

    @property
    def headers(self):
        return {"origin": self.origin, "cookie": self.cookie}

    def get(self, path, **how):
        return httpx2.get(self.origin + path, headers=self.headers, timeout=60, **how)

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.process.wait(20), self.told.read()

    @property
    def megabytes(self):
        """What it holds in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1000


@pytest.fixture
def running(folder):
    """A studio of the small project."""
    server = Running(folder, cwd=folder.parent)
    yield server
    server.process.kill()
    server.process.wait()
    server.told.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_it_tells_where_all_is(running, folder, number):
    assert running.get("/api/state").json()["plan"]
    code, told = running.end(number)
    assert code == 0
    assert "Ctrl-C ends it" in told
    assert str(folder) in told.splitlines()[-1]
    assert "Traceback" not in told


@pytest.mark.parametrize("second", [["studio", "--no-browser"], ["render"]])
def test_a_project_is_open_in_one_studio_alone(running, folder, second):
    command = [sys.executable, "-m", "clavilux", *second, str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder.parent)
    assert told.returncode == 2
    assert "is used by an open studio; end that with Ctrl-C" in told.stderr


def test_a_killed_studio_leaves_a_project_that_opens_and_what_is_gone_is_told(running, folder):
    running.end(signal.SIGKILL)
    (folder / "inputs" / "art.jpg").unlink()
    again = Running(folder, cwd=folder.parent)
    try:
        assert again.get("/api/state").json()["plan"]
        assert "art.jpg is gone; put it back there" in [again.told.readline() for _ in range(2)][1]
    finally:
        again.end()
        again.told.close()


def test_a_thousand_at_once_are_answered_and_memory_is_bounded(running):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    running.get("/api/frame?second=1")
    before = running.megabytes
    paths = ["/api/state", "/api/frame?second=1.5", "/app.css", "/api/nothing", "/api/keyframes/k1.jpg"]

    async def ask(client, path, headers):
        answer = await client.get(running.origin + path, headers=headers)
        await answer.aread()
        return answer.status_code

    async def all_of_them():
        limits = httpx2.Limits(max_connections=MANY)
        async with httpx2.AsyncClient(timeout=120, limits=limits) as client:
            known = [ask(client, paths[n % len(paths)], running.headers) for n in range(MANY // 2)]
            strange = [ask(client, paths[n % len(paths)], {}) for n in range(MANY // 2)]
            return await asyncio.gather(*known, *strange)

    try:
        codes = asyncio.run(all_of_them())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert set(codes[MANY // 2 :]) == {401}
    assert set(codes[: MANY // 2]) <= {200, 404, 400}
    assert codes[:4] == [200, codes[1], 200, 404]
    assert running.megabytes - before < 200
    assert running.get("/api/state").status_code == 200
