"""Claim: a browser plays what it can play of our films: their length, and their first and last frame.

Every format, and what every shelf takes at its own size, is opened in headless Chromium. The first frame is red, the
last one blue. Needs the Python package playwright, and Chromium: ``CHROMIUM=/usr/bin/chromium``. *No* is a codec that
this browser does not know.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

from clavilux.media.formats import Format, formats
from clavilux.media.join import join
from clavilux.media.segments import write_segment
from clavilux.media.shelves import shelves
from clavilux.values import Audio, Image

RED, BLUE = (220, 20, 20), (20, 20, 220)
NEAR = 40
"""By which colours may differ."""
FPS = Fraction(24)
SECONDS = 3
VIDEO = """async (name) => {
    const blob = await (await fetch(name)).blob(), video = document.createElement('video');
    const played = new Promise(done => { video.onloadeddata = () => done(true); video.onerror = () => done(false); });
    document.body.replaceChildren(video);
    video.muted = true; video.src = URL.createObjectURL(blob);
    if (!await played || !video.videoWidth) return null;
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    const seen = async second => {
        const there = new Promise(done => video.requestVideoFrameCallback(done));  // seeked comes before it is seen
        video.currentTime = second; await there;
        canvas.drawImage(video, 0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const last = await seen(video.duration - 0.02), first = await seen(0.001);
    return [video.duration, first, last, [video.videoWidth, video.videoHeight]];
}"""
IMAGE = """async ([name, type]) => {
    const decoder = new ImageDecoder({data: await (await fetch(name)).arrayBuffer(), type});
    await decoder.tracks.ready; await decoder.completed;
    const count = decoder.tracks.selectedTrack.frameCount, canvas = new OffscreenCanvas(1, 1).getContext('2d');
    let length = 0, size = [];
    const colours = [];
    for (let frameIndex = 0; frameIndex < count; frameIndex++) {
        const frame = (await decoder.decode({frameIndex})).image;
        canvas.drawImage(frame, 0, 0, 1, 1);
        colours.push([...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3));
        length += frame.duration / 1e6; size = [frame.displayWidth, frame.displayHeight];
        frame.close();
    }
    return [length, colours[0], colours.at(-1), size];
}"""


class Quiet(SimpleHTTPRequestHandler):
    """Gives files, and says nothing."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def frames(size: tuple[int, int]) -> Iterator[Image]:
    """From red to blue."""
    for number in range(round(SECONDS * FPS)):
        share = number / (SECONDS * FPS - 1)
        colour = [(1 - share) * a + share * b for a, b in zip(RED, BLUE, strict=True)]
        yield np.full((size[1], size[0], 3), colour, np.uint8)


def film(folder: Path, name: str, form: Format, size: tuple[int, int], *, sound: bool) -> Path:
    """A film of one segment."""
    segment, path = folder / "segment.mp4", folder / f"{name}{form.suffix}"
    write_segment(frames(size), segment, name=name, fps=FPS, size=size, crf=18, form=form)
    tone = 0.1 * np.sin(np.arange(SECONDS * 44100) / 16).astype(np.float32)
    join(
        [segment], path, fps=FPS, audio=Audio(samples=np.stack([tone, tone]), rate=44100) if sound else None, form=form
    )
    return path


def told(seen: Any, size: tuple[int, int]) -> str:
    """A row's answers."""
    if seen is None:
        return "no | | | |"
    length, first, last, sides = seen
    right = [bool(np.abs(np.subtract(colour, meant)).max() < NEAR) for colour, meant in ((first, RED), (last, BLUE))]
    words = ["yes" if ok else "NO" for ok in (*right, tuple(sides) == size)]
    return f"yes | {length:.3f} | {' | '.join(words)} |"


def main() -> None:
    """Print the table."""
    cases = [(name, form, (320, 180), bool(form.sound)) for name, form in formats().items() if form.suffix]
    cases += [(shelf.name, shelf.form, shelf.sizes[0], shelf.sound) for shelf in shelves().values()]
    print(f"| film of {SECONDS} s | plays | length s | first frame | last frame | size |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=name))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"])
        page = browser.new_page()
        (Path(name) / "index.html").write_text("<title>films</title>")
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        for what, form, size, sound in cases:
            path = film(Path(name), what, form, size, sound=sound)
            image = f"image/{form.suffix[1:]}" if form.converter else None
            seen = page.evaluate(IMAGE, [path.name, image]) if image else page.evaluate(VIDEO, path.name)
            print(f"| {what} | {told(seen, size)}", flush=True)
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
