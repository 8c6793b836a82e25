"""What happens in a section, compared with the rest of the song, as clauses of a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from clavilux.listen.captioners.section_features import SectionFeatures

__all__ = ["changes"]

LOUDEST, QUIETEST = 1.5, 2.0  # dB beyond all other sections
STEP = 4.0  # dB between neighbours, or between the beginning and the end of a section, that everybody hears
SLIGHT = 2.0  # dB between neighbours that is worth a word where little else happens
STEADY = 1.0  # dB by which each third must surpass the one before where the music builds up or dies away
DRUMS = 10.0  # dB that strokes rise or fall by when drums come in or drop out
FADED = 20.0  # dB below the rest, at which a song has faded out
SOFT = 8.0  # dB below the rest, at which a song ends softly
BUSIER, MORE = 1.4, 1.0  # factor of the notes per second, and their number, by which music gets busier or thins out
BRIGHTER = 6.0  # dB by which the strokes above 5 kHz rise or fall, by themselves and against the level
FEW = 3
"""Sections a song must have before one of them is the loudest of the song."""


def changes(features: Sequence[SectionFeatures], index: int) -> list[str]:
    """What happens in a section, most notable first, such as ``["the drums drop out", "it builds up steadily"]``.

    Parameters
    ----------
    features : sequence of SectionFeatures
        Of all sections, in order.
    index : int
        Of the section that is told about; it is not silent.
    """
    here = features[index]
    last = index == len(features) - 1
    before = features[index - 1] if index else None
    drums = _drums(before, here) if before else None
    rank = _rank(features, index)
    clauses = [
        "the music begins after silence" if here.silent_start or (before and before.silent) else None,
        drums,
        rank,
        _course(here, last),
        "it falls silent" if here.silent_end and not last else None,
        _texture(before, here) if before and not drums else None,
        _shade(before, here) if before and not rank else None,
    ]
    return [clause for clause in clauses if clause]


def _drums(before: SectionFeatures, here: SectionFeatures) -> str | None:
    """Drums that come or go: the strokes must change by themselves, and not only with the level of everything."""
    if before.silent:
        return None
    hits, hiss = here.percussive - before.percussive, here.treble - before.treble
    louder = here.level - before.level
    if here.drums and not before.drums and (hits + hiss) / 2 - louder >= DRUMS and min(hits, hiss) >= 0:
        return "the drums come in"
    if before.drums and not here.drums and (hits + hiss) / 2 - louder <= -DRUMS and max(hits, hiss) <= 0:
        return "the drums drop out"
    return None


def _texture(before: SectionFeatures, here: SectionFeatures) -> str | None:
    """Notes that come thicker or thinner, or a sound with more or less treble."""
    if before.silent:
        return None
    slow, fast = sorted((before.onset_rate, here.onset_rate))
    if fast >= BUSIER * slow and fast - slow >= MORE:
        return "it gets busier" if here.onset_rate > before.onset_rate else "it thins out"
    rise = here.treble - before.treble
    rises = rise, rise - (here.level - before.level)
    if min(rises) >= BRIGHTER:
        return "the sound gets brighter"
    return "the sound gets darker" if max(rises) <= -BRIGHTER else None


def _shade(before: SectionFeatures, here: SectionFeatures) -> str | None:
    """A level that is a little higher or lower."""
    if before.silent or abs(here.level - before.level) < SLIGHT:
        return None
    return f"it is a little {'louder' if here.level > before.level else 'quieter'} than before"


def _course(here: SectionFeatures, last: bool) -> str | None:
    """How the level moves within a section."""
    start, middle, end = here.thirds
    if last and here.level - here.last >= FADED:
        return "it fades out at the end"
    if last and here.level - here.last >= SOFT:
        return "it ends softly"
    if end - start >= STEP and min(end - middle, middle - start) >= STEADY:
        return "it builds up steadily"
    if start - end >= STEP and min(start - middle, middle - end) >= STEADY:
        return "it dies away"
    return None


def _rank(features: Sequence[SectionFeatures], index: int) -> str | None:
    """How the level of a section compares with that of the others."""
    here = features[index].level
    before = [other.level for other in features[:index] if not other.silent]
    others = before + [other.level for other in features[index + 1 :] if not other.silent]
    if len(others) >= FEW - 1 and here >= max(others) + LOUDEST:
        return "this is the loudest passage of the song"
    if len(before) >= FEW - 1 and here >= max(before) + LOUDEST:
        return "this is the loudest passage so far"
    if len(others) >= FEW - 1 and here <= min(others) - QUIETEST:
        return "this is the quietest passage of the song"
    if before and abs(here - before[-1]) >= STEP:
        return f"it is much {'louder' if here > before[-1] else 'quieter'} than before"
    return None
