"""Fields of patches at other sizes, and between those of two pictures."""

import numpy as np

from clavilux.kernel.fields import finer, mixed, snapped
from clavilux.kernel.patches import SIDE


def identity(size: tuple[int, int]) -> np.ndarray:
    """The field of a picture that is made of itself."""
    rows, columns = (n - SIDE + 1 for n in size)
    return np.moveaxis(np.mgrid[:rows, :columns], 0, -1).astype(np.int32)


def nearest(size: tuple[int, int]) -> np.ndarray:
    """All patches of a source of that size may be taken."""
    return np.ascontiguousarray(np.moveaxis(identity(size), -1, 0))


def test_a_whole_piece_stays_one_at_a_larger_size() -> None:
    small = identity((40, 60)) + np.array([3, -2], np.int32)
    field, held = finer(small, (100, 150), nearest((130, 150)))
    inner = (field - identity((100, 150)))[:, SIDE * 2 : -SIDE * 2]
    assert np.ptp(inner.reshape(-1, 2), axis=0).tolist() == [0, 0]
    assert not held.any()


def test_offsets_of_a_larger_size_are_any() -> None:
    """Not only multiples of what they are enlarged by: else even grounds would have a grid."""
    pieces = np.random.default_rng(0).integers(0, 12, (60, 60, 2)).astype(np.int32)
    field, _ = finer(identity((64, 64)) + pieces, (84, 84), nearest((130, 130)))
    offsets = (field - identity((84, 84)))[10:70, 10:70] % 4
    for axis in (0, 1):
        assert np.bincount(offsets[..., axis].ravel(), minlength=4).min() > 0.1 * 60 * 60


def test_what_was_found_holds_where_the_smaller_fields_agree() -> None:
    was = identity((40, 60))
    now = was.copy()
    now[:10] += 1
    fine = np.full((96, 146, 2), 7, np.int32)
    field, held = finer(now, (100, 150), nearest((100, 150)), before=(was, fine))
    assert not held[:20].any()
    assert held[30:].all()
    assert (field[held] == 7).all()
    assert (field[~held] != 7).any()


def test_only_what_may_be_taken_is() -> None:
    allowed = nearest((30, 30)).copy()
    allowed[0, :10] = 10  # nothing of the upper rows
    for field in (snapped(identity((30, 30)), allowed), finer(identity((15, 15)), (30, 30), allowed)[0]):
        assert field[..., 0].min() == 10


def test_fields_are_mixed_piece_by_piece_at_every_size() -> None:
    changed = np.zeros((36, 56), bool)
    changed[:, 20:] = True
    for size in ((40, 60), (100, 150)):
        one, other = np.zeros_like(identity(size)), np.ones_like(identity(size))
        out = mixed(one, other, changed)
        away = np.abs(np.argmax(out[..., 0], axis=1) - 20 * size[1] / 60)
        assert away.max() <= 0.5 * size[1] / 60
        assert (np.diff(out[..., 0], axis=1) >= 0).all()


def test_the_number_of_threads_makes_no_difference() -> None:
    rng = np.random.default_rng(0)
    field = rng.integers(0, 26, (26, 36, 2)).astype(np.int32)
    was = np.where(rng.random((26, 36, 1)) < 0.5, field, 0).astype(np.int32)
    fine = np.zeros((66, 86, 2), np.int32)
    one, three = (finer(field, (70, 90), nearest((70, 90)), before=(was, fine), threads=n) for n in (1, 3))
    np.testing.assert_array_equal(one[0], three[0])
    np.testing.assert_array_equal(one[1], three[1])
