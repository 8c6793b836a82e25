"""What tests ask of a page, in the words of its users."""

import re

SCREEN = ".screen canvas"
NOW = f"document.querySelector('{SCREEN}').toDataURL()"


def frame(page):
    """What is seen."""
    return page.evaluate(NOW)


def frame_after(page, before):
    """What is seen once it is another picture."""
    page.wait_for_function(f"before => {NOW} !== before", arg=before)
    return frame(page)


def settled(page):
    """What is seen once nothing is on its way."""
    saved(page)
    page.locator(".screen[aria-busy=false] canvas:not([data-shown='0'])").wait_for()
    return frame(page)


def saved(page):
    """Wait until nothing is on its way to the server."""
    page.evaluate("() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
    page.locator(".saved").filter(has_text=re.compile("^saved$")).wait_for(state="attached")


def plan(page):
    """As the server has it, once all is saved."""
    saved(page)
    return page.evaluate("fetch('/api/state').then((answer) => answer.json())")["plan"]


def shots(page):
    """The blocks on the timeline."""
    return page.locator("[role=listbox] [role=option]")


def panel(page, name):
    """Open one of the panels."""
    page.get_by_role("tab", name=name, exact=True).click()


def fold(page, title):
    """Open what is folded."""
    page.locator("summary", has_text=title).first.click()


def slide(page, label, value):
    """Give a slider another value, as a hand that lets go."""
    slider = page.get_by_role("slider", name=label, exact=True)
    slider.evaluate(
        "(element, value) => { element.value = value;"
        " for (const kind of ['input', 'change']) element.dispatchEvent(new Event(kind, { bubbles: true })); }",
        str(value),
    )


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
