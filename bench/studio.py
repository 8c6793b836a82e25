"""Claim: in the studio an edit that paints nothing is seen within 300 ms, and played within 2 s, in long songs too.

The server is asked as its page asks it, for pictures of 640x360 of the example, and of a song of 20 minutes that is
made of it. Told are seconds by the clock, and, as those grow where others use the machine, seconds of processor that
the server took with one thread; medians of five, but for what happens once. ``first frame``: nothing is painted yet.
``edit to frame``: another vignette. ``with an effect that remembers``: trails, whose run-up is made anew. ``edit to
play``: until three seconds of frames are there, painted before. ``edit to painting``: another seed of one picture.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, Request, build_opener

import numpy as np
from websockets.sync.client import connect

from clavilux.examples import ARTWORK, SONG
from clavilux.media.decode import decode

MINUTES = 20
SECONDS = 3.0
"""Of frames that are there before somebody plays."""
TIMES = 5
TICKS = os.sysconf("SC_CLK_TCK")


class Page:
    """Asks a studio as its page does."""

    def __init__(self, link: str, process: int) -> None:
        self.address, self._process = link.partition("/?")[0], process
        self._cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._cookies))
        self._opener.open(link).read()

    def ask(self, path: str, data: Any = None, method: str = "GET") -> bytes:
        """What a route answers."""
        body = None if data is None else json.dumps(data).encode()
        headers = {"Origin": self.address, "Content-Type": "application/json"}
        request = Request(self.address + path, body, headers, method=method)
        answer: bytes = self._opener.open(request).read()
        return answer

    def state(self) -> dict[str, Any]:
        """All that the page shows."""
        found: dict[str, Any] = json.loads(self.ask("/api/state"))
        return found

    def edit(self, **values: Any) -> None:
        """Change the plan."""
        state = self.state()
        self.ask("/api/plan", {"base": state["revision"], "plan": state["plan"] | values}, "PUT")

    def frame(self, second: float) -> None:
        """See a moment."""
        self.ask(f"/api/frame?second={second:.4f}&revision={self.state()['revision']}")

    def play(self, second: float) -> None:
        """Play until `SECONDS` are there."""
        cookie = "; ".join(f"{each.name}={each.value}" for each in self._cookies)
        with connect(
            self.address.replace("http", "ws") + "/api/play",
            additional_headers={"Cookie": cookie, "Origin": self.address},
            max_size=None,
        ) as socket:
            socket.send(json.dumps({"from": second, "revision": self.state()["revision"]}))
            while True:
                told = socket.recv()
                if isinstance(told, str):
                    raise RuntimeError(told)
                shown: float = struct.unpack("<d", told[:8])[0]
                if shown >= second + SECONDS - 0.1:
                    return
                socket.send(json.dumps({"at": max(second, shown - 1)}))

    def processor(self) -> float:
        """Seconds of it that the server has used."""
        fields = Path(f"/proc/{self._process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / TICKS

    def rest(self) -> None:
        """Wait until the server has made what somebody may want to play next."""
        used = -1.0
        while self.processor() - used > 0.02:
            used = self.processor()
            time.sleep(0.5)


@contextmanager
def studio(folder: Path, *arguments: object) -> Iterator[Page]:
    """A studio in a process of its own."""
    command = [sys.executable, "-m", "clavilux", "studio", *map(str, arguments), "--no-browser", "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    ) as process:
        assert process.stdout
        try:
            link = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))
            yield Page(link, process.pid)
        finally:
            process.terminate()


def took(page: Page, act: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the clock, and of processor."""
    begin, used = time.monotonic(), page.processor()
    act()
    return time.monotonic() - begin, page.processor() - used


def planned(page: Page) -> None:
    """Wait until there is a plan."""
    while not page.state()["plan"]:
        time.sleep(0.2)


def measured(page: Page, second: float) -> dict[str, tuple[float, float]]:
    """What is told of a studio that has just begun."""
    told = {"listen and plan": took(page, lambda: planned(page))}
    told["first frame"] = took(page, lambda: page.frame(second))
    effects = [effect for effect in page.state()["plan"]["effects"] if effect["use"] != "vignette"]

    def often(edit: Callable[[int], dict[str, Any]], see: Callable[[], None]) -> tuple[float, float]:
        found = []
        for number in range(TIMES):
            page.rest()
            page.edit(**edit(number))
            found.append(took(page, see))
        return statistics.median(each[0] for each in found), statistics.median(each[1] for each in found)

    def vignette(number: int) -> dict[str, Any]:
        return {"effects": [*effects, {"use": "vignette", "amount": 0.1 + number / 20}]}

    def trails(number: int) -> dict[str, Any]:
        return {"effects": [*effects, {"use": "feedback", "amount": 0.5 + number / 20}]}

    def seed(number: int) -> dict[str, Any]:
        plan = page.state()["plan"]
        name = next(shot["to"] for shot in plan["shots"] if second < shot["end"])
        return {"keyframes": plan["keyframes"] | {name: plan["keyframes"][name] | {"seed": number}}}

    told["edit to frame"] = often(vignette, lambda: page.frame(second))
    told["with an effect that remembers"] = often(trails, lambda: page.frame(second))
    page.edit(**vignette(9))
    page.play(second)
    told["edit to play"] = often(vignette, lambda: page.play(second))
    told["edit to painting"] = often(seed, lambda: page.frame(second))
    return told


def long_song(folder: Path) -> Path:
    """The example, again and again."""
    song, path = decode(SONG), folder / "long.wav"
    once = (np.concatenate(list(song.blocks()), axis=1).T * 32767).astype("<i2").tobytes()
    with wave.open(str(path), "wb") as file:
        file.setparams((song.channels, 2, song.rate, 0, "NONE", ""))
        for _ in range(round(MINUTES * 60 / song.duration)):
            file.writeframes(once)
    return path


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        found = []
        for song, second in ((SONG, 12.0), (long_song(Path(name)), 612.0)):
            with studio(Path(name), song, ARTWORK, "--project", Path(name) / Path(song).stem) as page:
                found.append(measured(page, second))
    example, long = found
    print("| s | example | processor | 20 minutes | processor |\n|---|---|---|---|---|")
    for what in example:
        print(f"| {what} | {' | '.join(f'{seconds:.2f}' for each in (example, long) for seconds in each[what])} |")
    print(f"\nAt the end {os.getloadavg()[2]:.0f} programs wanted the machine's {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()
