"""The routes of what is seen: frames, keyframes, styles, and playing."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import Annotated, TypeVar

from fastapi import FastAPI, Query, Request, WebSocket
from fastapi.responses import Response

from clavilux.errors import UserError
from clavilux.studio.playing import play
from clavilux.studio.replies import FOR_GOOD, reply
from clavilux.studio.sockets import accepted
from clavilux.studio.studio import Studio

__all__ = ["add_picture_routes"]

T = TypeVar("T")

LOOK = 0.1
"""Seconds after which it is seen again whether somebody still waits for a picture."""


def add_picture_routes(app: FastAPI, studio: Studio) -> None:
    """Add them to an application."""
    pictures = studio.pictures

    @app.get("/api/frame")
    async def frame(request: Request, second: Annotated[float, Query(ge=0, le=86400)], revision: int = 0) -> Response:  # noqa: ARG001 (it tells one address from another)
        begins, image = await _wanted(request, pictures.still(second))
        return Response(image, media_type="image/jpeg", headers={"x-frame-second": repr(begins)})

    @app.get("/api/keyframes/{name}.jpg")
    async def keyframe(request: Request, name: str, key: str = "") -> Response:
        image = await _wanted(request, pictures.keyframe(name))
        return Response(image, media_type="image/jpeg", headers=FOR_GOOD if key else {})

    @app.get("/api/keyframes/{name}/own")
    def own(name: str) -> Response:
        return reply({"file": pictures.own_file(name)})

    @app.get("/api/styles/{style}.jpg")
    async def style(
        request: Request,
        style: str,
        picture: str,
        strength: Annotated[float | None, Query(ge=0, le=1)] = None,
        seed: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    ) -> Response:
        image = await _wanted(request, pictures.styled(style, picture, strength=strength, seed=seed))
        return Response(image, media_type="image/jpeg", headers=FOR_GOOD)

    @app.websocket("/api/play")
    async def playing(socket: WebSocket) -> None:
        async with accepted(socket):
            await play(socket, pictures)


async def _wanted(request: Request, made: Future[T]) -> T:
    """What is made, unless nobody waits for it any more."""
    coming = asyncio.wrap_future(made)
    while not (await asyncio.wait({coming}, timeout=LOOK))[0]:
        if await request.is_disconnected():
            coming.cancel()
            raise UserError("nobody waits for it any more")
    return coming.result()
