import numpy as np

from clavilux.kernel.sizes import centre, covering


def test_a_size_is_covered_by_multiples():
    assert covering((100, 70), 8) == (104, 72)
    assert covering((96, 64), 8) == (96, 64)
    assert covering((97, 65), 2) == (98, 66)


def test_the_centre_of_a_picture():
    picture = np.arange(6 * 9 * 3, dtype=np.uint8).reshape(6, 9, 3)
    np.testing.assert_array_equal(centre(picture, (4, 2)), picture[2:4, 2:6])
    assert centre(picture, (9, 6)).shape == picture.shape
