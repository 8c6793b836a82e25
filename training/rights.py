"""Who made a picture and under which licence it may be used, from a Debian copyright file (DEP-5).

Only public-domain, CC0, CC-BY, CC-BY-SA and permissive works pass; non-commercial, no-derivatives, GPL-only and unclear
ones do not.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

OPEN = re.compile(
    r"(public-domain|PD|CC0(-1\.0)?|CC-BY(-SA)?(-\d\.\d\+?(-[A-Z]{2})?)?|Expat|MIT|BSD-\d-clause|zlib|Apache-2\.0)",
    re.I,
)
Stanza = tuple[list[str], str, str]


def is_open(licence: str) -> bool:
    """Whether one of the alternatives ("or") allows the use in all its parts ("and")."""
    parts = (choice.split(" and ") for choice in re.split(r" or |/", licence.replace(" / ", "/")))
    return any(all(OPEN.fullmatch(part.strip()) for part in choice) for choice in parts)


def stanzas(text: str) -> list[Stanza]:
    """Patterns, licence and credit of every Files stanza."""
    found = []
    for block in re.split(r"\n\s*\n", text):
        fields: dict[str, list[str]] = {}
        lines: list[str] = []
        for line in block.splitlines():
            if match := re.match(r"([A-Z][\w-]*):(.*)", line):
                lines = fields.setdefault(match[1], [])
                line = match[2]
            lines.append(line.strip())
        if {"Files", "License"} <= fields.keys():
            credit = "; ".join(filter(None, fields.get("Copyright", [])))
            found.append(
                ([p.removeprefix("./") for p in " ".join(fields["Files"]).split()], fields["License"][0], credit)
            )
    return found


def read(copyright_file: Path) -> list[Stanza]:
    """The stanzas of a copyright file."""
    return stanzas(copyright_file.read_text(errors="replace"))


def rights_of(name: str, listed: list[Stanza]) -> tuple[str, str]:
    """Licence and credit of one file of the source; the last stanza that fits holds, none at all gives two blanks."""
    for patterns, licence, credit in reversed(listed):
        if any(fnmatchcase(name, pattern) for pattern in patterns):
            return licence, credit
    return "", ""
