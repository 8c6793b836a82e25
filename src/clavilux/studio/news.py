"""News: every open page is told what has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

__all__ = ["News", "Subscriber"]

Told = dict[str, Any]


class News:
    """Told from any thread, heard by every page.

    Of news of one thing, such as how far a job is, a slow page hears the last alone: what waits for it is bounded.
    """

    def __init__(self) -> None:
        self._subscribers: set[Subscriber] = set()

    def tell(self, thing: Hashable, news: Told) -> None:
        """Tell all pages.

        Parameters
        ----------
        thing : hashable
            What the news are of; they replace those that a page has not heard yet.
        news : dict
            As JSON can say it.
        """
        for subscriber in tuple(self._subscribers):
            subscriber.hear(thing, news)

    @contextmanager
    def listening(self) -> Iterator[Subscriber]:
        """All that is told while the block runs."""
        subscriber = Subscriber(asyncio.get_running_loop())
        self._subscribers.add(subscriber)
        try:
            yield subscriber
        finally:
            self._subscribers.discard(subscriber)


@dataclass(slots=True, eq=False)
class Subscriber:
    """What one page has not heard yet."""

    loop: asyncio.AbstractEventLoop
    _waiting: dict[Hashable, Told] = field(default_factory=dict)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, thing: Hashable, news: Told) -> None:
        """From any thread."""

        def heard() -> None:
            self._waiting[thing] = news
            self._woken.set()

        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(heard)

    async def next(self) -> Told:
        """The next news, when there are some."""
        while not self._waiting:
            self._woken.clear()
            await self._woken.wait()
        return self._waiting.pop(next(iter(self._waiting)))
