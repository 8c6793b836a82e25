"""The pictures of README and docs: ``make gallery``, or ``python docs/make_gallery.py demo.mp4``.

``genres.jpg`` and ``styles.jpg`` are figures 4 and 5 of Pina & Li (arXiv 2412.05694) made with Lumia: three keyframes
for every genre, and one artwork in every style. ``between.jpg`` is their figure 3: frames on the way between two
keyframes.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from clavilux.direct.briefs import exemplar as chosen_exemplar
from clavilux.examples import ARTWORK
from clavilux.imagine import exemplars
from clavilux.imagine.framing import framed
from clavilux.imagine.painters.lumia.hand import Dials, Hand
from clavilux.imagine.painters.lumia.painter import LumiaPainter
from clavilux.imagine.painters.lumia.sight import Sight
from clavilux.kernel.atlas import sketch_size
from clavilux.kernel.colour import as_bytes, as_floats
from clavilux.kernel.resize import resized
from clavilux.media.pictures import load
from clavilux.media.video import probe, read
from clavilux.plan import PathOptions
from clavilux.recipe import Lumia
from clavilux.render.paths import path
from clavilux.styles import StyleBook, with_exemplar
from clavilux.values import Keyframe, PaintRequest, Style

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent / "bench"))

from figures.sheets import sheet  # noqa: E402  (it is at home in bench/)

PAINTED, SIDE, SMALL = 384, 256, 160
GUIDES = ("shape", "light", "colour", "direction", "bustle", "height", "size")
STOPS = 7
KINDS: tuple[Literal["dissolve", "arc"], ...] = ("dissolve", "arc")


def demo(video: Path) -> None:
    """Frames at equal distances, from the first to the last."""
    wanted = np.linspace(0, probe(video).frames - 1, 10).round().astype(int)
    shown = [(frame, f"{at:.0f} s") for i, (at, frame) in enumerate(read(video)) if i in wanted]
    sheet([shown[:5], shown[5:]], 300, DOCS / "demo.jpg")


def painted(
    painter: LumiaPainter, style: Style, seed: int, strength: float | None = None
) -> tuple[np.ndarray, PaintRequest]:
    """The example artwork in a style, as a render paints it."""
    own = painter.defaults
    dials: dict[str, Any] = {
        "strength": own.strength if strength is None else strength,
        "guidance": own.guidance,
        "steps": own.steps,
    }
    request = PaintRequest(
        artwork=framed(load(ARTWORK, PAINTED), (PAINTED, PAINTED), "crop").picture, style=style, seed=seed, **dials
    )
    return painter.paint(request), request


def genres(painter: LumiaPainter, book: StyleBook) -> None:
    """Three keyframes of every genre, in the hands of the exemplars of its style in turn."""

    def keyframes(genre: str) -> list[tuple[np.ndarray, str]]:
        style = book.for_genre(genre)
        hands = [with_exemplar(style, chosen_exemplar(style, seed)) for seed in range(3)]
        return [(painted(painter, hand, seed)[0], genre if seed == 0 else "") for seed, hand in enumerate(hands)]

    rows = [keyframes(genre) for genre in book.genres]
    half = -(-len(rows) // 2)
    rows.append([])
    sheet([left + right for left, right in zip(rows[:half], rows[half:], strict=True)], SMALL, DOCS / "genres.jpg")


def styles(painter: LumiaPainter, book: StyleBook) -> None:
    """The artwork, then every style."""
    shown = [(framed(load(ARTWORK, PAINTED), (PAINTED, PAINTED), "crop").picture, "the artwork")]
    shown += [(painted(painter, style, 4)[0], style.movement) for style in book.styles.values()]
    sheet([shown[i : i + 6] for i in range(0, len(shown), 6)], SIDE, DOCS / "styles.jpg")


def between(painter: LumiaPainter, book: StyleBook) -> None:
    """The way from one take to another, as a mixture and as pictures of their own."""
    ends = [painted(painter, book.style("expressionism"), seed, strength=0.7) for seed in (1, 2)]
    start, end = (Keyframe(image=image, request=request) for image, request in ends)
    places = np.linspace(0, 1, STOPS, dtype=np.float32)
    rows = []
    for kind in KINDS:
        pictures = path(start, end, painter, PathOptions(kind=kind)).at(places)
        rows.append([(picture, f"{kind} {i}/{STOPS - 1}") for i, picture in enumerate(pictures)])
    sheet(rows, 192, DOCS / "between.jpg")


def guides(book: StyleBook) -> None:
    """The artwork in one hand with all guides, and without each."""
    chosen, dials = Lumia(), LumiaPainter.defaults
    exemplar = exemplars.load(book.style("expressionism").exemplars[0])
    artwork = as_floats(framed(load(ARTWORK, PAINTED), (PAINTED, PAINTED), "crop").picture)
    sketch = resized(artwork, sketch_size((PAINTED, PAINTED)))
    whole = Sight(grain=exemplar.grain * chosen.stroke, guidance=dials.guidance)
    looks = {"all guides": whole} | {f"no {name}": replace(whole, **{name: 0.0}) for name in GUIDES}
    shown = []
    for label, look in looks.items():
        own = Dials(palette=chosen.palette, stroke=chosen.stroke, detail=0, guidance=dials.guidance)
        hand = Hand(exemplar, artwork, sketch, None, own, look=look)
        shown.append((as_bytes(hand.paint(artwork, seed=1).picture), label))
    sheet([shown], 216, DOCS / "guides.jpg")


def main(*videos: str) -> None:
    """All of them; the demo's where a video is given."""
    painter, book = LumiaPainter(), StyleBook.load()
    styles(painter, book)
    genres(painter, book)
    between(painter, book)
    guides(book)
    for video in videos:
        demo(Path(video))


if __name__ == "__main__":
    main(*sys.argv[1:])
