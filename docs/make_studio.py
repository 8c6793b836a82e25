"""The pictures of docs/studio.md: ``python docs/make_studio.py``.

They need ``pip install playwright`` and Chromium (``apt install chromium``, or name one by ``CHROMIUM``). The studio
opens the example, and is looked at as its users see it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from clavilux.examples import ARTWORK, SONG

DOCS = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
PATIENT = 300_000
"""Milliseconds that a painting may take."""
QUALITY = 72
DESK, PHONE = (1280, 800), (390, 844)


@contextmanager
def studio(folder: Path, *arguments: object) -> Iterator[str]:
    """A studio in a process of its own; the link to it."""
    command = [sys.executable, "-m", "clavilux", "studio", *map(str, arguments), "--no-browser", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        try:
            yield next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))
        finally:
            process.terminate()


def opened(browser: Browser, link: str, size: tuple[int, int], scheme: str) -> Page:
    """A page that has all its pictures."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="light" if scheme == "light" else "dark",
        device_scale_factor=1 if size == DESK else 2,
    )
    page = context.new_page()
    page.set_default_timeout(PATIENT)
    page.goto(link)
    return page


def painted(page: Page) -> None:
    """Wait until nothing that is seen is still to be painted."""
    page.wait_for_timeout(500)
    page.locator(".screen[aria-busy=false] canvas:not([data-shown='0'])").wait_for()
    page.wait_for_function(
        """() => [...document.querySelectorAll(".painted.pending")].every((picture) => {
            const box = picture.getBoundingClientRect();
            const end = picture.closest(".panel")?.getBoundingClientRect().bottom ?? innerHeight;
            return !picture.checkVisibility() || box.top > Math.min(end, innerHeight) || box.bottom < 0;
        })"""
    )
    page.wait_for_timeout(500)


def kept(page: Page, name: str) -> None:
    """Keep what is seen."""
    page.screenshot(path=DOCS / f"studio-{name}.jpg", type="jpeg", quality=QUALITY)


def empty(browser: Browser, folder: Path) -> None:
    """What a newcomer sees, with a song that was just dropped."""
    with studio(folder) as link:
        page = opened(browser, link, DESK, "dark")
        page.locator("input[type=file]").first.set_input_files(SONG)
        page.locator(".input.there").wait_for()
        page.locator(".wave").wait_for()
        page.locator(".preset").first.wait_for()
        page.wait_for_timeout(500)
        kept(page, "start")


def editor(browser: Browser, folder: Path) -> None:
    """The gallery of styles, a lane drawn by hand, and a phone."""
    with studio(folder, SONG, ARTWORK) as link:
        page = opened(browser, link, DESK, "dark")
        page.locator("[role=option]").nth(2).click()
        painted(page)
        page.locator("summary", has_text="Style").click()
        painted(page)
        kept(page, "editor")
        phone = opened(browser, link, PHONE, "dark")
        phone.locator("[role=option]").nth(2).click()
        painted(phone)
        kept(phone, "phone")
        light = opened(browser, link, DESK, "light")
        light.get_by_role("tab", name="Lanes").click()
        light.get_by_role("button", name="Draw one").click()
        strip = light.locator(".lane-points").bounding_box()
        assert strip
        for across, down in ((0.2, 0.8), (0.33, 0.15), (0.6, 0.4), (0.68, 0.1), (0.92, 0.85)):
            light.mouse.click(strip["x"] + across * DESK[0], strip["y"] + down * strip["height"])
            light.wait_for_timeout(300)
        light.locator("summary", has_text="Pulse").click()
        painted(light)
        kept(light, "lanes")


def main() -> None:
    """All of them."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        for make in (empty, editor):
            place = Path(folder) / make.__name__
            place.mkdir()
            make(browser, place)
        browser.close()


if __name__ == "__main__":
    main()
