"""Playing: frames that are sent as fast as they are made, and no further ahead than they are seen."""

from __future__ import annotations

import asyncio
import struct

import anyio
import msgspec
from fastapi import WebSocket

from clavilux.studio.faults import line
from clavilux.studio.pictures import Pictures, Stretch

__all__ = ["play"]

AHEAD = 2.0
"""Seconds that are sent before they are seen, at most."""


class _Word(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """What the page says."""

    from_: float | None = None
    """Play from this second on."""
    at: float | None = None
    """This second is seen."""
    stop: bool = False


class _Player:
    """What one page plays."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self.frames: Stretch | None = None
        self.seen = self.sent = 0.0
        self.changed = asyncio.Event()

    def hear(self, word: _Word) -> None:
        """What the page says."""
        if (word.from_ is not None or word.stop) and self.frames:
            self._pictures.leave(self.frames)
            self.frames = None
        if word.from_ is not None:
            self.seen = self.sent = word.from_
            self.frames = self._pictures.stretch(word.from_)
        if word.at is not None:
            self.seen = max(self.seen, word.at)
        self.changed.set()

    @property
    def waits(self) -> bool:
        """Whether no frame is wanted now."""
        return self.frames is None or self.sent > self.seen + AHEAD


async def play(socket: WebSocket, pictures: Pictures) -> None:
    """Send a page what it plays until it goes.

    A message is the second of a frame, 8 bytes, a float of the little end, and its JPEG. After the last frame comes the
    text ``{"end": true}``; what goes wrong is ``{"error": ...}``.
    """
    player = _Player(pictures)
    async with anyio.create_task_group() as group:
        group.start_soon(_send, socket, player, pictures)
        try:
            while (message := await socket.receive())["type"] != "websocket.disconnect":
                player.hear(msgspec.json.decode(message.get("text") or "", type=_Word))
        except msgspec.DecodeError:
            await socket.close(1003, 'say {"from": SECOND}, {"at": SECOND} or {"stop": true}')
        group.cancel_scope.cancel()
    player.hear(_Word(stop=True))


async def _send(socket: WebSocket, player: _Player, pictures: Pictures) -> None:
    """Frames, as long as the page plays."""
    while True:
        if player.waits or player.frames is None:
            player.changed.clear()
            await player.changed.wait()
            continue
        frames = player.frames
        try:
            made = await asyncio.wrap_future(pictures.next(frames))
        except Exception as error:  # of a plan that cannot be shown, or of ours
            player.frames = None
            await socket.send_text(msgspec.json.encode({"error": line(error)}).decode())
            continue
        if player.frames is not frames:  # it plays something else now
            continue
        if made is None:
            player.frames = None
            await socket.send_text('{"end": true}')
        else:
            player.sent = made[0]
            await socket.send_bytes(struct.pack("<d", made[0]) + made[1])
