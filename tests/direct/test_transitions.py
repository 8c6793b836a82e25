"""How a phrase takes over from the one before."""

import numpy as np
import pytest

import plans
from clavilux.direct.editing import Phrase
from clavilux.direct.transitions import check_transitions, clear, fitting, in_one_take, is_soft, transition
from clavilux.errors import BadValue
from clavilux.plan import Framing, Part, Shot, View
from clavilux.values import Section


def phrase(level: float, *, change: float = 0.0, label: str = "A", sure: bool = True) -> Phrase:
    section, downbeats = Section(start=0.0, end=10.0, label=label), np.arange(0, 10, 2.0) if sure else np.empty(0)
    return Phrase(section=section, level=level, change=change, ahead=0.0, bar=2.0, downbeats=downbeats)


def used(before: Phrase, after: Phrase) -> str | None:
    part = transition(before, after)
    return None if part is None else str(part["use"])


def test_loud_music_goes_on_with_a_cut_and_a_new_part_of_it_with_a_whip_pan() -> None:
    assert used(phrase(0.9), phrase(0.9)) is None
    assert used(phrase(0.9), phrase(0.9, label="B")) == "whip-pan"


def test_a_drop_is_flown_into_and_a_break_dawns() -> None:
    assert used(phrase(0.3), phrase(0.95, change=0.65)) == "zoom-through"
    assert used(phrase(0.9), phrase(0.3, change=-0.6)) == "luma-wipe"


def test_quiet_music_and_music_without_a_sure_beat_dissolve() -> None:
    assert used(phrase(0.2), phrase(0.3)) == "dissolve"
    for level in (0.1, 0.5, 1.0):
        assert used(phrase(level), phrase(level, sure=False)) == "dissolve"


def test_who_wants_dissolves_or_cuts_only_gets_them() -> None:
    for before, after in [(0.9, 0.9), (0.3, 0.95), (0.2, 0.2)]:
        pair = phrase(before), phrase(after, change=after - before)
        assert transition(*pair, "cut") is None
        soft = transition(*pair, "soft")
        assert soft is not None
        assert soft["use"] == "dissolve"


def test_soft_are_those_in_which_both_pictures_are_seen() -> None:
    assert is_soft({"use": "dissolve", "duration": 1.0})
    assert is_soft({"use": "luma-wipe"})
    assert not is_soft({"use": "whip-pan"})
    assert not is_soft(None)


def test_one_that_would_take_most_of_its_shot_is_shorter() -> None:
    slow = {"use": "dissolve", "duration": 2.0}
    assert fitting(slow, 10.0) is slow
    assert fitting(slow, 1.5) == {"use": "dissolve", "duration": 0.75}
    assert fitting(None, 1.0) is None


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ({"use": "disolve"}, r"shots\[1\]\.transition: unknown transition 'disolve'\. Did you mean 'dissolve'"),
        ({"use": "dissolve", "speed": 2}, r"shots\[1\]\.transition: .*unknown option 'speed'"),
        (
            {"use": "dissolve", "duration": 60},
            r"shots\[1\]\.transition\.duration: takes 60 s, but the shot lasts 1 s; make it shorter",
        ),
    ],
)
def test_a_mistake_is_told_with_its_shot(part: dict[str, object], told: str) -> None:
    film = plans.plan([0, 24, 48], shots=[{}, {"transition": part}])
    with pytest.raises(BadValue, match=told) as raised:
        check_transitions(film.shots)
    assert "\n" not in str(raised.value)


def test_a_wipe_shows_no_figure_twice() -> None:
    wipe, dissolve = {"use": "luma-wipe", "duration": 1.5}, {"use": "dissolve", "duration": 1.5}
    whole, left, right = (Framing(start=View(zoom=zoom, x=x)) for zoom, x in ((1.0, 0.5), (2.2, 0.2), (2.2, 0.8)))
    assert clear(wipe, left, right) is wipe
    for before, after in [(whole, left), (left, whole), (left, left)]:
        assert clear(wipe, before, after) is None
        assert clear(dissolve, before, after) is dissolve
    assert clear(wipe, Framing(start=View(), end=right.start), left) is wipe
    assert clear(None, left, left) is None


def shot(framing: Framing, part: Part | None = None) -> Shot:
    return Shot(id="s", start=0, end=8, from_="k0", to="k1", framing=framing, transition=part)


def test_a_dissolve_between_two_views_of_a_figure_is_one_take_of_the_camera() -> None:
    dissolve: Part = {"use": "dissolve", "duration": 1.5}
    near, far = View(zoom=1.5, x=0.4), View()
    made = in_one_take(
        shot(Framing(start=far, end=near, depth=0.3)),
        shot(Framing(start=far, end=View(zoom=1.2), orbit=0.07), dissolve),
    )
    assert made
    before, after = made
    assert (before.framing, before.transition) == (Framing(start=far, end=near), None)
    assert (after.framing, after.transition) == (Framing(start=near, end=View(zoom=1.2)), None)
    stays = in_one_take(shot(Framing(start=near)), shot(Framing(start=near), dissolve))
    assert stays
    assert not stays[1].framing.moves


def test_other_transitions_stay_and_so_do_dissolves_between_different_places() -> None:
    dissolve: Part = {"use": "dissolve", "duration": 1.5}
    left, right = (Framing(start=View(zoom=2.2, x=x)) for x in (0.2, 0.8))
    assert in_one_take(shot(left), shot(right, dissolve)) is None
    assert in_one_take(shot(left), shot(Framing(start=left.start, mirrored=True), dissolve)) is None
    assert in_one_take(shot(left), shot(left, {"use": "whip-pan", "duration": 0.3})) is None
    assert in_one_take(shot(left), shot(left)) is None
