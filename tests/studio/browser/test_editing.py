"""Each kind of thing is changed, and the frame with it; and all is undone."""

import pytest
from PIL import Image

from studio.browser import pages


def another_seed(page, artwork):
    page.get_by_role("button", name="Paint another").click()


def another_style(page, artwork):
    pages.fold(page, "Style")
    page.get_by_role("button", name="Woodcut").click()


def own_picture(page, artwork):
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Use my own").click()
    chooser.value.set_files(artwork)


def closer(page, artwork):
    pages.slide(page, "Begins at", 2)


def mirrored(page, artwork):
    page.get_by_label("Mirrored").click()


def dragged_frame(page, artwork):
    frame = page.locator(".frame.start")
    pages.slide(page, "Begins at", 2)
    pages.plan(page)
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2 + 20, steps=3)
    page.mouse.up()


def effect_off(page, artwork):
    pages.panel(page, "Effects")
    page.get_by_label("vignette is on").click()


def effect_changed(page, artwork):
    pages.panel(page, "Effects")
    pages.fold(page, "Vignette")
    pages.slide(page, "Amount", 0.9)


def effect_added(page, artwork):
    pages.panel(page, "Effects")
    page.get_by_role("button", name="Kaleidoscope").click()


def lane_instead_of_number(page, artwork):
    pages.panel(page, "Effects")
    pages.fold(page, "Vignette")
    page.get_by_label("Amount follows").last.select_option("travel")


def title(page, artwork):
    pages.panel(page, "Words")
    page.get_by_label("Shown at the beginning").fill("The night\nSomebody")
    page.get_by_label("Shown at the beginning").blur()
    page.get_by_label("Start", exact=True).wait_for()
    pages.slide(page, "Start", 0)


EDITS = [
    another_seed,
    another_style,
    own_picture,
    closer,
    mirrored,
    dragged_frame,
    effect_off,
    effect_changed,
    effect_added,
]
EDITS += [lane_instead_of_number, title]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_an_edit_changes_the_frame(edit, page, artwork):
    pages.shots(page).first.click(position={"x": 60, "y": 30})
    pages.settled(page)
    before = pages.frame(page)
    edit(page, artwork)
    pages.frame_after(page, before)


def test_a_transition_changes_where_a_shot_begins(page):
    pages.shots(page).last.click(position={"x": 8, "y": 30})
    pages.settled(page)
    before = pages.frame(page)
    pages.fold(page, "Transition")
    page.get_by_label("Takes over by").select_option("luma-wipe")
    pages.slide(page, "Duration", 3)
    pages.frame_after(page, before)
    assert pages.plan(page)["shots"][-1]["transition"] == {"use": "luma-wipe", "duration": 3}


def test_a_lane_that_is_muted_moves_nothing_until_it_is_put_back(page):
    source = pages.plan(page)["lanes"]["pulse"]
    pages.panel(page, "Lanes")
    page.get_by_label("pulse is on").click()
    assert pages.plan(page)["lanes"]["pulse"] == {"use": "points", "points": [[0, 0]], "shape": "line"}
    page.get_by_label("pulse is on").click()
    assert pages.plan(page)["lanes"]["pulse"] == source


def test_a_lane_is_drawn_by_hand(page):
    pages.panel(page, "Lanes")
    page.get_by_role("button", name="Draw one").click()
    strip = page.locator(".lane-points")
    box = strip.bounding_box()
    page.mouse.click(box["x"] + 200, box["y"] + 5)
    page.wait_for_function("() => document.querySelectorAll('.lane-points circle').length === 3")
    points = pages.plan(page)["lanes"]["drawn-1"]["points"]
    assert len(points) == 3
    assert points[1][1] > 0.9
    page.locator(".lane-points circle").nth(1).press("ArrowDown")
    assert pages.plan(page)["lanes"]["drawn-1"]["points"][1][1] == pytest.approx(points[1][1] - 0.05)
    page.locator(".lane-points circle").nth(1).dblclick()
    assert len(pages.plan(page)["lanes"]["drawn-1"]["points"]) == 2
    page.get_by_label("let it move").last.select_option("vignette · amount")
    assert pages.plan(page)["effects"][-1]["amount"] == {"lane": "drawn-1", "amount": 0.2}


def test_an_effect_that_is_off_is_remembered(page):
    before = pages.plan(page)["effects"]
    pages.panel(page, "Effects")
    page.get_by_label("camera is on").click()
    assert "camera" not in [effect["use"] for effect in pages.plan(page)["effects"]]
    page.reload()
    pages.panel(page, "Effects")
    page.get_by_label("camera is on").click()
    assert pages.plan(page)["effects"] == before


