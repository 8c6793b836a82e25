"""What went wrong, for the page."""

from __future__ import annotations

import logging

from clavilux.errors import ClaviluxError

__all__ = ["line"]

LOG = logging.getLogger(__name__)


def line(error: BaseException) -> str:
    """One line with the cure; what is a mistake of ours is logged in full."""
    if isinstance(error, ClaviluxError):
        return str(error)
    LOG.error("the studio made a mistake", exc_info=error)
    return f"{type(error).__name__}: {error}; please report it".replace("\n", " ")
