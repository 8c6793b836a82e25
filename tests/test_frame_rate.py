from fractions import Fraction

import pytest

from clavilux.frame_rate import parsed_rate


@pytest.mark.parametrize("whole", [15, 24, 30, 48, 60, 120])
@pytest.mark.parametrize("decimals", [2, 3, 6])
def test_the_rates_of_television_are_known_by_their_decimals(whole: int, decimals: int) -> None:
    rate = Fraction(whole * 1000, 1001)
    assert parsed_rate(f"{float(rate):.{decimals}f}") == rate
    assert parsed_rate(f"{rate.numerator}/{rate.denominator}") == rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("24", Fraction(24)),
        ("24.0", Fraction(24)),
        ("25.00", Fraction(25)),
        ("12.5", Fraction(25, 2)),
        ("24.5", Fraction(49, 2)),
        ("24.99", Fraction(2499, 100)),
        ("23.97", Fraction(24000, 1001)),  # cut off
        ("2997/125", Fraction(2997, 125)),
        ("0060/2", Fraction(30)),
    ],
)
def test_others_are_taken_as_they_are(text: str, rate: Fraction) -> None:
    assert parsed_rate(text) == rate


def test_a_rate_is_a_fraction_that_video_files_can_hold() -> None:
    assert parsed_rate("24.123456789").denominator <= 1001
    assert float(parsed_rate("24.123456789")) == pytest.approx(24.123456789, abs=1e-5)


@pytest.mark.parametrize(
    "text", ["", "fast", "0", "0.5", "241", "240.1", "-24", "24,5", "24/0", "1e1", "nan", "²4", "9" * 5000]
)
def test_what_is_no_rate_is_told_with_what_is(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"give 1 to 240: a whole number, a decimal such as 23\.976, or a fraction such"
    ):
        parsed_rate(text)
