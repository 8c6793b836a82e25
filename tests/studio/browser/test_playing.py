"""Picture and sound together."""

from studio.browser import pages


def second(page):
    minutes, seconds = page.locator(".clock strong").inner_text().split(":")
    return 60 * int(minutes) + float(seconds)


def shown(page):
    return int(page.locator(pages.SCREEN).get_attribute("data-shown"))


def test_it_plays_from_any_moment_until_it_is_paused(page):
    page.locator(".scrubber").click(position={"x": 500, "y": 60})
    start = second(page)
    assert start > 2
    before = shown(page)
    page.keyboard.press("Space")
    page.get_by_role("button", name="Pause").wait_for()
    page.wait_for_function(
        "before => Number(document.querySelector('.screen canvas').dataset.shown) > before + 10", arg=before
    )
    page.keyboard.press("Space")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    assert second(page) > start
    at = second(page)
    page.wait_for_timeout(300)
    assert second(page) == at


def test_an_edit_is_seen_while_it_plays(page):
    page.keyboard.press("Space")
    page.wait_for_function("() => Number(document.querySelector('.screen canvas').dataset.shown) > 5")
    pages.panel(page, "Effects")
    page.get_by_label("vignette is on").click()
    pages.saved(page)
    before = shown(page)
    page.wait_for_function(
        "before => Number(document.querySelector('.screen canvas').dataset.shown) > before + 5", arg=before
    )
    assert page.get_by_role("button", name="Pause").is_visible()


def test_it_stops_at_the_end_and_begins_anew(page):
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Pause").wait_for()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    assert second(page) > 11
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('.clock strong').textContent.startsWith('0:00')")


def test_the_space_bar_types_a_space_in_a_text(page):
    field = page.get_by_label("What you want to see")
    field.focus()
    page.keyboard.type("a b")
    assert field.input_value() == "a b"
    assert page.get_by_role("button", name="Play", exact=True).is_visible()
