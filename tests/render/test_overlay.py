from typing import Any

import numpy as np
import pytest

from clavilux import plugins
from clavilux.render.overlay import CONTRAST, luminance
from frames_by_hand import flat, smooth

SIZE = (270, 480)
PICTURES = {
    "white": flat(255, *SIZE),
    "black": flat(0, *SIZE),
    "grey": flat(128, *SIZE),
    "noise": np.random.default_rng(0).integers(0, 256, (*SIZE, 3), np.uint8),
    "green": np.full((*SIZE, 3), (0, 255, 0), np.uint8),
    "waves": smooth(*SIZE),
    "stripes": np.where(np.arange(SIZE[1])[:, None] % 4 < 2, flat(255, *SIZE), flat(0, *SIZE)).astype(np.uint8),
}
LINE = {"start": 1, "end": 9, "text": "And all the rivers that we crossed are running through me"}
PARTS: dict[str, dict[str, Any]] = {
    "title": {"use": "title", "text": "Wheat Field\nKenta Cho", "start": 0, "seconds": 10},
    "credits": {"use": "credits", "text": "Music: Ann\nPictures: Ben\nFor Cem", "start": 0, "seconds": 10},
    "lines": {"use": "lyrics", "lines": [LINE]},
    "words": {"use": "lyrics", "lines": [LINE], "show": "words", "place": "middle"},
    "karaoke": {"use": "lyrics", "lines": [LINE], "show": "karaoke", "place": "top"},
    "duet": {"use": "lyrics", "lines": [LINE, {**LINE, "text": "And she sang with him"}], "size": 1.5},
    "huge": {"use": "lyrics", "lines": [LINE], "size": 2.5, "place": "top"},
    "pale": {"use": "lyrics", "lines": [LINE], "colour": "#c0b0ff"},
}


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("time", [1.0, 5.0])
def test_letters_stand_out_from_what_is_right_behind_and_beside_them(part, picture, time):
    """The same letters upon black tell where they are; where they are not, the picture is behind them."""
    effect = plugins.configured("effects", PARTS[part])
    black, seen = (
        effect.apply(frame, {"clock": time}, {}).astype(float) for frame in (flat(0, *SIZE), PICTURES[picture])
    )
    cover = black.max(axis=-1) / 255
    letters, ground = cover > 0.6, cover == 0
    beside = np.zeros_like(letters)
    for y, x in np.argwhere(letters):
        beside[max(0, y - 3) : y + 4, max(0, x - 3) : x + 4] = True
    behind = luminance(seen[beside & ground] / 255).max()
    faintest = luminance(np.array([*{tuple(colour) for colour in seen[cover > 0.999]}, (255, 255, 255)]) / 255).min()
    assert letters.sum() > 100
    assert (faintest + 0.05) / (behind + 0.05) >= CONTRAST


@pytest.mark.parametrize("colour", ["#333333", "#0000ff", "#808080"])
def test_dark_letters_are_refused(colour):
    with pytest.raises(ValueError, match="too dark to be read"):
        plugins.configured("effects", {"use": "title", "text": "Dark", "colour": colour})


@pytest.mark.parametrize("shape", [(540, 960), (640, 360), (400, 400)])
def test_lyrics_do_not_darken_a_title_above_them(shape):
    white = flat(255, *shape)
    title = plugins.configured("effects", {"use": "title", "text": "Wheat Field\nKenta Cho", "start": 0, "seconds": 10})
    alone = title.apply(white, {"clock": 5}, {})
    both = plugins.configured("effects", PARTS["lines"]).apply(alone, {"clock": 5}, {})
    letters = title.apply(flat(0, *shape), {"clock": 5}, {}).max(axis=-1) > 250
    assert letters.any()
    assert both[letters].min() > 240
