"""Two windows on one project, and a server that is gone for a while."""

from studio.browser import pages


def note(page, text):
    page.get_by_role("textbox", name="Note").fill(text)
    page.get_by_role("textbox", name="Note").blur()


def test_what_one_window_changes_the_other_shows(page, planned, look):
    other = look(planned)
    pages.settled(other)
    note(page, "from the first window")
    other.locator("[role=option][aria-label*='from the first window']").wait_for()
    note(other, "and back")
    page.locator("[role=option][aria-label*='and back']").wait_for()


def test_a_change_upon_an_old_plan_is_not_kept_and_told(page, planned, look):
    other = look(planned)
    pages.settled(other)
    # The other's change arrives while this one is on its way.
    held = []
    page.route("**/api/plan", lambda route: held.append(route))
    note(page, "mine")
    page.wait_for_timeout(100)
    note(other, "the other's")
    pages.saved(other)
    held[0].continue_()
    page.locator(".toast", has_text="Another window").wait_for()
    assert pages.plan(page)["shots"][0]["note"] == "the other's"
    assert page.get_by_role("textbox", name="Note").input_value() == "the other's"


def test_a_change_is_kept_until_the_server_is_back(copied, look):
    page = look(copied)
    pages.settled(page)
    copied.kill()
    page.locator(".banner").wait_for()
    note(page, "while it was away")
    copied.restart()
    page.locator(".banner", has_text="link").wait_for()
    page.context.request.get(copied.link)  # as whoever opens the new link does
    page.locator(".banner").wait_for(state="detached")
    page.locator("[role=option][aria-label*='while it was away']").wait_for()
    assert pages.plan(page)["shots"][0]["note"] == "while it was away"


def test_a_film_goes_on_after_the_server_was_killed(copied, look):
    page = look(copied)
    pages.settled(page)
    pages.panel(page, "Film")
    page.get_by_role("button", name="Make the film").last.click()
    page.locator(".running progress").wait_for()
    page.wait_for_function("() => document.querySelector('.running progress')?.value > 0.2")
    copied.kill()
    page.locator(".banner").wait_for()
    copied.restart()
    page.context.request.get(copied.link)
    page.locator(".banner").wait_for(state="detached")
    page.get_by_role("button", name="Make the film").last.click()
    page.locator(".films li").wait_for(timeout=60_000)
    assert list(copied.folder.glob("*.mp4"))
