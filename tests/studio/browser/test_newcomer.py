"""A newcomer's way: from an empty page to a finished file."""

import pytest

from studio.browser import pages


def drop(page, *files, on=".topbar"):
    """Drop files on the page, as from the desktop; anywhere."""
    data = page.evaluate_handle("() => new DataTransfer()")
    for path, kind in files:
        data.evaluate(
            "(data, [name, kind, bytes]) => data.items.add(new File([new Uint8Array(bytes)], name, { type: kind }))",
            [path.name, kind, list(path.read_bytes())],
        )
    return [
        page.locator(on).evaluate(
            "(element, [kind, data]) => element.dispatchEvent("
            "new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }))",
            [event, data],
        )
        for event in ("dragover", "drop")
    ]


@pytest.fixture
def empty(run, look, tmp_path):
    return look(run(tmp_path))


def test_from_an_empty_page_to_a_finished_film(empty, beat, artwork, tmp_path):
    page = empty
    assert page.get_by_role("button", name="Listen and plan").is_disabled()
    assert drop(page, (beat, "audio/wav"), (artwork, "image/jpeg")) == [False, False]  # the browser does nothing itself
    page.locator(".input.there").nth(1).wait_for()
    page.locator(".wave").wait_for()
    page.get_by_text("Calm", exact=True).click()
    page.get_by_role("button", name="Square").click()
    page.get_by_role("button", name="Listen and plan").click()
    page.locator(".editor").wait_for(timeout=60_000)
    pages.settled(page)
    page.keyboard.press("Control+z")  # also that there is a film
    page.locator(".start").wait_for()
    page.get_by_role("button", name="Redo").click()
    page.locator(".editor").wait_for()
    assert pages.plan(page)["size"] == [1080, 1080]
    drop(page, (artwork, "image/jpeg"), on=".transport")
    page.locator(".toast", has_text="Shot 1 moves to").wait_for()
    assert pages.plan(page)["keyframes"]["k1"]["paint"] is False
    drop(page, (beat, "audio/wav"), on=".topbar")
    page.locator(".toast", has_text="This film has its song").wait_for()
    page.get_by_role("button", name="Make the film").first.click()
    page.get_by_label("Draft").click()
    page.get_by_role("button", name="Make a draft").click()
    page.locator(".films li").wait_for(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.path().stat().st_size > 10_000
    assert list(tmp_path.glob("*.mp4"))


def test_what_is_no_song_is_told(empty, tmp_path):
    path = tmp_path / "song.mp3"
    path.write_bytes(b"no song at all" * 100)
    empty.clock.install()
    drop(empty, (path, "audio/mpeg"))
    empty.locator(".toast.wrong").wait_for()
    empty.clock.fast_forward(9000)
    empty.locator(".toast").wait_for(state="detached")
    assert empty.get_by_role("button", name="Listen and plan").is_disabled()
