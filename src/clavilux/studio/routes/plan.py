"""The routes of what is seen when: the state, changes of the plan, versions, choices."""

from __future__ import annotations

from dataclasses import dataclass

import anyio
import msgspec
from anyio import to_thread
from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import Response

from clavilux.errors import BadValue
from clavilux.studio.catalog import catalog
from clavilux.studio.replies import reply
from clavilux.studio.sockets import accepted
from clavilux.studio.studio import Studio

__all__ = ["add_plan_routes"]


@dataclass(frozen=True, slots=True)
class Named:
    """What a version is called."""

    name: str


class _Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of the plan."""

    base: int
    plan: msgspec.Raw


def add_plan_routes(app: FastAPI, studio: Studio) -> None:
    """Add them to an application."""
    session = studio.session

    @app.get("/api/state")
    def state() -> Response:
        return reply(studio.state())

    @app.websocket("/api/events")
    async def events(socket: WebSocket) -> None:
        async with accepted(socket):
            await _send_events(socket, studio)

    @app.put("/api/plan")
    async def put(request: Request) -> Response:
        change = _change(await request.body())
        await to_thread.run_sync(session.put, bytes(change.plan), change.base)
        return reply(await to_thread.run_sync(studio.state))

    @app.post("/api/undo")
    def undo() -> Response:
        session.undo()
        return reply(studio.state())

    @app.post("/api/redo")
    def redo() -> Response:
        session.redo()
        return reply(studio.state())

    @app.get("/api/versions")
    def versions() -> Response:
        return reply([version._asdict() for version in session.plans.versions()])

    @app.post("/api/versions")
    def keep(named: Named) -> Response:
        return reply(session.plans.keep(named.name)._asdict())

    @app.post("/api/versions/{key}/restore")
    def restore(key: str) -> Response:
        session.restore(key)
        return reply(studio.state())

    @app.get("/api/catalog")
    def choices() -> Response:
        return reply(catalog())


def _change(sent: bytes) -> _Change:
    try:
        return msgspec.json.decode(sent, type=_Change)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadValue('give {"base": REVISION, "plan": {...}}') from error


async def _send_events(socket: WebSocket, studio: Studio) -> None:
    """The state now and after every change, and how far the jobs are, until the page is closed."""
    async with anyio.create_task_group() as group:
        group.start_soon(_end_with, socket, group.cancel_scope)
        with studio.session.news.listening() as subscriber:
            await _send_state(socket, studio)
            while True:
                told = await subscriber.next()
                if told["kind"] == "state":
                    await _send_state(socket, studio)
                else:
                    await socket.send_text(msgspec.json.encode(told).decode())


async def _end_with(socket: WebSocket, scope: anyio.CancelScope) -> None:
    """End a scope when the page is closed; what it says is not heard."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass
    scope.cancel()


async def _send_state(socket: WebSocket, studio: Studio) -> None:
    state = await to_thread.run_sync(studio.state)
    await socket.send_text(msgspec.json.encode({"kind": "state", **state}).decode())
