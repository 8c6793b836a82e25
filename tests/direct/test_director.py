"""What the director decides, from hearings made by hand."""

from itertools import pairwise

import numpy as np
import pytest

import hearings
from clavilux.direct import director
from clavilux.errors import ClaviluxWarning, UnknownName, UserError
from clavilux.plan import Driven, FileRef, Framing, Plan
from clavilux.recipe import Recipe
from clavilux.styles import StyleBook
from clavilux.values import Composition, Hearing, Section

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
    assert chosen == ["paper-abstract", None]


def test_the_papers_rule_goes_with_its_own_table():
    rule = {"listen.genre_from": "caption", "imagine.certainty": 0}
    assert styles(plan({}, recipe=rule | {"imagine.genre": "metal"})) == ["paper-gothic"]
    assert styles(plan({"caption": "Jazz."}, recipe=rule | {"imagine.style": "pop-art"})) == ["pop-art"]


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


def test_a_jump_begins_with_the_second_phrase_if_it_is_cut():
    made = plan({}, {}, recipe={"direct.transitions": "cut"})
    assert [shot.jump for shot in made.shots] == [0.0, Recipe().path.jump]
    assert made.shots[0].kick == Driven(lane="pulse", amount=0.25)
    soft = plan({}, {})
    assert [shot.jump for shot in soft.shots] == [0.0, 0.0]
    assert soft.shots[1].transition["use"] == "dissolve"


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


class TestShots:
    """Several shots on the way of one phrase."""

    BARS = np.arange(0, 40, 2.0)

    def shots(self, **values):
        sections = [Section(start=0.0, end=20.0, label="A"), Section(start=20.0, end=40.0, label="B")]
        loud = hearings.signals(10.0, loudness=np.ones(400))
        heard = hearings.silent(
            0.0,
            40.0,
            sections=tuple(sections),
            signals=loud,
            events=hearings.events(downbeats=self.BARS),
            beat_confidence=0.9,
        )
        interest = np.full((64, 64), 1 / 4096, np.float32)
        seen = {"art": Composition(interest=interest)}
        recipe = Recipe().with_values({"listen.section": 20} | values)
        return director.plan(heard, recipe, song=SONG, pictures={"art": ART}, compositions=seen).shots

    def test_they_share_its_way(self):
        shots = self.shots()
        assert len(shots) > 4
        for before, after in pairwise(shots):
            if before.to == after.to:
                assert before.from_ == after.from_
                assert after.begin == pytest.approx(before.begin + before.travel.amount)
            else:
                assert before.begin + before.travel.amount == pytest.approx(1)
                assert after.begin == 0

    def test_every_one_is_framed_and_says_what_for(self):
        shots = self.shots()
        assert len({shot.framing.start for shot in shots}) > 3
        assert shots[0].note == "opening, part A, loud"
        assert all(shot.note for shot in shots)

    def test_every_other_part_is_mirrored(self):
        assert {(shot.framing.mirrored, "part B" in shot.note) for shot in self.shots()} == {
            (False, False),
            (True, True),
        }
        assert not any(shot.framing.mirrored for shot in self.shots(**{"direct.mirrors": False}))

    def test_a_transition_begins_a_phrase_only(self):
        shots = self.shots()
        assert [shot.begin for shot in shots if shot.transition] == [0.0]

    def test_the_picture_stays_where_the_music_rests(self):
        loudness = np.repeat([1.0, 0.001], 200)
        signals = hearings.signals(10.0, loudness=loudness)
        sections = Section(start=0.0, end=20.0, label="A"), Section(start=20.0, end=40.0, label="B")
        heard = hearings.silent(0.0, 40.0, signals=signals, sections=sections)
        recipe = Recipe().with_values({"listen.section": 20})
        made = director.plan(heard, recipe, song=SONG, pictures={"art": ART})
        assert [(shot.from_, shot.to) for shot in made.shots] == [("k0", "k1"), ("k1", "k1")]
        two = director.plan(heard, recipe, song=SONG, pictures={"art": ART, "other": ART})
        assert [two.keyframes[shot.to].picture for shot in two.shots] == ["art", "other"]

    def test_every_section_of_the_paper_has_its_keyframe_however_quiet(self):
        signals = hearings.signals(10.0, loudness=np.repeat([1.0, 0.001], 200))
        heard = hearings.silent(0.0, 20.0, 40.0, signals=signals)
        made = director.plan(heard, Recipe.named("paper"), song=SONG, pictures={"art": ART})
        assert [(shot.from_, shot.to) for shot in made.shots] == [("k0", "k1"), ("k1", "k2")]

    def test_the_paper_has_none_of_it(self):
        paper = Recipe.named("paper").direct
        plain = {f"direct.{name}": getattr(paper, name) for name in paper.__struct_fields__}
        assert [(shot.start, shot.end, shot.framing, shot.transition) for shot in self.shots(**plain)] == [
            (0, 20, Framing(), None),
            (20, 40, Framing(), None),
        ]

    def test_the_camera_moves_with_the_lane_that_it_is_told(self):
        shots = self.shots(**{"direct.move": {"lane": "swell"}, "lanes.drift": None})
        assert {shot.framing.move for shot in shots if shot.framing.end} == {Driven(lane="swell")}


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

    def test_other_parts_are_freer_but_as_free_as_the_user_says(self):
        free = [shot.to for shot in plan({"label": "A"}, {"label": "B"}, {"label": "C"}).shots]
        made = plan({"label": "A"}, {"label": "B"}, {"label": "C"})
        assert [made.keyframes[name].strength for name in free] == [None, 0.75, 0.9]
        made = plan({"label": "A"}, {"label": "B"}, recipe={"imagine.strength": 0.3})
        assert [made.keyframes[name].strength for name in ("k1", "k2")] == [0.3, 0.3]

    def test_it_comes_back_in_its_own_style_only(self):
        sure = [{"label": "A", "genre": genre, "confidence": 0.9} for genre in ("jazz", "metal")]
        made = plan(sure[0], {"label": "B"}, sure[1])
        assert made.keyframes[made.shots[2].to].style == BOOK.for_genre("metal").name


def test_no_figure_is_seen_twice_where_quiet_phrases_meet():
    interest = np.full((9, 16), 1 / 144, np.float32)
    figure = Composition(interest=interest, whole=((0.4, 0.2, 0.6, 0.5),))
    made = {seen: plan({}, {}, {}, compositions={"art": seen}) for seen in (figure, Composition(interest=interest))}
    assert [shot.transition and shot.transition["use"] for shot in made.pop(figure).shots] == [None] * 3
    assert [shot.transition and shot.transition["use"] for shot in made.popitem()[1].shots] == [None, *["dissolve"] * 2]
