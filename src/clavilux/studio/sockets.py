"""Web sockets that pages open, and leave when they please."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import WebSocket, WebSocketDisconnect

__all__ = ["accepted"]


@asynccontextmanager
async def accepted(socket: WebSocket) -> AsyncIterator[None]:
    """Talk to a page; that it goes while something is sent to it only ends the block."""
    await socket.accept()
    try:
        yield
    except* WebSocketDisconnect:
        pass
