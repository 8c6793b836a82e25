"""A song of 20 minutes with 400 shots is as fluid as a short one."""

import json
import math
from typing import Any

import pytest

SECONDS, SHOTS, RATE = 1200.0, 400, 50
LONGEST = 100
"""Milliseconds from a key or a hand's move to the page's next picture: the best of some, as others use the machine."""
TRIES = 6
TIMED = """
async (act) => {
  const before = performance.now();
  eval(act);
  await new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
  return performance.now() - before;
}
"""
KEY = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '%s', bubbles: true }))"
SCROLL = "document.querySelector('.scroller').scrollLeft += 500"
DRAG = """
  const border = document.querySelector('.shots .border[tabindex="0"]'), box = border.getBoundingClientRect();
  const event = (kind, x) => new PointerEvent(kind, { clientX: x, clientY: box.y, pointerId: 1, bubbles: true });
  const at = (kind, x) => border.dispatchEvent(event(kind, x));
  border.setPointerCapture = border.hasPointerCapture = () => true;
  at('pointerdown', box.x); at('pointermove', box.x + 9); at('pointerup', box.x + 9);
"""
CLOSE = ["+"] * 8
DEEDS = {
    "choose": ([], KEY % "ArrowDown"),
    "step": ([], KEY % "ArrowRight"),
    "zoom": ([], KEY % "+"),
    "scroll": (CLOSE, SCROLL),
    "cut": (["ArrowDown", "ArrowRight"], KEY % "s"),
    "drag": (["ArrowDown"], DRAG),
    "whole": (CLOSE, KEY % "0"),
}
"""What is pressed before each, and what is done."""


def long_plan(plan):
    length, count = SECONDS / SHOTS, SHOTS // 4
    shots = [
        {
            **plan["shots"][0],
            "id": f"s{number}",
            "start": number * length,
            "end": (number + 1) * length,
            "from": f"k{number // 4}",
            "to": f"k{number // 4 + 1}",
            "note": "closer, part B",
        }
        for number in range(SHOTS)
    ]
    keyframes = {f"k{number}": {"picture": "art", "style": "bauhaus", "seed": number} for number in range(count + 1)}
    return {**plan, "shots": shots, "keyframes": keyframes}


@pytest.fixture
def long(planned, look):
    """The page with a plan that no server knows."""
    state: dict[str, Any] = {
        "kind": "state",
        "revision": 1,
        "plan": long_plan(planned.plan),
        "can_undo": True,
        "can_redo": False,
        "project": "x",
        "song": {"name": "x", "title": "Long", "artist": None, "duration": SECONDS},
        "pictures": [],
        "problems": [],
        "heard": True,
        "jobs": [],
        "films": [],
        "version": "",
        "painter": "fake",
    }
    high = [abs(math.sin(second / 9)) for second in range(int(SECONDS * RATE))]
    beats = [beat / 2 for beat in range(int(SECONDS * 2))]
    hearing = {
        "duration": SECONDS,
        "heard": True,
        "sure": True,
        "tempo": 120,
        "genre": None,
        "beats": beats,
        "downbeats": beats[::4],
        "sections": [],
        "waveform": {"rate": RATE, "low": [-value for value in high], "high": high},
    }

    def put(route):
        state.update(revision=state["revision"] + 1, plan=json.loads(route.request.post_data)["plan"])
        route.fulfill(json=state)

    def prepare(context):
        context.route("**/api/hearing", lambda route: route.fulfill(json=hearing))
        context.route("**/api/lanes", lambda route: route.fulfill(json={}))
        context.route("**/api/plan", put)
        context.route("**/api/frame*", lambda route: route.abort())
        context.route("**/api/keyframes/**", lambda route: route.abort())
        context.route_web_socket("**/api/events", lambda socket: socket.send(json.dumps(state)))

    page = look(planned, prepare=prepare, bypass_csp=True)
    page.locator(".saved", has_text="saved").wait_for()
    page.locator("[role=option]").nth(SHOTS - 1).wait_for()
    return page


def test_what_one_does_is_seen_at_once(long):
    took: dict[str, list[float]] = {deed: [] for deed in DEEDS}
    for deed, (before, act) in DEEDS.items():
        for _ in range(TRIES):
            for key in before:
                long.keyboard.press(key)
            took[deed].append(long.evaluate(TIMED, act))
    assert all(min(times) < LONGEST for times in took.values()), took


def test_only_what_is_seen_is_there(long):
    for _ in range(12):
        long.keyboard.press("+")
    long.wait_for_function("() => document.querySelectorAll('[role=option]').length < 60")