def test_a_picture_that_others_share_is_changed_for_one_shot_alone(page):
    pages.shots(page).first.click(position={"x": 60, "y": 30})
    page.keyboard.press("s")
    page.get_by_text("This picture is seen in").wait_for()
    page.get_by_role("button", name="Only for this shot").click()
    page.get_by_role("button", name="Paint another").click()
    plan = pages.plan(page)
    first, second = plan["shots"][:2]
    assert first["to"] != second["to"]
    assert plan["keyframes"][first["to"]]["seed"] != plan["keyframes"][second["to"]]["seed"]


def test_a_locked_picture_is_left_alone_until_it_is_unlocked(page, artwork):
    pages.shots(page).first.click(position={"x": 60, "y": 30})
    before = pages.plan(page)
    name = before["shots"][0]["to"]
    page.get_by_role("button", name="Lock this picture").click()
    page.get_by_text("This picture is locked").wait_for()
    assert pages.plan(page)["keyframes"][name]["lock"]["painter"] == before["painter"]
    assert not page.get_by_role("button", name="Paint another").count()
    page.locator("[role=option][aria-selected=true] .shot-lock").wait_for()
    pages.drop(page, (artwork, "image/jpeg"), on=".transport")
    page.locator(".toast.wrong", has_text="is locked").wait_for()
    page.get_by_role("button", name="Unlock").click()
    assert pages.plan(page) == before


def test_pictures_that_are_dropped_together_go_to_one_shot_each(page, tmp_path):
    pages.shots(page).first.click(position={"x": 60, "y": 30})
    before = pages.plan(page)
    files = [tmp_path / f"{name}.png" for name in ("one", "two")]
    for level, file in enumerate(files):
        Image.new("RGB", (64, 36), (90 * level, 40, 200)).save(file)
    pages.drop(page, *[(file, "image/png") for file in files], on=".transport")
    page.locator(".toast", has_text="move to them now").wait_for()
    plan = pages.plan(page)
    shown = [plan["keyframes"][shot["to"]]["picture"] for shot in plan["shots"]]
    assert shown == ["one", "two", *[before["keyframes"][shot["to"]]["picture"] for shot in before["shots"][2:]]]
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.querySelector('[aria-label=Redo]').disabled === false")
    assert pages.plan(page) == before  # both in one step


def test_words_are_tapped_in_time(page):
    pages.panel(page, "Words")
    page.get_by_label("Lyrics, a line each").fill("first line\n\nsecond line\nnot sung")
    page.get_by_role("button", name="Tap them in time").click()
    page.locator(".tapping").wait_for()
    page.wait_for_timeout(700)
    page.keyboard.press("Space")
    page.wait_for_timeout(700)
    page.keyboard.press("Space")
    page.get_by_role("button", name="That is all").click()
    (lyrics,) = [effect for effect in pages.plan(page)["effects"] if effect["use"] == "lyrics"]
    first, second = lyrics["lines"]
    assert (first["text"], second["text"]) == ("first line", "second line")
    assert first["start"] < second["start"] == first["end"] < second["end"]


def test_what_is_wrong_is_told_and_not_kept(page):
    before = pages.plan(page)
    page.route(
        "**/api/plan", lambda route: route.continue_(post_data=route.request.post_data.replace('"seed":', '"sed":'))
    )
    page.get_by_role("textbox", name="Note").fill("another note")
    page.get_by_role("textbox", name="Note").blur()
    page.locator(".toast.wrong").wait_for()
    assert pages.plan(page) == before
    assert page.get_by_role("textbox", name="Note").input_value() == before["shots"][0]["note"]


def test_all_is_undone_and_done_again(copied, look):
    page = look(copied)
    pages.settled(page)
    before, first = pages.frame(page), pages.plan(page)
    page.get_by_label("Mirrored").click()
    pages.frame_after(page, before)
    page.keyboard.press("s")
    pages.panel(page, "Effects")
    page.get_by_label("vignette is on").click()
    last, changed = pages.plan(page), pages.settled(page)
    while page.get_by_role("button", name="Undo").is_enabled():
        page.keyboard.press("Control+z")
        page.wait_for_timeout(100)
    assert pages.plan(page) == first
    page.wait_for_function(f"before => {pages.NOW} === before", arg=before)
    while page.get_by_role("button", name="Redo").is_enabled():
        page.keyboard.press("Control+Shift+z")
        page.wait_for_timeout(100)
    assert pages.plan(page) == last
    page.wait_for_function(f"changed => {pages.NOW} === changed", arg=changed)
