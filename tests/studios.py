"""Pages of a studio, as browsers would have them: without a socket."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi.testclient import TestClient
    from starlette.testclient import WebSocketTestSession

    from clavilux.studio.studio import Studio

__all__ = ["ORIGIN", "SMALL", "changed", "listening", "page", "settled", "stranger"]

SMALL: dict[str, Any] = {
    "imagine.painter": "fake",
    "imagine.genre": "techno",
    "listen.duration": 3.0,
    "listen.sections": "fixed",
    "listen.section": 1.5,
    "film.width": 96,
    "film.height": 64,
}
"""Of a recipe whose film is made in a second."""
ORIGIN = "http://127.0.0.1:2412"


def stranger(studio: Studio, **how: Any) -> TestClient:
    """A browser that has not entered."""
    from fastapi.testclient import TestClient

    from clavilux.studio.access import Access
    from clavilux.studio.app import create_app

    access = Access(app=create_app(studio), port=2412, token="t", **how)
    return TestClient(access, base_url=ORIGIN, headers={"origin": ORIGIN})


def page(studio: Studio) -> TestClient:
    """A browser that has."""
    client = stranger(studio)
    client.get("/?token=t")
    return client


def listening(client: TestClient, path: str, **how: Any) -> WebSocketTestSession:
    """A websocket of a page."""
    return client.websocket_connect(f"ws{ORIGIN.removeprefix('http')}{path}", **how)


def settled(client: TestClient) -> dict[str, Any]:
    """The state once all jobs are over."""
    for _ in range(1000):
        state: dict[str, Any] = client.get("/api/state").json()
        if all(job["state"] not in ("waiting", "running") for job in state["jobs"]):
            return state
        time.sleep(0.02)
    raise AssertionError("the jobs do not end")


def changed(client: TestClient, **values: Any) -> dict[str, Any]:
    """The state after some keys of the plan have changed."""
    state = client.get("/api/state").json()
    answer = client.put("/api/plan", json={"base": state["revision"], "plan": state["plan"] | values})
    assert answer.status_code == 200, answer.text
    new: dict[str, Any] = answer.json()
    return new
