"""The timeline: cuts are moved, made and taken away, by hand and by keys."""

import pytest

from studio.browser import pages


def cuts(page):
    return [shot["start"] for shot in pages.plan(page)["shots"]]


def drag(page, cut, pixels, *, alt=False):
    box = page.locator(f"[aria-label='Cut before shot {cut}']").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    if alt:
        page.keyboard.down("Alt")
    page.mouse.down()
    page.mouse.move(x + pixels / 2, y)
    page.mouse.move(x + pixels, y)
    page.mouse.up()
    if alt:
        page.keyboard.up("Alt")


def test_shots_are_shown_with_their_times(page):
    plan = pages.plan(page)
    assert pages.shots(page).count() == len(plan["shots"])
    assert pages.shots(page).first.get_attribute("aria-label").startswith("Shot 1 opening, 0:00.0 to ")


def test_a_shot_is_chosen_where_one_looks(page):
    pages.shots(page).last.click()
    assert pages.shots(page).last.get_attribute("aria-selected") == "true"
    page.keyboard.press("Home")
    page.locator("[role=option][aria-posinset='1'][aria-selected=true]").wait_for()


def test_it_is_cut_at_the_playhead_and_joined_again(page):
    before = pages.plan(page)["shots"]
    pages.shots(page).first.click()
    count = len(before)
    page.keyboard.press("s")
    page.wait_for_function("count => document.querySelectorAll('[role=option]').length === count + 1", arg=count)
    first, second = pages.plan(page)["shots"][:2]
    assert first["end"] == second["start"]
    assert (first["from"], first["to"]) == (second["from"], second["to"])
    assert second["begin"] == pytest.approx(first.get("begin", 0) + first["travel"]["amount"])
    assert first["framing"]["end"] == second["framing"]["start"]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("j")
    page.wait_for_function("count => document.querySelectorAll('[role=option]').length === count", arg=count)
    joined = pages.plan(page)["shots"]
    assert [shot["end"] for shot in joined] == [shot["end"] for shot in before]
    assert joined[0]["travel"]["amount"] == pytest.approx(before[0]["travel"]["amount"])
    assert joined[0]["framing"]["end"] == before[0]["framing"]["end"]


def test_a_shot_that_is_taken_out_leaves_no_gap(page):
    pages.shots(page).last.click()
    page.keyboard.press("s")
    end, count = pages.plan(page)["shots"][-1]["end"], pages.shots(page).count()
    page.keyboard.press("Delete")
    page.wait_for_function("count => document.querySelectorAll('[role=option]').length === count - 1", arg=count)
    assert pages.plan(page)["shots"][-1]["end"] == end


def test_a_shot_is_carried_to_another_ones_place(page):
    before = pages.plan(page)["shots"]
    first, last = pages.shots(page).first.bounding_box(), pages.shots(page).last.bounding_box()
    page.mouse.move(first["x"] + 60, first["y"] + 30)
    page.mouse.down()
    page.mouse.move(last["x"] + 30, last["y"] + 30, steps=3)
    page.locator(".shot.held-to").wait_for()
    page.mouse.up()
    after = pages.plan(page)["shots"]
    assert [shot["end"] for shot in after] == [shot["end"] for shot in before]
    assert (after[0]["id"], after[-1]["id"]) == (before[-1]["id"], before[0]["id"])
    page.locator("[role=option][aria-selected=true]:last-child").wait_for()


def test_a_cut_snaps_to_bars_unless_alt_is_held(page):
    pages.shots(page).first.click(position={"x": 100, "y": 30})
    page.keyboard.press("s")
    page.locator("[aria-label='Cut before shot 2']").wait_for()
    hearing = page.evaluate("fetch('/api/hearing').then((answer) => answer.json())")
    assert hearing["sure"]
    drag(page, 2, 37)
    assert min(abs(cuts(page)[1] - bar) for bar in hearing["downbeats"]) < 1e-6
    drag(page, 2, 23, alt=True)
    assert min(abs(cuts(page)[1] - bar) for bar in hearing["downbeats"]) > 0.01


def test_a_cut_is_moved_by_keys(page):
    pages.shots(page).first.click(position={"x": 100, "y": 30})
    page.keyboard.press("s")
    page.locator("[aria-label='Cut before shot 2']").wait_for()
    before = cuts(page)[1]
    page.keyboard.press(".")
    page.wait_for_timeout(100)
    later = cuts(page)[1]
    page.keyboard.press(",")
    page.wait_for_timeout(100)
    assert cuts(page)[1] < later
    assert later > before


def test_zooming_keeps_the_playhead_in_sight(page):
    pages.shots(page).last.click()
    for _ in range(4):
        page.keyboard.press("+")
    page.locator(".overview").wait_for()
    head, seen = page.locator(".playhead").bounding_box(), page.locator(".scroller").bounding_box()
    assert seen["x"] <= head["x"] <= seen["x"] + seen["width"]
    page.get_by_role("button", name="Further away").click()
    page.get_by_role("button", name="Closer").click()
    page.locator(".overview").wait_for()
    page.keyboard.press("0")
    page.locator(".overview").wait_for(state="detached")


def test_a_part_is_marked_and_made_alone(page):
    orders = []

    def ordered(route):
        orders.append(route.request.post_data_json)
        route.fulfill(json=[])

    page.route("**/api/renders", ordered)
    strip = page.locator(".scrubber").bounding_box()
    page.keyboard.down("Shift")
    page.mouse.move(strip["x"] + 200, strip["y"] + 80)
    page.mouse.down()
    page.mouse.move(strip["x"] + 600, strip["y"] + 80, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    band = page.locator(".marked")
    assert band.bounding_box()["width"] == pytest.approx(400, abs=20)
    pages.panel(page, "Film")
    page.get_by_role("button", name="Make the part").click()
    page.get_by_role("slider", name="End of the marked part").press("ArrowRight")
    page.get_by_role("button", name="A loop").click()
    page.get_by_text("Reels", exact=True).click()
    page.get_by_role("button", name="Make the loop").click()
    page.wait_for_timeout(100)
    part, loop = orders
    assert part["stretch"][0] < part["stretch"][1] < loop["stretch"][1]
    assert (part["loop"], loop["loop"]) == (False, True)
    assert (part["shelves"], loop["shelves"]) == ([], ["reels"])
    page.get_by_role("button", name="All of it").click()
    band.wait_for(state="detached")


def test_a_part_is_marked_by_keys_and_by_shots(page):
    page.keyboard.press("Home")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("i")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("o")
    start, end = (float(page.locator(f".marked-{name}").get_attribute("aria-valuenow")) for name in ("start", "end"))
    assert 0 < start < end < 12
    shots = pages.plan(page)["shots"]
    pages.shots(page).first.click(position={"x": 60, "y": 30})
    pages.shots(page).nth(1).click(position={"x": 60, "y": 30}, modifiers=["Shift"])
    page.wait_for_function(
        f"() => Math.abs(document.querySelector('.marked-end').ariaValueNow - {shots[1]['end']}) < 0.01"
    )
    assert float(page.locator(".marked-start").get_attribute("aria-valuenow")) == 0
