import numpy as np

from frames_by_hand import flat, shown, smooth


def test_green_stays_and_the_middle_too():
    seen = shown("aberration", smooth(), amount=0.03)
    assert (seen[..., 1] == smooth()[..., 1]).all()
    assert np.abs(seen[44:46, 79:81].astype(int) - smooth()[44:46, 79:81]).max() <= 2


def test_red_moves_out_and_blue_in():
    picture = flat(0)
    picture[:, 140:142] = 255
    seen = shown("aberration", picture, amount=0.03)[45].astype(int)
    red, green, blue = (
        int((seen[:, channel] * np.arange(160)).sum() / seen[:, channel].sum() * 10) for channel in range(3)
    )
    assert red > green + 20
    assert blue < green - 20


def test_no_border_shows():
    assert shown("aberration", flat(200), amount=0.03).min() == 200
