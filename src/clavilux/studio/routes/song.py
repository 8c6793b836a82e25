"""The routes of what the film is made of: files that are sent, and what was heard."""

from __future__ import annotations

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response

from clavilux.media.pictures import load
from clavilux.studio.pictures import THUMBNAIL
from clavilux.studio.preview import jpeg
from clavilux.studio.replies import FOR_GOOD, reply
from clavilux.studio.studio import Studio

__all__ = ["add_song_routes"]


def add_song_routes(app: FastAPI, studio: Studio) -> None:
    """Add them to an application."""
    session = studio.session

    @app.put("/api/song")
    async def song(request: Request, name: str) -> Response:
        ref = await session.inputs.keep_song(name, request.stream())
        await to_thread.run_sync(session.given, ref)
        return reply({"ref": ref})

    @app.post("/api/pictures")
    async def picture(request: Request, name: str) -> Response:
        named, ref = await session.inputs.keep_picture(name, request.stream())
        await to_thread.run_sync(session.given, ref)
        return reply({"name": named, "ref": ref})

    @app.delete("/api/pictures/{name}")
    def forget(name: str) -> Response:
        session.forget(name)
        return reply({})

    @app.get("/api/pictures/{name}.jpg")
    def seen(name: str, key: str = "") -> Response:
        image = load(session.inputs.picture(name).path, THUMBNAIL)
        return Response(jpeg(image, THUMBNAIL), media_type="image/jpeg", headers=FOR_GOOD if key else {})

    @app.get("/api/hearing")
    def hearing() -> Response:
        return reply(session.listening.told())

    @app.get("/api/lanes")
    def lanes(all: bool = False) -> Response:  # noqa: A002 (the page's word)
        return reply(session.listening.lanes(session.planned(), heard=all))

    @app.get("/api/sound")
    def sound() -> Response:
        return FileResponse(session.listening.sound(), media_type="audio/flac")
