"""What the director decides, from hearings made by hand."""

import pytest

from clavilux.direct import director
from clavilux.errors import ClaviluxWarning, UnknownName, UserError
from clavilux.plan import Driven, FileRef, Plan
from clavilux.recipe import Recipe
from clavilux.styles import StyleBook
from clavilux.values import Hearing, Section

SONG, ART, MASK = (
    FileRef(path=name, sha256=digit * 64) for name, digit in (("s.ogg", "0"), ("a.jpg", "1"), ("m.png", "2"))
)
BOOK = StyleBook.load()


def heard(*sections, **values):
    """A hearing of sections of 10 s, each with these values."""
    made = tuple(Section(start=10.0 * n, end=10.0 * (n + 1), **how) for n, how in enumerate(sections))
    return Hearing(duration=10.0 * len(sections), tempo=0.0, signals={}, events={}, sections=made, **values)


def plan(*sections, pictures=("art",), recipe=None, **how):
    recipe = Recipe().with_values(recipe or {})
    return director.plan(heard(*sections), recipe, song=SONG, pictures=dict.fromkeys(pictures, ART), **how)


def styles(made):
    return [made.keyframes[shot.to].style for shot in made.shots]


def test_every_section_gets_a_shot_that_reaches_its_keyframe_at_its_end():
    made = plan({}, {}, {})
    assert [(shot.start, shot.end) for shot in made.shots] == [(0, 10), (10, 20), (20, 30)]
    for before, after in zip(made.shots, made.shots[1:], strict=False):
        assert before.to == after.from_
    assert len(made.keyframes) == 4


def test_the_film_leaves_the_artwork_or_black():
    first = plan({}).keyframes["k0"]
    assert (first.picture, first.paint) == ("art", False)
    black = plan({}, recipe={"imagine.first": "black"}).keyframes["k0"]
    assert (black.picture, black.paint) == (None, False)


def test_the_plan_is_what_its_file_says():
    made = plan({"genre": "jazz", "confidence": 0.9, "caption": "A slow jazz song."}, {}, keep=MASK)
    assert Plan.from_json(made.to_json()) == made


def test_a_genre_that_is_sure_chooses_the_style():
    sections = [{"genre": "jazz", "confidence": 0.9}, {"genre": "jazz", "confidence": 0.1}, {}]
    jazz = BOOK.for_genre("jazz").name
    assert styles(plan(*sections)) == [jazz, None, None]
    assert styles(plan(*sections, recipe={"imagine.certainty": 0})) == [jazz, jazz, None]


def test_the_users_choice_comes_before_what_is_heard():
    sections = [{"genre": "jazz", "confidence": 0.9}, {}]
    assert styles(plan(*sections, recipe={"imagine.style": "pop-art"})) == ["pop-art"] * 2
    assert styles(plan(*sections, recipe={"imagine.genre": "metal"})) == [BOOK.for_genre("metal").name] * 2


def test_the_papers_rule_takes_the_genre_from_the_caption():
    sections = [{"caption": "This is a Jazz song."}, {"caption": "Rain."}]
    chosen = styles(plan(*sections, recipe={"listen.genre_from": "caption", "imagine.certainty": 0}))
    assert chosen == [BOOK.for_genre("jazz").name, None]


def test_a_picture_as_style_is_one_of_the_plans_pictures():
    made = plan({}, recipe={"imagine.style": "klimt.jpg"}, style_picture=MASK)
    name = made.keyframes["k1"].style_picture
    assert made.pictures[name] == MASK
    assert made.keyframes["k1"].style is None


def test_the_whole_film_is_painted_in_one_hand():
    for seed in range(3):
        made = plan({}, {}, recipe={"imagine.style": "pop-art", "seed": seed})
        (hand,) = {made.keyframes[shot.to].exemplar for shot in made.shots}
        assert hand in BOOK.style("pop-art").exemplars


def test_pictures_take_turns():
    made = plan({}, {}, {}, {}, pictures=("a", "b"))
    assert [made.keyframes[shot.to].picture for shot in made.shots] == ["a", "a", "b", "b"]


