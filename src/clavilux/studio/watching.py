"""Watching: what other programs do to the files of a project is seen within a second."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from clavilux.studio.session import Session

__all__ = ["watching"]

OFTEN = 1.0
"""Seconds between two looks."""


@contextmanager
def watching(session: Session) -> Iterator[None]:
    """Have a session look at its files while the block runs.

    Parameters
    ----------
    session : Session
        See `Session.look`.
    """
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(OFTEN):
            session.look()

    thread = threading.Thread(target=watch, name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
