"""Loops: which bars of a song they show, and films that end where they begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import msgspec
import numpy as np

from clavilux.direct.briefs import keyframe_seed
from clavilux.errors import warn
from clavilux.plan import Beat, Listen, Plan, Shot
from clavilux.recipe import Direct
from clavilux.values import Events, FloatArray, Hearing, Signal

__all__ = ["TURN", "UNCUT", "around", "closed", "searched", "stretch", "told_beats"]

LONGEST = 8.0
"""Seconds of a loop whose length nobody asks for, at most: a canvas."""
USUAL = 6.0
"""Seconds of one without a beat."""
MOST_BARS = 8
UNEVEN = 0.15
"""How much longer or shorter than the others a bar may be: others are where the ears have lost the beat."""
NEAR = 0.2
"""Seconds by which bars may reach beyond a section."""
EARLY = 0.1
"""Seconds before the one that is asked for at which a downbeat counts as its own."""
UNCUT = Direct(pace=0.0, closeness=0.0, mirrors=False, transitions="cut")
"""How a loop is cut and framed: nowhere, or one would see where it begins."""
TURN = 3
"""How often a loop is heard for its curves: the second time, all that sounds on or comes early is there."""


def searched(choices: Listen) -> Listen:
    """What is heard of a song to find the bars of a loop: all of it, or what comes after the start that is asked."""
    if not choices.start:
        return msgspec.structs.replace(choices, duration=None)
    seconds = EARLY + 2 * max(choices.duration or 0.0, LONGEST)
    return msgspec.structs.replace(choices, start=max(0.0, choices.start - EARLY), duration=seconds)


def stretch(hearing: Hearing, choices: Listen) -> Listen:
    """The part of a song that a loop shows: whole bars, from a downbeat to a downbeat.

    Parameters
    ----------
    hearing : Hearing
        Of what is `searched`.
    choices : plan.Listen
        Where it starts: at the first downbeat from there on; at 0 the loudest bars are taken, if they can be had
        within one section. How long it lasts: as many bars as come nearest to that; where it is left open, 8, 4, 2 or 1
        that last no longer than `LONGEST`.

    Warns
    -----
    ClaviluxWarning
        If no beat is sure enough: then it is cut by the clock.
    """
    downbeats = hearing.events["downbeats"].times
    bar = float(np.median(np.diff(downbeats))) if len(downbeats) > 1 else 0.0
    count = min(_bars(bar, choices.duration), len(downbeats) - 1) if bar else 0
    if count < 1 or not hearing.has_sure_beats:
        seconds = min(choices.duration or USUAL, hearing.duration)
        warn(
            f"no sure beat is heard, so the loop is cut by the clock, after {round(seconds, 2):g} s; give --beats, or "
            "another --start and --duration"
        )
        starts, ends = _anywhere(hearing.duration, seconds, max(0.0, choices.start - hearing.offset))
    else:
        starts, ends = _even(downbeats, count, bar)
    first = 0 if choices.start else _loudest(hearing, starts, ends)
    # Whole milliseconds, never later than the beat itself: it is to lie within what is heard.
    start, end = (np.floor(1000 * (hearing.offset + second)) / 1000 for second in (starts[first], ends[first]))
    return msgspec.structs.replace(choices, start=float(start), duration=round(float(end - start), 3))


def told_beats(hearing: Hearing, part: Listen) -> tuple[Beat, ...]:
    """The beats of a part of a song that was heard as a whole: in a few seconds they are hardly heard again."""
    beats, downbeats = (hearing.events[name].times for name in ("beats", "downbeats"))
    end = part.start + (part.duration or hearing.duration)
    bars = np.searchsorted(downbeats, beats + NEAR / 2, side="right")
    counts = [int((bars[:n] == bar).sum()) + 1 if bar else 0 for n, bar in enumerate(bars)]
    told = zip((beats + hearing.offset).tolist(), counts, strict=True)
    inside = tuple((second, count) for second, count in told if part.start <= second < end)
    return inside if len(inside) > 1 and hearing.has_sure_beats else ()


def closed(plan: Plan, hearing: Hearing) -> Plan:
    """The plan of a film as one whose end leads into its beginning, again and again.

    It begins at the keyframe at which it ends, and the picture that a film opens with is left out. A way that would
    not lead anywhere else gets a keyframe more, of another seed.

    Parameters
    ----------
    plan : Plan
        Of the bars that are shown.
    hearing : Hearing
        What was heard of them.
    """
    shots = plan.shots if len(plan.shots) > 1 else _halves(plan.shots[0], hearing)
    first, last, keyframes = shots[0], shots[-1], dict(plan.keyframes)
    end = last.to
    if end == first.to:
        end = next(name for n in range(len(keyframes) + 1) if (name := f"k{n}") not in keyframes)
        seed = keyframe_seed(plan.seed, len(keyframes) - 1)
        keyframes[end] = msgspec.structs.replace(keyframes[first.to], seed=seed)
    way = (
        msgspec.structs.replace(first, from_=end, jump=0.0, transition=None),
        *shots[1:-1],
        msgspec.structs.replace(last, to=end),
    )
    used = {name for shot in way for name in (shot.from_, shot.to)}
    return msgspec.structs.replace(
        plan, loop=True, shots=way, keyframes={name: brief for name, brief in keyframes.items() if name in used}
    )


def around(hearing: Hearing, length: float) -> Hearing:
    """A loop of some seconds as it is heard when it is played `TURN` times; that of the middle begins at `length`."""
    signals = {}
    for name, signal in hearing.signals.items():
        once = signal.between(0, length)
        rate = len(once) / length if len(once) else signal.rate
        signals[name] = Signal(rate=rate, values=np.tile(once, TURN))
    begins = [turn * length for turn in range(TURN)]
    events = {name: _again(heard.between(0, length), begins) for name, heard in hearing.events.items()}
    sections = tuple(
        replace(section, start=section.start + begin, end=section.end + begin)
        for begin in begins
        for section in hearing.sections
    )
    return replace(
        hearing,
        duration=TURN * length,
        offset=hearing.offset - length,
        signals=MappingProxyType(signals),
        events=MappingProxyType(events),
        sections=sections,
    )


def _again(events: Events, begins: Sequence[float]) -> Events:
    """Events that come again and again."""
    times = np.concatenate([events.times + begin for begin in begins])
    return Events(times=times, strengths=np.tile(events.strengths, len(begins)))


def _bars(bar: float, seconds: float | None) -> int:
    """How many bars of a length come nearest to some seconds; a power of two where nobody says how many."""
    if seconds is not None:
        return max(1, round(seconds / bar))
    return next((count for count in (MOST_BARS, 4, 2) if count * bar <= LONGEST), 1)


def _anywhere(duration: float, seconds: float, first: float) -> tuple[FloatArray, FloatArray]:
    """Starts and ends of stretches of some seconds, one every half second from the first on."""
    starts = np.arange(first, max(duration - seconds, first) + 1e-9, 0.5)
    return starts, np.minimum(starts + seconds, duration)


def _even(downbeats: FloatArray, count: int, bar: float) -> tuple[FloatArray, FloatArray]:
    """Starts and ends of all stretches of so many bars; of those alone whose bars are about as long as others."""
    lengths = np.abs(np.diff(downbeats) / bar - 1)
    even = np.array([lengths[n : n + count].max() <= UNEVEN for n in range(len(downbeats) - count)])
    chosen = even if even.any() else np.ones_like(even)
    return downbeats[:-count][chosen], downbeats[count:][chosen]


def _loudest(hearing: Hearing, starts: FloatArray, ends: FloatArray) -> int:
    """The number of the loudest stretch, of those that lie in one section if any do."""
    loudness = hearing.signals["loudness"]
    power = [float(np.square(loudness.between(*span), dtype=float).mean()) for span in zip(starts, ends, strict=True)]
    whole = [
        any(section.start - NEAR <= start and end <= section.end + NEAR for section in hearing.sections)
        for start, end in zip(starts, ends, strict=True)
    ]
    return max(range(len(power)), key=lambda n: (whole[n], power[n]))


def _halves(shot: Shot, hearing: Hearing) -> tuple[Shot, Shot]:
    """A shot as two, there and back, that meet at the downbeat, or else the beat, nearest to its middle."""
    middle = (shot.start + shot.end) / 2
    times = [hearing.events[name].between(shot.start + 1e-3, shot.end).times for name in ("downbeats", "beats")]
    near = next((float(found[np.abs(found - middle).argmin()]) for found in times if len(found)), middle)
    meet = near if abs(near - middle) < (shot.end - shot.start) / 4 else middle
    there = msgspec.structs.replace(shot, end=meet)
    return there, msgspec.structs.replace(shot, id=f"{shot.id}b", start=meet, from_=shot.to)
