"""A newcomer's way: from an empty page to a finished file."""

import pytest

from studio.browser import pages


@pytest.fixture
def empty(run, look, tmp_path):
    return look(run(tmp_path))


def test_from_an_empty_page_to_a_finished_film(empty, beat, artwork, tmp_path):
    page = empty
    assert page.get_by_role("button", name="Listen and plan").is_disabled()
    assert pages.drop(page, (beat, "audio/wav"), (artwork, "image/jpeg")) == [
        False,
        False,
    ]  # the browser does nothing itself
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
    pages.drop(page, (artwork, "image/jpeg"), on=".transport")
    page.locator(".toast", has_text="Shot 1 moves to").wait_for()
    assert pages.plan(page)["keyframes"]["k1"]["paint"] is False
    pages.drop(page, (beat, "audio/wav"), on=".topbar")
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
    pages.drop(empty, (path, "audio/mpeg"))
    empty.locator(".toast.wrong").wait_for()
    empty.clock.fast_forward(9000)
    empty.locator(".toast").wait_for(state="detached")
    assert empty.get_by_role("button", name="Listen and plan").is_disabled()


def test_what_was_wrong_is_not_told_any_more_once_it_is_mended(empty, tmp_path, beat, artwork):
    path = tmp_path / "song.mp3"
    path.write_bytes(b"no song at all" * 100)
    pages.drop(empty, (path, "audio/mpeg"))
    empty.locator(".toast.wrong").wait_for()
    pages.drop(empty, (beat, "audio/wav"), (artwork, "image/jpeg"))
    empty.locator(".thumbs img").wait_for()
    empty.locator(".toast.wrong").wait_for(state="detached")
    empty.get_by_role("button", name="away").click()
    empty.get_by_text("It needs a picture first.").wait_for()
