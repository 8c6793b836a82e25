"""A studio in a process of its own, and a browser that looks at it.

They need Python's ``playwright`` (``pip install playwright``) and a Chromium, as Debian's (``apt install chromium``);
``CHROMIUM`` names another.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.browser import pages

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SECONDS, RATE, TEMPO = 12.0, 22050, 120
STARTED = 30
"""Seconds that a studio has to begin."""
PATIENT = 15_000
"""Milliseconds that the page has for anything, on a busy machine."""


class Studio:
    """``clavilux studio`` as a user starts it."""

    def __init__(self, folder: Path, *arguments: object) -> None:
        self.folder, self._arguments = folder, arguments
        self.plan: dict[str, Any] = {}
        self._process: subprocess.Popen[str]
        self.link = self._start("0")

    def _start(self, port: str) -> str:
        command = [sys.executable, "-m", "clavilux", "studio", *map(str, self._arguments)]
        self._process = subprocess.Popen(
            [*command, "--no-browser", "--port", port, "--painter", "fake"],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        assert self._process.stdout
        told = []
        for line in self._process.stdout:
            told.append(line)
            if found := re.search(r"http://\S+", line):
                return found[0]
        self.stop()
        raise AssertionError("".join(told))

    @property
    def port(self) -> str:
        """Where it is."""
        return re.findall(r":(\d+)/", self.link)[0]

    @property
    def address(self) -> str:
        """Of the page, without its key."""
        return self.link.partition("/?")[0]

    def restore(self, request: Any) -> None:
        """Give the plan back as it was."""
        request.get(self.link)
        state = request.get(f"{self.address}/api/state").json()
        if state["plan"] != self.plan:
            change = {"base": state["revision"], "plan": self.plan}
            answer = request.put(f"{self.address}/api/plan", data=change, headers={"Origin": self.address})
            assert answer.ok, answer.text()

    def kill(self) -> None:
        """As a power cut does."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()

    def restart(self) -> None:
        """Begin anew at the same place."""
        self.link = self._start(self.port)

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STARTED)
        finally:
            self._process.kill()
            assert self._process.stdout
            self._process.stdout.close()


@pytest.fixture(scope="session")
def beat(tmp_path_factory):
    """12 s of drums with a bass that changes with the bar, that become louder half-way."""
    times = np.arange(int(SECONDS * RATE)) / RATE
    since, bar = times % (60 / TEMPO), times // (240 / TEMPO)
    kick = np.sin(2 * np.pi * 60 * since) * np.exp(-since / 0.08) * np.where(times % (240 / TEMPO) < 0.5, 1, 0.6)
    snare = np.random.default_rng(0).normal(size=times.size) * np.exp(-((times + 0.5) % 1) / 0.05) * 0.4
    bass = np.sin(2 * np.pi * 55 * 2 ** (np.array([0, 5, 7, 3])[bar.astype(int) % 4] / 12) * times) * 0.3
    sound = (kick + snare + bass) * np.where(times < SECONDS / 2, 0.3, 0.7)
    path = tmp_path_factory.mktemp("song") / "beat.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((sound * 20000).astype("<i2").tobytes())
    return path


@pytest.fixture(scope="session")
def chromium():
    """A browser without a window."""
    api = pytest.importorskip("playwright.sync_api", reason="needs Python's playwright: pip install playwright")
    if CHROMIUM is None:
        pytest.skip("needs a browser: apt install chromium, or name one by CHROMIUM")
    with api.sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def planned(chromium, beat, artwork, tmp_path_factory):
    """A studio with a plan of the song; tests give its plan back as it was."""
    studio = Studio(tmp_path_factory.mktemp("planned"), beat, artwork, "--project", "night")
    try:
        page = chromium.new_page()
        page.goto(studio.link)
        page.locator(".editor").wait_for(timeout=60_000)
        studio.plan = {**pages.plan(page), "size": [320, 180]}  # films and frames are soon made
        studio.restore(page.context.request)
        page.close()
        yield studio
    finally:
        studio.stop()


@pytest.fixture
def run(chromium):
    """Start a studio in a folder; it ends with the test."""
    begun = []

    def start(folder, *arguments):
        begun.append(Studio(folder, *arguments))
        return begun[-1]

    yield start
    for studio in begun:
        studio.stop()


@pytest.fixture
def copied(run, planned, tmp_path):
    """A studio of the test's own, of a project with a plan."""
    shutil.copytree(planned.folder / "night", tmp_path / "night", ignore=shutil.ignore_patterns("*.lock", "history"))
    return run(tmp_path, "night")


@pytest.fixture
def look(chromium):
    """Open a page of a studio; what goes wrong on it fails the test."""
    contexts, wrong = [], []

    def opened(studio, before=None, prepare=None, **options):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        context.set_default_timeout(PATIENT)
        contexts.append(context)
        if before:
            before(context.request)
        if prepare:
            prepare(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if "Security Policy" in message.text else None)
        page.goto(studio.link)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong


@pytest.fixture
def page(planned, look):
    """The editor of a plan that nobody has changed, with the picture of its first moment."""
    found = look(planned, before=planned.restore)
    pages.settled(found)
    return found
