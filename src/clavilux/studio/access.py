"""Access: who may talk to the server, and what browsers may do with what it sends."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import anyio
import msgspec

__all__ = ["Access", "Refusal"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

UPLOADS = {"/api/song", "/api/pictures"}
"""What counts its bytes itself, as they come."""
MOST = 11_000_000
"""Bytes that are sent to all else, at most: a plan's, and a little more."""
SAFE = {"GET", "HEAD", "OPTIONS"}
"""Methods that change nothing."""
OWN = {"same-origin", "none"}
"""What browsers call a request of our own page, and one that the user typed (Sec-Fetch-Site)."""
WRONG_PASSWORD = 1.0
"""Seconds that a wrong password takes, so that nobody tries many."""
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
"""Of the page: nothing comes from elsewhere, and neither scripts nor styles stand in it."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
"""Of every answer that says nothing else."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered."""

    status: int
    why: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Lets in whoever has the token or, where the studio is shared, the password; an ASGI middleware.

    Host and Origin are compared with what the server is, so that no page of another site can talk to it, whatever name
    it gives to this machine.

    Parameters
    ----------
    app : ASGI application
        What lies behind.
    port : int
        Where the server listens.
    password : str, optional
        Given where the studio is shared: it is reached by any name then.
    token : str
        What the link has; drawn when left out.
    """

    app: App
    port: int
    password: str | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = _headers(scope)
        refusal = self._foreign(scope, headers)
        if refusal is None and not self._is_known(headers):
            if scope["type"] == "http" and scope["path"] == "/" and await self._may_enter(scope, headers):
                await _answer(send, 303, b"", [(b"location", b"/"), (b"set-cookie", self._cookie(headers))])
                return
            refusal = self._stranger()
        refusal = refusal or _unbounded(scope, headers)
        if refusal is None:
            await self.app(scope, receive, self._with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": refusal.why})
        else:
            body = msgspec.json.encode({"error": refusal.why, "place": None})
            kind = (b"content-type", b"application/json")
            await _answer(send, refusal.status, body, [kind, *refusal.headers])

    @property
    def cookie(self) -> str:
        """Its name: cookies of one machine do not know ports."""
        return f"clavilux-{self.port}"

    def _foreign(self, scope: Scope, headers: dict[str, str]) -> Refusal | None:
        """Whether another site's page, or another name of this machine, asks."""
        host = headers.get("host", "")
        names = {f"{name}:{self.port}" for name in ("127.0.0.1", "localhost")}
        if self.password is None and host not in names:
            return Refusal(421, f"this studio is at http://127.0.0.1:{self.port}/; open that")
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE
        origin = headers.get("origin")
        own = origin in (f"http://{host}", f"https://{host}")
        if (changes and not own) or (origin is not None and not own):
            return Refusal(403, "another site's page may not ask this; use the studio's own")
        if headers.get("sec-fetch-site", "none") not in OWN and scope["path"] != "/":
            return Refusal(403, "another site's page may not ask this; use the studio's own")
        return None

    def _is_known(self, headers: dict[str, str]) -> bool:
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        return self.cookie in cookies and _same(cookies[self.cookie].value, self.token)

    async def _may_enter(self, scope: Scope, headers: dict[str, str]) -> bool:
        """Whether the link has the token, or the browser the password."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if _same(given, self.token):
            return True
        if self.password is None or "authorization" not in headers:
            return False
        if _same(_password(headers["authorization"]), self.password):
            return True
        await anyio.sleep(WRONG_PASSWORD)
        return False

    def _stranger(self) -> Refusal:
        if self.password is None:
            return Refusal(401, "open the link that 'clavilux studio' has printed")
        ask = (b"www-authenticate", b'Basic realm="Clavilux studio: any name, and the password", charset="UTF-8"')
        return Refusal(401, "open / and give the password", (ask,))

    def _cookie(self, headers: dict[str, str]) -> bytes:
        secure = "; Secure" if headers.get("x-forwarded-proto") == "https" else ""
        return f"{self.cookie}={self.token}; HttpOnly; SameSite=Strict; Path=/{secure}".encode()

    @staticmethod
    def _with_headers(send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = {name.decode("latin-1").lower() for name, _ in message.get("headers", [])}
                more = {name: value for name, value in HEADERS.items() if name not in told}
                added = [(name.encode(), value.encode()) for name, value in more.items()]
                message = {**message, "headers": [*message.get("headers", []), *added]}
            await send(message)

        return sent


def _unbounded(scope: Scope, headers: dict[str, str]) -> Refusal | None:
    """Whether more is sent, or may be, than fits into memory."""
    if scope["path"] in UPLOADS:
        return None
    if "transfer-encoding" in headers:
        return Refusal(411, "say how long it is (Content-Length)")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MOST:
        return Refusal(413, f"what is sent is longer than {MOST} bytes; send less")
    return None


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _same(given: str, wanted: str) -> bool:
    """Whether two secrets are the same, in a time that tells nothing."""
    return hmac.compare_digest(given.encode(), wanted.encode())


def _password(authorization: str) -> str:
    """The password of HTTP's basic authentication; empty where there is none."""
    kind, _, code = authorization.partition(" ")
    try:
        told = base64.b64decode(code, validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return told.partition(":")[2]


async def _answer(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    length = (b"content-length", str(len(body)).encode())
    usual = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    await send({"type": "http.response.start", "status": status, "headers": [length, *usual, *headers]})
    await send({"type": "http.response.body", "body": body})
