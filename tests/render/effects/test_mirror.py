import numpy as np
import pytest

from frames_by_hand import shown, smooth

HALVES = {"left": np.s_[:, :80], "right": np.s_[:, 80:], "top": np.s_[:45], "bottom": np.s_[45:]}


@pytest.mark.parametrize("keep", HALVES)
def test_both_halves_are_alike_in_the_end_and_one_has_stayed(keep):
    seen = shown("mirror", smooth(), options={"keep": keep}, amount=1)
    axis = 1 if keep in ("left", "right") else 0
    assert (seen == np.flip(seen, axis)).all()
    assert (seen[HALVES[keep]] == smooth()[HALVES[keep]]).all()


def test_the_mirror_slides_in_from_the_border():
    seen = shown("mirror", smooth(), amount=0.5)
    assert (seen[:, :120] == smooth()[:, :120]).all()
    assert (seen[:, 120:] == smooth()[:, 80:120][:, ::-1]).all()
