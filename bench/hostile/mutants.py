"""Files gone wrong: what disks, networks, other programs and jokers make of good ones; same number, same file."""

from __future__ import annotations

import json
import random
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

__all__ = ["mutant"]

TEXTS = {".srt", ".lrc", ".vtt", ".ass", ".beats", ".csv", ".txt", ".json"}
WIDTHS = (1, 2, 4, 8)
"""Bytes of a number in a file."""
NUMBERS = ("0", "-1", "1e400", "-1e308", "1e-320", "NaN", "99999999999999999999", "0.1", "1e9", "65536", "07")
WORDS = (
    "",
    "\0",
    "\n",
    "-",
    "../../../etc/passwd",
    "/dev/zero",
    "/dev/stdin",
    "💥" * 40,
    "x" * 100_000,
    "\ud800",
    "{\\k1}",
    "[00:",
)
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1, 2**63, -(2**64), 0.5, 1e308, -1e-320, float("nan"), float("inf"), [], {}, [[]], "", *WORDS
)  # fmt: skip
"""Values in the place of others."""


def mutant(good: Path, number: int, folder: Path) -> Path:
    """Write what has become of a good file.

    Parameters
    ----------
    good : Path
        The file.
    number : int
        Which mutant; it tells all that is done.
    folder : Path
        Where it is written, under the same name.
    """
    chance = random.Random(f"{good.name} {number}")
    content = good.read_bytes()
    if good.suffix == ".json" and chance.random() < 0.6:
        content = _tree(content, chance)
    elif good.suffix in TEXTS and chance.random() < 0.7:
        content = _lines(content, chance)
    else:
        for _ in range(chance.choice((1, 1, 2, 5, 20))):
            content = chance.choice(DAMAGES)(content, chance)
        if good.suffix == ".png" and chance.random() < 0.7:
            content = _summed(content)
    path = folder / good.name
    path.write_bytes(content)
    return path


def _flipped(content: bytes, chance: random.Random) -> bytes:
    """A bit is another."""
    place = _place(content, chance)
    return (
        content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :] if content else b""
    )


def _numbered(content: bytes, chance: random.Random) -> bytes:
    """Some bytes are a number at the end of its range."""
    place, width = _place(content, chance), chance.choice(WIDTHS)
    number = chance.choice(
        (0, 1, 2 ** (8 * width) - 1, 2 ** (8 * width - 1) - 1, 2 ** (8 * width - 1), chance.getrandbits(8 * width))
    )
    return content[:place] + number.to_bytes(width, chance.choice(("big", "little"))) + content[place + width :]


def _cut(content: bytes, chance: random.Random) -> bytes:
    """The end is missing."""
    return content[: _place(content, chance)]


def _lost(content: bytes, chance: random.Random) -> bytes:
    """A part is missing."""
    first, last = sorted((_place(content, chance), _place(content, chance)))
    return content[:first] + content[last:]


def _blank(content: bytes, chance: random.Random) -> bytes:
    """A sector is zeros."""
    first = _place(content, chance)
    size = min(chance.choice((16, 512, 4096)), len(content) - first)
    return content[:first] + bytes(size) + content[first + size :]


def _twice(content: bytes, chance: random.Random) -> bytes:
    """A part is there twice."""
    first, last = sorted((_place(content, chance), _place(content, chance)))
    return content[:last] + content[first:]


def _noisy(content: bytes, chance: random.Random) -> bytes:
    """A part is another's."""
    first = _place(content, chance)
    return content[:first] + chance.randbytes(chance.choice((1, 8, 200))) + content[first:]


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flipped, _flipped, _numbered, _numbered, _cut, _lost, _blank, _twice, _noisy
)  # fmt: skip


def _summed(content: bytes) -> bytes:
    """A PNG whose checksums are right, so that what is wrong with it is found later."""
    made, place = content[:8], 8
    while place + 12 <= len(content):
        end = place + 8 + int.from_bytes(content[place : place + 4])
        made += content[place:end] + zlib.crc32(content[place + 4 : end]).to_bytes(4)
        place = end + 4
    return made


def _place(content: bytes, chance: random.Random) -> int:
    """Somewhere, half of the time in the head, where most is decided."""
    return chance.randrange(max(1, min(len(content), chance.choice((64, 512, len(content), len(content))))))


def _lines(content: bytes, chance: random.Random) -> bytes:
    """A text with lines and numbers that are others."""
    lines = content.decode().split("\n")
    for _ in range(chance.choice((1, 2, 5))):
        row = chance.randrange(len(lines))
        match chance.randrange(5):
            case 0:
                lines[row] = re.sub(r"\d+(\.\d+)?", lambda _: chance.choice(NUMBERS), lines[row], count=1)
            case 1:
                lines[row] += chance.choice(WORDS)
            case 2:
                lines.insert(row, lines[chance.randrange(len(lines))])
            case 3:
                lines[row] = lines[row][: chance.randrange(len(lines[row]) + 1)]
            case _:
                lines[row] = chance.choice(WORDS)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _tree(content: bytes, chance: random.Random) -> bytes:
    """JSON with values that are others, or under other keys."""
    tree = json.loads(content)
    for _ in range(chance.choice((1, 1, 2, 4))):
        places = list(_places(tree))
        if not places:
            break
        holder, key = chance.choice(places)
        match chance.randrange(5):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[chance.choice(WORDS)] = holder.pop(key)
            case 2:
                holder[key] = [holder[key]] * chance.choice((1, 2, 1000))
            case 3:
                other, name = chance.choice(places)
                if name in other if isinstance(other, dict) else name < len(other):
                    holder[key] = json.loads(json.dumps(other[name]))
            case _:
                holder[key] = chance.choice(ODD)
    return json.dumps(tree).encode()


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every list or object within JSON, with every index or key of it."""
    for key, value in enumerate(tree) if isinstance(tree, list) else tree.items():
        yield tree, key
        if isinstance(value, list | dict):
            yield from _places(value)
