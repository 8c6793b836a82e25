import numpy as np
import pytest

from clavilux.direct.sources.deforum import DeforumSource
from clavilux.errors import BadValue


def test_numbers_are_joined_by_lines_and_held_at_the_ends(hearing):
    source = DeforumSource(schedule="10:(0), 20: (1),\n 30 :( .5 ),", fps=10)
    assert source.curve(hearing(), [])(np.array([0, 1, 1.5, 2, 2.5, 9])) == pytest.approx([0, 0, 0.5, 1, 0.75, 0.5])


def test_they_are_scaled_and_in_seconds_of_the_song(hearing):
    source = DeforumSource(schedule="0:(-1e1), 24:(+10)", fps=24, low=-10, high=10)
    assert source.curve(hearing(offset=0.5), [])(np.array([0.0, 0.5])) == pytest.approx([0.5, 1])


@pytest.mark.parametrize(
    ("schedule", "piece"),
    [
        ("0:(0), 30:(sin(2*3.14*t/5))", "30:(sin(2*3.14*t/5))"),
        ("0:(0) 30:(1)", "0:(0) 30:(1)"),
        ("0: 1", "0: 1"),
        ("-1:(0)", "-1:(0)"),
        ("0:(nan)", "0:(nan)"),
    ],
)
def test_what_cannot_be_read_is_told(hearing, schedule, piece):
    with pytest.raises(BadValue) as raised:
        DeforumSource(schedule=schedule, fps=24).curve(hearing(), [])
    assert f"cannot read '{piece}'; give numbers alone" in str(raised.value)
