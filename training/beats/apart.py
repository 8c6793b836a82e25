"""Songs that were kept apart from what `train.py` trains on: here what judges beats is fitted."""

from __future__ import annotations

from typing import Any

import numpy as np
from accompany import GROOVES, accompany
from feels import double_time, half_time, latin, one_drop, ska, two
from numpy.typing import NDArray
from practice import Known, practise
from train import APART, LAST, song

from clavilux.listen.beat_network import BeatActivations

__all__ = ["Song", "heard", "thrown", "written"]

Song = dict[str, NDArray[Any]]
FAR = range(600, 623)  # seeds of more of them
CONFUSED = (two, one_drop, ska, latin, double_time, half_time)
"""Feels whose tempo or off-beat is mistaken most, of each so many songs more."""
EACH = 30
BANDS = 136


def thrown() -> list[Song]:
    """Songs that are thrown with dice."""
    seeds = [seed for seed in range(LAST) if seed % 10 == APART] + [seed for seed in FAR if seed % 10 != APART]
    more = [song(confused, seed) for seed in range(EACH * len(CONFUSED))]
    return [song(practise, seed) for seed in seeds] + more


def written() -> list[Song]:
    """Accompaniments that people wrote."""
    return [song(accompany, number) for number in range(len(GROOVES))]


def confused(seed: int) -> Known:
    """A song of one of the feels."""
    feel, number = divmod(seed, EACH)
    return practise(20000 + 1000 * feel + number, {CONFUSED[feel]: 1.0})


def heard(data: Song) -> BeatActivations:
    """What the networks said of a song."""
    density = BANDS * float(data["kept"][:, 34:68].mean(dtype=np.float64))
    return BeatActivations(data["probabilities"], density, data["kept"])
