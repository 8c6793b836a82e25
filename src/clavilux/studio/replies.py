"""Answers of the studio: JSON, and what is wrong in one line with the cure."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from clavilux.errors import BadValue, ClaviluxError, UserError
from clavilux.studio.faults import line
from clavilux.studio.plans import Conflict
from clavilux.studio.studio import Studio

__all__ = ["FOR_GOOD", "answer_errors", "reply"]

FOR_GOOD = {"cache-control": "private, max-age=86400, immutable"}
"""Headers of pictures whose address says all that they depend on."""


def reply(data: Any, status: int = 200) -> Response:
    """JSON of anything that msgspec knows."""
    return Response(msgspec.json.encode(data), status, media_type="application/json")


def answer_errors(app: FastAPI, studio: Studio) -> None:
    """Have an application say what is wrong as ``{"error": ..., "place": ...}``.

    A value that is not valid is 422, another mistake 400, a plan that was changed meanwhile 409 with the state, and
    what goes wrong on our side 500.
    """

    @app.exception_handler(ClaviluxError)
    def refused(_: Request, error: ClaviluxError) -> Response:
        told = {"error": str(error), "place": (error.key or None) if isinstance(error, BadValue) else None}
        match error:
            case Conflict():
                return reply({**studio.state(), **told}, 409)
            case BadValue():
                return reply(told, 422)
            case UserError():
                return reply(told, 400)
        return reply(told, 500)

    @app.exception_handler(Exception)
    def broken(_: Request, error: Exception) -> Response:
        return reply({"error": line(error), "place": None}, 500)

    @app.exception_handler(RequestValidationError)
    def malformed(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"][1:]))
        return reply({"error": f"{place}: {first['msg']}; see /openapi.json", "place": place or None}, 422)

    @app.exception_handler(HTTPException)
    def missing(_: Request, error: HTTPException) -> Response:
        return reply({"error": f"{error.detail}; see /openapi.json", "place": None}, error.status_code)