def test_a_mask_has_a_name_of_its_own():
    made = plan({}, pictures=("keep",), keep=MASK)
    assert made.pictures[made.keyframes["k1"].keep] == MASK
    assert made.pictures["keep"] == ART


def test_more_pictures_than_sections_are_told():
    with pytest.warns(ClaviluxWarning, match="only 1 of 2 pictures is shown.*--sections fixed --set listen.section=5"):
        plan({}, pictures=("a", "b"))


def test_seeds_differ_and_do_not_depend_on_how_many_there_are():
    short, long = plan({}, {}), plan({}, {}, {}, {})
    seeds = [brief.seed for brief in long.keyframes.values()]
    assert len(set(seeds[1:])) == 4
    assert [brief.seed for brief in short.keyframes.values()] == seeds[:3]
    assert plan({}, recipe={"seed": 5}).keyframes["k1"].seed != short.keyframes["k1"].seed


def test_a_jump_begins_with_the_second_shot():
    made = plan({}, {})
    assert [shot.jump for shot in made.shots] == [0.0, Recipe().path.jump]
    assert made.shots[0].kick == Driven(lane="pulse", amount=0.25)


def test_what_does_not_travel_does_not_jump():
    assert {shot.jump for shot in plan({}, {}, recipe={"lanes.travel.kind": "constant"}).shots} == {0.0}


def test_random_effects_have_the_seed_of_the_film():
    (grain,) = [part for part in plan({}, recipe={"seed": 7}).effects if part["use"] == "grain"]
    assert grain["seed"] == 7
    (grain,) = [part for part in plan({}, recipe={"effects.grain.seed": 3}).effects if part["use"] == "grain"]
    assert grain["seed"] == 3


def test_what_is_written_comes_above_all_else_and_has_the_seconds_of_the_film(tmp_path):
    (tmp_path / "song.srt").write_text("1\n00:00:12,000 --> 00:00:14,000\nHello\n")
    values = {"effects.lyrics.file": str(tmp_path / "song.srt"), "effects.bloom.amount": 0.1, "listen.start": 5}
    *others, text = plan({}, recipe=values).effects
    assert text == {"use": "lyrics", "lines": [{"start": 7.0, "end": 9.0, "text": "Hello"}]}
    assert "bloom" in [part["use"] for part in others]


def test_the_plan_tells_its_recipe_without_paths():
    made = plan({}, recipe={"imagine.keep": "/home/me/mask.png", "imagine.prompt": "rain"}, keep=MASK)
    assert made.made_with["imagine"]["prompt"] == "rain"
    assert "/home/me" not in str(made.made_with)


def test_mistakes_of_the_user_are_told():
    with pytest.raises(UnknownName, match="Known: "):
        plan({}, recipe={"imagine.style": "brown"})
    with pytest.raises(UnknownName, match="Known: "):
        plan({}, recipe={"imagine.genre": "polka"})
    with pytest.raises(UserError, match="no picture to start from"):
        plan({}, pictures=())


class TestForm:
    """What comes back in the song comes back in the film."""

    def way(self, form, **how):
        return [shot.to for shot in plan(*({"label": label} for label in form), **how).shots]

    def test_a_chorus_comes_back_to_its_picture(self):
        assert self.way("ABABCB") == ["k1", "k2", "k1", "k2", "k3", "k2"]

    def test_a_part_that_is_repeated_at_once_goes_on_and_comes_back_in_order(self):
        assert self.way("AABAAAB") == ["k1", "k2", "k3", "k1", "k2", "k4", "k3"]

    def test_where_the_form_is_unknown_every_section_has_its_own(self):
        assert self.way(["", "", ""]) == ["k1", "k2", "k3"]

    def test_several_pictures_are_shown_in_order_all_the_same(self):
        made = plan(*({"label": label} for label in "ABAB"), pictures=("one", "two"))
        assert [made.keyframes[shot.to].picture for shot in made.shots] == ["one", "one", "two", "two"]

    def test_it_comes_back_in_its_own_style_only(self):
        sure = [{"label": "A", "genre": genre, "confidence": 0.9} for genre in ("jazz", "metal")]
        made = plan(sure[0], {"label": "B"}, sure[1])
        assert made.keyframes[made.shots[2].to].style == BOOK.for_genre("metal").name
