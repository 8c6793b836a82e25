import unicodedata

import pytest

from clavilux.errors import UserError
from clavilux.render.fonts import Font, check, sha256_of


@pytest.mark.parametrize("weight", ["Light", "SemiBold"])
def test_the_font_that_ships_has_the_alphabets_of_europe(weight):
    ranges = [(0x20, 0x7F), (0xA1, 0x17F), (0x391, 0x3CF), (0x400, 0x460)]
    text = "".join(
        chr(n) for first, end in ranges for n in range(first, end) if unicodedata.category(chr(n))[0] in "LP"
    )
    assert Font(weight=weight).lacks(text + "–—“”„‘’…") == ["Ĳ", "ĳ", "ŉ"]  # which nobody types


def test_what_a_font_lacks_is_told_with_the_cure():
    with pytest.raises(
        UserError, match=r"title: the font that ships has no 日 \(U\+65E5\) 本 \(U\+672C\); .*title\.font=FILE"
    ):
        check("日本 日本 ok", [Font()], "title")


def test_directions_and_spaces_are_no_characters_to_draw():
    check("a\u200b\u200f \u00a0\n", [Font()], "title")


def test_a_font_of_ones_own_is_the_one_of_the_plan(tmp_path):
    path = tmp_path / "font.ttf"
    path.write_bytes(Font()._content)
    assert Font(str(path), sha256_of(str(path))).lacks("abc") == []
    with pytest.raises(UserError, match="another font than the plan was made with"):
        Font(str(path), "0" * 64)


def test_what_is_no_font_is_told(tmp_path):
    (tmp_path / "font.ttf").write_text("no font")
    with pytest.raises(UserError, match="is no font that can be read"):
        Font(str(tmp_path / "font.ttf"))
    with pytest.raises(UserError, match="No such file"):
        Font(str(tmp_path / "none.ttf"))
