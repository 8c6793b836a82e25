"""Whoever cannot see well, or uses no mouse: axe-core finds no serious fault on any view."""

from importlib.resources import files

import pytest

from studio.browser import pages

pytest.importorskip("axe_playwright_python")
AXE = files("axe_playwright_python") / "axe.min.js"
SERIOUS = {"serious", "critical"}
VIEWS = ["Shot", "Effects", "Lanes", "Words", "Film"]


def faults(page, **options):
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE.read_text())
    found = page.evaluate("(options) => axe.run(options)", options)["violations"]
    return [(fault["id"], node["html"]) for fault in found if fault["impact"] in SERIOUS for node in fault["nodes"]]


@pytest.mark.parametrize(("scheme", "rules"), [("dark", {}), ("light", {"runOnly": ["color-contrast"]})])
def test_no_view_has_a_serious_fault(planned, look, scheme, rules):
    page = look(planned, before=planned.restore, color_scheme=scheme)
    pages.settled(page)
    for view in VIEWS:
        pages.panel(page, view)
        for summary in page.locator(".panel summary").all()[:4]:
            if not summary.evaluate("(element) => element.parentElement.open"):
                summary.click()
        page.wait_for_timeout(200)  # colours change gently
        assert not faults(page, **rules), view


def test_neither_has_the_table_of_keys(page):
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
    assert not faults(page)
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")


def test_neither_has_an_open_lane_or_a_phone(planned, look):
    page = look(planned, before=planned.restore, viewport={"width": 390, "height": 844})
    pages.settled(page)
    pages.panel(page, "Lanes")
    page.get_by_role("button", name="Draw one").click()
    page.locator(".lane-points circle").first.wait_for()
    assert not faults(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_neither_has_the_empty_page(run, look, tmp_path):
    page = look(run(tmp_path))
    page.locator(".preset").first.wait_for()
    assert not faults(page)


def test_all_is_reached_by_the_keyboard(page):
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
            )
        )
    assert {"Play", "Moment of the film", "Shots", "Zoom of the timeline", "Shot", "Paint another"} <= seen


def test_who_wants_less_motion_gets_none(planned, look):
    page = look(planned, reduced_motion="reduce")
    pages.settled(page)
    assert page.locator(".shot").first.evaluate(
        "(element) => getComputedStyle(element, '::after').transitionDuration"
    ) in ("0s", "1e-06s")
