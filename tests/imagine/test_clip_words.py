"""Prompts that are longer than CLIP reads at once: all of prompt, caption and style count."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

import tiny_painters  # noqa: E402
from clavilux.examples import ARTWORK  # noqa: E402
from clavilux.imagine.framing import framed  # noqa: E402
from clavilux.imagine.painters.clip_words import as_long, encoded, pieces  # noqa: E402
from clavilux.imagine.painters.diffusers import DiffusersPainter  # noqa: E402
from clavilux.imagine.prompts import NEGATIVE  # noqa: E402
from clavilux.media.pictures import load  # noqa: E402
from clavilux.styles import StyleBook  # noqa: E402
from clavilux.values import PaintRequest  # noqa: E402

SIDE = 64
BOOK = StyleBook.load()
CAPTION = (
    "The low quality recording features a ballad song that contains sustained strings, mellow piano melody and soft "
    "female vocal singing over it. It sounds sad and soulful, like something you would hear at Sunday services."
)


@pytest.fixture(scope="module", params=["Stable Diffusion", "Stable Diffusion, LCM", "Stable Diffusion XL"])
def painter(request, tmp_path_factory):
    torch.set_num_threads(1)
    return DiffusersPainter(str(tiny_painters.saved(request.param, tmp_path_factory.mktemp("models"))), device="cpu")


@pytest.fixture
def wanted():
    artwork = framed(load(ARTWORK, SIDE), (SIDE, SIDE), "crop").picture
    style = BOOK.style("woodcut")
    return PaintRequest(
        artwork=artwork, style=style, caption=CAPTION, prompt="a fox", seed=1, strength=0.8, guidance=3.0, steps=2
    )


class TestLongPrompts:
    def test_prompt_caption_and_style_count_each(self, painter, wanted):
        other = {"prompt": "a crane", "caption": f"{CAPTION} Fast drums.", "style": BOOK.style("synthwave")}
        painted = painter.paint(wanted).astype(float)
        for key, value in other.items():
            assert np.abs(painter.paint(replace(wanted, **{key: value})) - painted).mean() > 0.05, key

    def test_morphs_hear_them_too(self, painter, wanted):
        latents, t = painter.encode(wanted.artwork)[None], np.array([0.5], np.float32)
        short = replace(wanted, caption="", style=None)
        morphed = [
            painter.morph(latents, t, short, end, level=0.6, steps=2)
            for end in (wanted, replace(wanted, style=BOOK.style("synthwave")), short)
        ]
        assert all(np.abs(one - morphed[0]).mean() > 1e-4 for one in morphed[1:])


class TestEncoded:
    def test_a_short_prompt_is_encoded_as_the_pipeline_does(self, painter):
        pipe = painter._pipe
        with torch.inference_mode():
            how = {"device": "cpu", "num_images_per_prompt": 1, "do_classifier_free_guidance": True}
            expected = pipe.encode_prompt("A fox.", negative_prompt=NEGATIVE, **how)[:2]
        torch.testing.assert_close(encoded(pipe, ["A fox."]).tokens, torch.cat(expected))

    def test_each_part_of_a_long_one_has_its_own_window(self, painter):
        parts = ["A fox.", "x" * 60 + ".", "y" * 60 + "."]
        told = encoded(painter._pipe, parts)
        alone = [encoded(painter._pipe, [part]) for part in parts]
        assert told.tokens.shape[1] == 3 * 77
        torch.testing.assert_close(told.tokens, torch.cat([one.tokens for one in alone], dim=1))
        if told.pooled is not None:
            torch.testing.assert_close(told.pooled, torch.stack([one.pooled for one in alone]).mean(0))


def fits(text):
    return len(text) <= 20


class TestPieces:
    def test_what_fits_together_stays_together(self):
        assert pieces(["A fox.", "Drums."], fits) == ["A fox. Drums."]
        assert pieces([], fits) == [""]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Slow and sad. Strings and piano.", ["Slow and sad.", "Strings and piano."]),
            ("one two three four five six", ["one two three", "four five six"]),
            ("一" * 30, ["一" * 15, "一" * 15]),
        ],
    )
    def test_a_long_part_is_parted_where_it_may_be(self, text, expected):
        assert pieces([text], fits) == expected

    def test_nothing_is_lost(self):
        parts = ["A fox.", CAPTION, BOOK.style("baroque").description]
        made = pieces(parts, fits)
        assert " ".join(made) == " ".join(parts)
        assert all(map(fits, made))


def test_repeated_tokens_change_no_attention():
    query, short, long = torch.randn(5, 8), torch.randn(2, 3, 8), torch.randn(2, 4, 8)
    for plain, repeated in zip((short, long), as_long(short, long), strict=True):
        assert repeated.shape[1] == 12
        attend = torch.nn.functional.scaled_dot_product_attention
        torch.testing.assert_close(attend(query[None], plain, plain), attend(query[None], repeated, repeated))
