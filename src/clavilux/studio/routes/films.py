"""The routes of what takes long: the plan, films, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response

from clavilux.studio.replies import reply
from clavilux.studio.studio import Studio

__all__ = ["add_film_routes"]


@dataclass(frozen=True, slots=True)
class Begin:
    """What a film is to be made of: pictures by name (all when there are none), and keys of a recipe."""

    pictures: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    recipe: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """Which films are wanted, and of which seconds of the film."""

    shelves: list[str] = field(default_factory=list)
    draft: bool = False
    stretch: tuple[float, float] | None = None
    loop: bool = False


def add_film_routes(app: FastAPI, studio: Studio) -> None:
    """Add them to an application."""

    @app.post("/api/begin")
    def begin(wanted: Begin) -> Response:
        return reply(studio.session.begin(wanted.pictures, wanted.values, wanted.recipe))

    @app.delete("/api/jobs/{key}")
    def cancel(key: str) -> Response:
        return reply(studio.session.jobs.cancel(key))

    @app.post("/api/renders")
    def render(wanted: Order) -> Response:
        return reply(studio.renders.order(wanted.shelves, draft=wanted.draft, stretch=wanted.stretch, loop=wanted.loop))

    @app.get("/api/films/{key}")
    def film(key: str) -> Response:
        path, kind = studio.renders.film(key)
        return FileResponse(path, media_type=kind, filename=path.name)
