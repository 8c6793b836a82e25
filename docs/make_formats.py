"""Write ``docs/formats.md`` from the tables of formats and shelves; ``--check`` fails when the file is out of date."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from clavilux.media.formats import Format, formats
from clavilux.media.shelves import Shelf, shelves

TARGET = Path(__file__).with_name("formats.md")
HEAD = """# Formats, and where films are published

Made by `make docs` from `media/formats.toml` and `media/shelves.toml`.

## Formats

The ending of the output chooses, and `--format` where an ending has several:

```sh
clavilux render song.mp3 cover.jpg -o song.webm
clavilux render song.mp3 cover.jpg --format hevc
clavilux render song.mp3 cover.jpg --loop --size 480 --fps 12 -o song.gif
clavilux render song.mp3 cover.jpg --format png -o frames       # frames/00001.png ...
```
"""
COPIES = """
`film.crf` is x264's scale of quality; for other encoders it is the same share of the way along theirs. ProRes has one
quality, gif and webp have their own. A gif counts hundredths of a second, so its frames are shown at the nearest.

The sound of the song is copied, without loss, where it is of the film's codec already, begins with the song, and needs
no mixing: AAC out of an .m4a or .mp4 into an .mp4, Opus out of an .opus or .webm into a .webm. It is encoded otherwise.
Frame i is shown at exactly i / fps, and sound stays where it is in the song, [after hours too](../bench/clock.py).
Title, artist, album and date of the song go into the film, its cover too into an .mp4 or .mov; not with
`--no-metadata`.

## Shelves

`--for` makes what a place takes, one file each. Every one has a plan of its own, as it is framed for its shape; the
song is heard once, and what films have in common is painted and filmed once.

```sh
clavilux render song.mp3 cover.jpg --for youtube,reels,canvas   # song-youtube.mp4, song-reels.mp4, song-canvas.mp4
clavilux render song.mp3 cover.jpg --for reels --start 60 -o verse.mp4
clavilux render song.mp3 cover.jpg --for canvas --duration 6
clavilux plan song.mp3 cover.jpg --for reels -o plan.json       # edit it, then
clavilux render plan.json --for reels
```

- Of a song that is longer than a shelf takes the loudest part is shown, from a cut to a cut.
- A loop is of as many bars as there is room for, also if you ask for a longer `--duration`.
- What you say of `--size` and `--fps` stays if the shelf takes it; if not, you are told what it takes, before any work.
- The rate of your recipe stays if the shelf takes it, or else becomes the nearest that it takes.
- The finished file is read again, packet by packet, and checked: container, codec, profile, size, rate, length, sound,
  bytes. Places change their rules: look them up before you rely on a number of this table.
- With `--project` the plans are `plan-reels.json` and so on, and `clavilux render PROJECT --for reels` films that one.
"""


def main() -> None:
    """Write or check."""
    text = page()
    if "--check" not in sys.argv:
        TARGET.write_text(text)
    elif not TARGET.exists() or TARGET.read_text() != text:
        sys.exit("docs/formats.md is not what the tables say; run make docs")


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_formats(), COPIES, *_shelves()]) + "\n"


def _formats() -> Iterator[str]:
    yield "| format | ending | pictures | sound | |"
    yield "|---|---|---|---|---|"
    for form in formats().values():
        yield f"| `{form.name}` | {form.suffix or 'a folder'} | {_pictures(form)} | {form.sound or ''} | {form.about} |"


def _pictures(form: Format) -> str:
    return " ".join(filter(None, [form.converter or form.encoder, form.profile]))


def _shelves() -> Iterator[str]:
    yield "| shelf | pixels | frames per second | seconds | MB at most | format | |"
    yield "|---|---|---|---|---|---|---|"
    for shelf in shelves().values():
        yield f"| `{shelf.name}` | {_sizes(shelf)} | {_range(shelf.fps)} | {_range(shelf.seconds)} | " + (
            f"{shelf.megabytes or ''} | `{shelf.form.name}`{'' if shelf.sound else ', silent'} | {shelf.about} |"
        )


def _sizes(shelf: Shelf) -> str:
    first, *others = (f"{width}x{height}" for width, height in shelf.sizes)
    return f"**{first}**, {', '.join(others)}"


def _range(ends: tuple[float, float]) -> str:
    return f"{ends[0]}" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


if __name__ == "__main__":
    main()
