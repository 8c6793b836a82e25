"""All of a studio, behind its routes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from clavilux.studio.pictures import Pictures
from clavilux.studio.renders import Renders
from clavilux.studio.session import Session

__all__ = ["Studio"]


@dataclass(frozen=True, slots=True)
class Studio:
    """A project that is open, with what makes its pictures and films."""

    session: Session
    pictures: Pictures
    renders: Renders

    @classmethod
    def of(cls, session: Session) -> Self:
        """The studio of a project."""
        return cls(session, Pictures(session), Renders(session))

    def state(self) -> dict[str, Any]:
        """What the page shows."""
        return {**self.session.state(), "films": self.renders.films()}

    def close(self) -> None:
        """Stop what is being done."""
        self.pictures.close()
        self.session.close()
