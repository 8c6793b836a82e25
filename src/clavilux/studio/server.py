"""The studio as a server on this machine."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

import uvicorn

from clavilux.errors import UserError
from clavilux.studio.access import Access
from clavilux.studio.app import create_app
from clavilux.studio.session import Session
from clavilux.studio.studio import Studio
from clavilux.studio.watching import watching

__all__ = ["PORT", "serve"]

PORT = 2412
"""Where the studio is if nobody says otherwise."""
NEIGHBOURS = 20
"""Ports that are tried behind it."""
ENDING = 2
"""Seconds that open connections have when the server ends."""


def serve(
    session: Session,
    *,
    port: int | None = None,
    password: str | None = None,
    browser: bool = False,
    told: Callable[[str], None],
) -> None:
    """Serve a project until Ctrl-C.

    Parameters
    ----------
    session : Session
        The project; it is closed in the end.
    port : int, optional
        The port; 0 is any that is free. When left out it is `PORT`, or the next that is free.
    password : str, optional
        Serve not only this machine, but whoever reaches it and has the password.
    browser : bool
        Open the link in the user's browser.
    told : callable
        Called with the link once the server can be reached.

    Raises
    ------
    UserError
        If the port is taken.
    """
    with closing(_listening("127.0.0.1" if password is None else "0.0.0.0", port)) as listening:
        studio = Studio.of(session)
        access = Access(
            app=create_app(studio),
            port=listening.getsockname()[1],
            password=password,
        )
        link = f"http://127.0.0.1:{access.port}/?token={access.token}"
        config = uvicorn.Config(
            access,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=ENDING,
            lifespan="off",
            ws="websockets-sansio",
        )
        server = _Server(config, lambda: _begun(link, session, told, browser))
        try:
            with suppress(KeyboardInterrupt, SystemExit), watching(session):  # Ctrl-C and `kill` are how it ends
                server.run(sockets=[listening])
        finally:
            studio.close()


class _Server(uvicorn.Server):
    """Tells when it can be reached."""

    def __init__(self, config: uvicorn.Config, begun: Callable[[], None]) -> None:
        super().__init__(config)
        self._begun = begun

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._begun()


def _begun(link: str, session: Session, told: Callable[[str], None], browser: bool) -> None:
    told(link)
    if browser:
        webbrowser.open(link)
    session.start()


def _listening(host: str, port: int | None) -> socket.socket:
    """A socket on that port, or the first that is free."""
    ports: Any = [port] if port is not None else [*range(PORT, PORT + NEIGHBOURS), 0]
    for number in ports:
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind((host, number))
            return found
        except OSError as error:
            found.close()
            why = error.strerror
    raise UserError(f"port {port} cannot be used ({why}); choose another --port")
