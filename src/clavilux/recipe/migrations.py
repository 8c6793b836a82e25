"""Recipes of older versions in the keys of today: every video and picture of ours carries the recipe it was made from.

Versions 0 (without a key ``version``) and 1 have the same keys; version 2 has spread their part ``move`` over others.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from clavilux.errors import BadValue, UnknownName
from clavilux.frame_rate import parsed_rate
from clavilux.structs.trees import put

__all__ = ["migrated", "renamed"]

MOVED = {
    "move.between": "path.kind",
    "move.morph": "path.morph",
    "move.morph_steps": "path.morph_steps",
    "move.morph_stops": "path.morph_stops",
    "move.stops": "path.stops",
    "move.travel": "lanes.travel.kind",
    "move.harmonic": "lanes.travel.harmonic",
    "move.percussive": "lanes.travel.percussive",
    "move.attack": "lanes.pulse.attack",
    "move.decay": "lanes.pulse.decay",
    "move.offbeat": "lanes.pulse.offbeat",
    "move.kick": "path.kick.amount",
    "move.zoom": "effects.camera.zoom.amount",
    "move.flash": "effects.flash.amount.amount",
    "move.swell": "effects.camera.swell.amount",
    "move.rotate": "effects.camera.turn",
    "move.drift": "effects.camera.shift",
    "move.period": "effects.camera.speed.amount",
    "move.shimmer": "effects.grain.amount.amount",
    "move.jump": "path.jump",
    "move.cut": "path.jump",
    "move.safe": "film.safe",
}
"""Old key -> the key that means the same today. A later row overrules an earlier one of the same new key."""

JUMPS = {"soft": 0.0, "hard": 0.3}
"""What ``move.cut`` comes to; ``move.jump`` told how far a hard one goes."""
LONGEST = 3600.0
"""Seconds of a sway."""
HEARD = (10.0, 200.0)
"""Values per second at which a song can be heard."""


def renamed(key: str, value: Any) -> tuple[str, Any]:
    """A key of any version and its value, as those of today.

    Raises
    ------
    BadValue
        If the value cannot be converted.
    """
    if key == "move.cut":
        if not isinstance(value, str) or value not in JUMPS:
            raise BadValue(f"give {' or '.join(JUMPS)}", key)
        value = JUMPS[value]
    elif key == "move.period":
        value = 1 / _period(value)
    return MOVED.get(key, key), value


def migrated(tree: dict[str, Any]) -> dict[str, Any]:
    """A recipe of version 0 or 1 as one of version 2; what is left out stays so.

    Raises
    ------
    BadValue
        If the part ``move`` has a key that it never had, or a value that cannot be converted.
    """
    moves = tree.get("move")
    if not isinstance(moves, dict):
        return tree
    new = {key: value for key, value in tree.items() if key != "move"}
    old = {f"move.{name}": value for name, value in moves.items()}
    for key in old:
        if key not in MOVED:
            raise BadValue(str(UnknownName("recipe key", key, MOVED)))
    for key in filter(old.__contains__, MOVED):
        if (key, old[key]) != ("move.cut", "hard"):
            put(new, *renamed(key, old[key]))
    _hear_at_frame_rate(new)
    return new


def _period(value: Any) -> float:
    with suppress(TypeError, ValueError, OverflowError):
        if 0 < (seconds := float(value)) <= LONGEST:
            return seconds
    raise BadValue(f"give a number of more than 0 and at most {LONGEST:g}", "move.period")


def _hear_at_frame_rate(tree: dict[str, Any]) -> None:
    """Songs were heard at the video's frame rate, if it is one."""
    film = tree.get("film")
    written = film.get("fps", "24") if isinstance(film, dict) else "24"
    with suppress(ValueError):
        slowest, fastest = HEARD
        put(tree, "listen.rate", min(max(float(parsed_rate(str(written))), slowest), fastest))
