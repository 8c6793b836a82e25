"""Two windows on one project, what other programs do to it, and a server that is gone for a while."""

import shutil

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
    told = page.locator(".toast", has_text="Another window has changed the film")
    told.wait_for()
    assert pages.plan(page)["shots"][0]["note"] == "the other's"
    assert page.get_by_role("textbox", name="Note").input_value() == "the other's"
    page.unroute("**/api/plan")
    told.get_by_role("button", name="Take mine instead").click()
    other.locator("[role=option][aria-label*='mine']").wait_for()
    page.keyboard.press("Control+z")
    other.locator('[role=option][aria-label*="the other\'s"]').wait_for()


def test_what_other_programs_do_is_shown_and_told(page, planned):
    folder = planned.folder / "night"
    plan = folder / "plan.json"
    note(page, "from here")
    pages.saved(page)
    plan.write_text(plan.read_text().replace("from here", "by hand"))
    page.locator(".toast", has_text="plan.json was changed by another program").wait_for()
    page.locator("[role=option][aria-label*='by hand']").wait_for()
    note(page, "goes on")
    assert pages.plan(page)["shots"][0]["note"] == "goes on"
    (picture,) = pages.plan(page)["pictures"].values()
    lost = planned.folder / "lost.jpg"
    shutil.move(picture["path"], lost)
    try:
        page.locator(".banner", has_text="is gone; put it back there, or drop it on the page again").wait_for()
    finally:
        shutil.move(lost, picture["path"])
    page.locator(".banner").wait_for(state="detached")


def test_what_was_changed_while_the_server_was_away_is_kept(copied, look):
    page = look(copied)
    pages.settled(page)
    note(page, "before")
    pages.saved(page)
    copied.kill()
    page.locator(".banner").wait_for()
    note(page, "first while it was away")
    note(page, "while it was away")
    copied.restart()
    page.locator(".banner", has_text="link").wait_for()
    # Whoever opens the new link in another tab finds the first one going on.
    page.context.request.get(copied.link)
    page.locator(".banner").wait_for(state="detached")
    assert pages.plan(page)["shots"][0]["note"] == "while it was away"
    copied.kill()
    page.locator(".banner").wait_for()
    page.get_by_role("textbox", name="Note").fill("typed and not left")
    copied.restart()
    page.goto(copied.link)  # in the same tab
    page.locator("[role=option][aria-label*='typed and not left']").wait_for()
    assert pages.plan(page)["shots"][0]["note"] == "typed and not left"
    for text in (
        "while it was away",
        "first while it was away",
        "before",
    ):  # what came before the restarts is undone, too
        page.keyboard.press("Control+z")
        page.locator(f"[role=option][aria-label*='{text}']").wait_for()


def test_what_cannot_be_kept_any_more_is_told(copied, look):
    page = look(copied)
    pages.settled(page)
    copied.kill()
    page.locator(".banner").wait_for()
    note(page, "mine")
    plan = copied.folder / "night" / "plan.json"
    plan.write_text(plan.read_text().replace('"crf": 18', '"crf": 30'))
    copied.restart()
    page.goto(copied.link)
    page.locator(".toast", has_text="Another program has changed plan.json").wait_for()
    assert pages.plan(page)["crf"] == 30


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
