from itertools import pairwise

import pytest

from clavilux.listen.sections import fixed


@pytest.mark.parametrize("duration", [0.02, 3.0, 9.99, 10.0, 14.99, 15.0, 29.7, 60.0, 247.31])
@pytest.mark.parametrize("length", [1.0, 4.1, 10.0])
def test_sections_cover_the_song_without_gaps(duration: float, length: float) -> None:
    sections = fixed(duration, length)
    assert sections[0].start == 0
    assert sections[-1].end == duration
    assert all(before.end == after.start for before, after in pairwise(sections))
    assert all(section.end - section.start == pytest.approx(length) for section in sections[:-1])
    last = sections[-1].end - sections[-1].start
    assert last < 1.5 * length + 1e-9
    assert last >= 0.5 * length - 1e-9 or len(sections) == 1


@pytest.mark.parametrize(
    ("duration", "borders"),
    [(34.0, [0, 10, 20, 34]), (36.0, [0, 10, 20, 30, 36]), (7.0, [0, 7]), (30.0, [0, 10, 20, 30])],
)
def test_a_short_remainder_joins_the_last_section(duration: float, borders: list[float]) -> None:
    sections = fixed(duration, 10.0)
    assert [section.start for section in sections] + [sections[-1].end] == borders
