import numpy as np
import pytest

from clavilux import plugins
from clavilux.errors import UserError
from clavilux.render.fonts import Font
from frames_by_hand import flat

BLACK = flat(0, 180, 320)


def seen(part, time):
    return plugins.configured("effects", part).apply(BLACK, {"clock": time}, {})


def tops(frame):
    """Where rows of letters begin."""
    lit = np.concatenate([[False], frame.max(axis=(1, 2)) > 100])
    return np.flatnonzero(lit[1:] & ~lit[:-1])


def test_a_title_comes_and_goes():
    title = {"use": "title", "text": "Night", "start": 1, "seconds": 4}
    shown = [float(seen(title, time).mean()) for time in (1, 1.4, 2, 3, 4, 4.6, 5)]
    assert shown[0] == shown[-1] == 0
    assert 0 < shown[1] < shown[2] == shown[3] == shown[4] > shown[5] > 0


def test_the_first_line_is_the_largest_and_all_is_in_the_middle():
    frame = seen({"use": "title", "text": r"TITLE\nANN"}, 3)
    upper, lower = tops(frame)
    heights = [(frame[top : top + 40].max(axis=(1, 2)) > 100).argmin() for top in (upper, lower)]
    assert heights[0] > 2 * heights[1]
    lit = np.flatnonzero(frame.max(axis=(0, 2)) > 100)
    assert lit[0] + lit[-1] == pytest.approx(319, abs=3)


def test_roles_stand_above_names_in_credits():
    assert len(tops(seen({"use": "credits", "text": "MUSIC: ANN", "start": 0}, 3))) == 2
    assert len(tops(seen({"use": "credits", "text": "FOR ANN", "start": 0}, 3))) == 1


def test_credits_end_with_the_film():
    effect = plugins.configured("effects", {"use": "credits", "text": "Ann", "seconds": 5})
    part = effect.placed(60, 90)
    assert 20 < part["start"] < 25
    assert plugins.configured("effects", part).placed(60, 90) == part


def card(use, length):
    """As it is in the plan of a film so long."""
    part = plugins.configured("effects", {"use": use, "text": "Night"}).placed(30, 30 + length)
    return plugins.configured("effects", part)


@pytest.mark.parametrize("length", [3.0, 8.0, 12.0, 60.0])
def test_in_a_short_film_the_credits_wait_for_the_title(length):
    title, end = card("title", length), card("credits", length)
    assert title.start + title.seconds <= end.start + 1e-9
    assert end.start + end.seconds <= length


def test_a_plan_has_the_hash_of_a_font(tmp_path):
    path = tmp_path / "own.ttf"
    path.write_bytes(Font()._content)
    part = plugins.configured("effects", {"use": "title", "text": "Own", "font": str(path)}).placed(0, 9)
    plugins.configured("effects", part).prepare()
    path.write_bytes(Font(weight="Light")._content)
    with pytest.raises(UserError, match="another font"):
        plugins.configured("effects", part).prepare()


def test_a_blank_title_writes_nothing():
    assert seen({"use": "title", "text": " \n "}, 3) is BLACK


@pytest.mark.parametrize("use", ["title", "credits"])
def test_a_card_that_begins_behind_the_end_is_told(use):
    card = plugins.configured("effects", {"use": use, "text": "Late", "start": 30})
    with pytest.raises(
        UserError, match=f"the {use} would begin at 30 s, but the film ends at 20 s.* effects.{use}.start"
    ):
        card.placed(10, 30)
    card.placed(10, 41)
