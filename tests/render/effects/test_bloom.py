import numpy as np

from frames_by_hand import flat, shown, smooth, spot


def test_highlights_glow_and_what_is_far_from_them_stays_dark():
    glow = shown("bloom", spot(), amount=0.2)
    near, far = glow[45, 88].mean(), glow[2, 2].mean()
    assert near > 5
    assert far == 0
    assert (glow[45, 90:130].astype(int).mean(-1)[:-1] >= glow[45, 91:131].astype(int).mean(-1)[1:]).all()


def test_white_stays_white_and_dark_pictures_stay_as_they_are():
    assert (shown("bloom", flat(255), amount=0.2) == 255).all()
    assert (shown("bloom", flat(60), amount=0.2) == 60).all()


def test_it_only_adds_light():
    assert (shown("bloom", smooth(), amount=0.2) >= smooth()).all()


def test_the_glow_has_the_colour_of_the_light():
    red = spot() * np.array([1, 0.75, 0.55])
    glow = shown("bloom", red.astype(np.uint8), amount=0.2)[45, 88]
    assert glow[0] > glow[1] > glow[2]


def test_a_wide_glow_reaches_further():
    narrow, wide = (shown("bloom", spot(), options={"size": size}, amount=0.2) for size in (0.02, 0.1))
    assert wide[45, 100].mean() > narrow[45, 100].mean()
