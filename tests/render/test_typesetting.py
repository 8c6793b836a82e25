import numpy as np
import pytest

from clavilux.render.fonts import Font
from clavilux.render.typesetting import MEASURE, SAFE, Paragraph, Piece, breaks, most_rows, rows

SIZES = [(1080, 1920), (720, 1280), (1920, 1080), (512, 512)]
LONG = "Everybody that I ever knew was standing in the golden rain and nobody remembered how we came to be here"


@pytest.fixture(scope="module")
def font():
    return Font()


def piece(text, start=0.0, end=0.0):
    return Piece(text, start, end)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", ["Hi", "And all the rivers run through me now", LONG, LONG * 5, "W" * 400, "雨" * 90])
def test_all_lines_are_within_the_margins(font, size, text):
    found, high = rows([Paragraph((piece(text),), font, 0.064)], *size)
    assert len(found) <= most_rows(*size) <= 3
    assert high <= (1 - 2 * SAFE) * size[0]
    for row in found:
        assert -row.left <= MEASURE * size[1] / 2 + row.em / 4
        assert row.left + row.cover.shape[1] <= MEASURE * size[1] / 2 + row.em / 4


def test_wide_frames_have_two_rows_of_nearly_the_same_length(font):
    upper, lower = rows([Paragraph((piece(LONG),), font, 0.064)], 1080, 1920)[0]
    assert 0.8 < upper.cover.shape[1] / lower.cover.shape[1] < 1.25
    assert lower.top > upper.top


def test_what_fits_on_one_row_stays_there_at_full_size(font):
    (row,) = rows([Paragraph((piece("Short and sweet"),), font, 0.064)], 1080, 1920)[0]
    assert row.em == pytest.approx(0.064 * 1080)


def test_sizes_are_shares_of_the_frame(font):
    small, large = (
        rows([Paragraph((piece("Alike"),), font, 0.064)], *size)[0][0] for size in ((540, 960), (1080, 1920))
    )
    assert large.cover.shape[1] == pytest.approx(2 * small.cover.shape[1], rel=0.05)


def test_many_lines_shrink_to_the_frame(font):
    found, high = rows([Paragraph((piece(f"Line {n}"),), font, 0.05) for n in range(40)], 512, 512)
    assert len(found) == 40
    assert high <= (1 - 2 * SAFE) * 512 + 1


def test_letters_are_spread_but_not_those_that_are_joined(font):
    for text, spread in (("Wide", True), ("שלום", False)):
        plain, tracked = (
            rows([Paragraph((piece(text),), font, 0.1, tracking)], 512, 512)[0][0].cover.shape[1]
            for tracking in (0, 0.5)
        )
        assert (tracked > plain + 50) is spread


def test_lines_without_spaces_are_broken_between_letters_but_not_before_a_comma():
    assert [*breaks("川「川、川")] == [1, 4]


def test_columns_are_sung_from_left_to_right_piece_by_piece(font):
    (row,) = rows([Paragraph((piece("One ", 1, 2), piece("two", 3, 4)), font, 0.064)], 512, 512)[0]
    assert (np.diff(row.sung) >= 0).all()
    assert row.sung[0] == pytest.approx(1, abs=0.05)
    assert row.sung[-1] == pytest.approx(4, abs=0.05)
    assert {*row.begun.tolist()} == {1.0, 3.0}


def test_hebrew_is_sung_from_right_to_left(font):
    (row,) = rows([Paragraph((piece("שלום ", 1, 2), piece("לך", 2, 3)), font, 0.064)], 512, 512)[0]
    assert (np.diff(row.sung) <= 0).all()
    assert row.begun[0] == 2
    assert row.begun[-1] == 1


def test_a_line_that_is_broken_goes_on_in_its_second_row(font):
    upper, lower = rows([Paragraph((piece(LONG, 0, 10),), font, 0.064)], 1080, 1920)[0]
    assert upper.sung[-1] == pytest.approx(lower.sung[0], abs=0.2)
    assert lower.sung[-1] == pytest.approx(10, abs=0.1)
