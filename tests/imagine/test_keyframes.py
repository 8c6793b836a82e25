import gc
import tracemalloc
import weakref
from dataclasses import replace
from itertools import combinations

import msgspec
import numpy as np
import pytest
from PIL import Image as Pillow

from clavilux.errors import RenderError
from clavilux.imagine.keyframes import IN_MEMORY, Keyframes
from clavilux.imagine.painters.choose import choose
from clavilux.imagine.painters.fake import FakePainter
from clavilux.plan import Brief
from clavilux.styles import StyleBook

BOOK = StyleBook.load()
WIDTH, HEIGHT = 96, 64


class Diary(FakePainter):
    """A painter that remembers its requests."""

    def __init__(self, **defaults):
        self.requests = []
        self.defaults = replace(FakePainter.defaults, **defaults)

    def paint(self, request):
        self.requests.append(request)
        return super().paint(request)


class Blank(FakePainter):
    """A painter that fails as networks do: not-a-number turned into black."""

    name = "blank"

    def paint(self, request):
        return np.zeros_like(request.artwork)


def ramp(level=100):
    row = np.linspace(0, 100, WIDTH)[None, :, None]
    return np.broadcast_to(row + level, (HEIGHT, WIDTH, 3)).astype(np.uint8)


def blobs():
    """A picture of places that can be told apart."""
    coarse = np.random.default_rng(0).integers(0, 256, (8, 12, 3), np.uint8)
    return np.asarray(Pillow.fromarray(coarse).resize((WIDTH, HEIGHT), Pillow.Resampling.BICUBIC))


@pytest.fixture
def asked(planned):
    """The request that a brief comes to."""

    def request(painter=None, picture=None, **brief):
        diary = painter or Diary()
        plan = planned({"k": Brief(picture="art", **brief)}, {"art": ramp() if picture is None else picture})
        Keyframes(plan, diary)("k")
        return diary.requests[-1]

    return request


def test_a_keyframe_is_painted_when_it_is_asked_for_and_remembered(planned):
    diary = Diary()
    keyframes = Keyframes(planned({name: Brief(picture="art") for name in "abc"}, {"art": ramp()}), diary)
    assert diary.requests == []
    one = keyframes("b")
    assert len(diary.requests) == 1
    assert keyframes("b") is one
    keyframes("a")
    assert keyframes("b") is one
    assert len(diary.requests) == 2
    assert one.request is diary.requests[0]


def test_only_the_last_are_in_memory(planned):
    names = [f"k{n}" for n in range(2 * IN_MEMORY)]
    plan = planned({name: Brief(picture="art", seed=n) for n, name in enumerate(names)}, {"art": ramp()})
    diary = Diary()
    keyframes, made = Keyframes(plan, diary), {}
    for name in names:
        made[name] = weakref.ref(keyframes(name).image)
    diary.requests.clear()
    gc.collect()
    assert [name for name in names if made[name]() is not None] == names[-IN_MEMORY:]
    again = keyframes(names[0]).image
    assert len(diary.requests) == 1
    np.testing.assert_array_equal(again, Keyframes(plan, Diary())(names[0]).image)


def test_memory_does_not_grow_with_the_song(planned):
    def peak(count):
        briefs = {f"k{n}": Brief(picture="art", seed=n) for n in range(count)}
        keyframes = Keyframes(planned(briefs, {"art": ramp()}, size=(960, 640)), FakePainter())
        gc.collect()
        tracemalloc.start()
        for name in briefs:
            keyframes(name)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(16) < 1.1 * peak(6)


def test_what_nobody_paints_is_the_picture_itself_or_black(planned):
    diary, briefs = Diary(), {"own": Brief(picture="art", paint=False), "black": Brief(paint=False)}
    keyframes = Keyframes(planned(briefs, {"art": ramp()}), diary)
    np.testing.assert_array_equal(keyframes("own").image, ramp())
    assert not keyframes("black").image.any()
    assert keyframes("black").image.shape == (HEIGHT, WIDTH, 3)
    assert (keyframes("own").request, keyframes("black").request, diary.requests) == (None, None, [])


def test_pictures_are_painted_a_little_larger_where_the_painter_needs_it(planned):
    briefs = {"painted": Brief(picture="art"), "own": Brief(picture="art", paint=False), "black": Brief(paint=False)}
    keyframes = Keyframes(planned(briefs, {"art": ramp()}, size=(94, 66)), FakePainter())
    assert {keyframes(name).image.shape for name in briefs} == {(72, 96, 3)}


def test_the_request_is_what_the_brief_says(asked):
    request = asked(
        style="woodcut", prompt="a fox", caption="Loud.", strength=0.7, guidance=3.0, steps=5, seed=42, take=0.0
    )
    assert (request.prompt, request.caption, request.seed) == ("a fox", "Loud.", 42)
    assert (request.strength, request.guidance, request.steps) == (0.7, 3.0, 5)
    assert request.style.name == "woodcut"
    np.testing.assert_array_equal(request.artwork, ramp())


def test_what_the_brief_leaves_open_is_the_painters_choice(asked):
    request = asked(Diary(strength=0.2, guidance=7.0, steps=3))
    assert (request.strength, request.guidance, request.steps, request.style) == (0.2, 7.0, 3, None)


def test_one_hand_shows_the_style(asked):
    first, second, *_ = BOOK.style("woodcut").exemplars
    assert asked(style="woodcut").style.exemplars == (first,)
    assert asked(style="woodcut", exemplar=second).style.exemplars == (second,)


def test_what_stays_whole_is_told_the_painter(planned):
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[8:20, 10:30] = 255
    briefs = {"masked": Brief(picture="art", keep="mask", take=0.6), "plain": Brief(picture="other", take=0.6)}
    diary = Diary()
    keyframes = Keyframes(planned(briefs, {"art": blobs(), "other": blobs()[::-1], "mask": mask}), diary)
    keyframes("masked"), keyframes("plain")
    masked, plain = diary.requests
    np.testing.assert_array_equal(masked.kept, mask > 0)
    np.testing.assert_array_equal(masked.artwork[mask > 0], blobs()[mask > 0])
    assert plain.kept is None


def test_takes_differ_by_seed_and_are_as_free_as_is_asked(asked):
    takes = [asked(picture=blobs(), take=0.8, seed=seed).artwork.astype(int) for seed in (1, 2, 3)]
    pairs = combinations([blobs(), *takes], 2)
    assert all(np.abs(one - other).mean() > 3 for one, other in pairs)
    np.testing.assert_array_equal(asked(picture=blobs(), take=0.8, seed=2).artwork, takes[1])
    gaps = [np.abs(asked(picture=blobs(), take=take).artwork.astype(int) - blobs()).mean() for take in (0, 0.5, 0.8, 1)]
    assert gaps == sorted(gaps)
    assert gaps[0] == 0 < gaps[1]


def test_the_brief_says_how_free_a_take_is_before_the_painter_does(asked):
    np.testing.assert_array_equal(asked(Diary(take=0.8), picture=blobs(), take=0.0).artwork, blobs())
    assert (asked(Diary(take=0.8), picture=blobs()).artwork != blobs()).any()
    np.testing.assert_array_equal(asked(picture=blobs()).artwork, blobs())  # whose default is none


def test_threads_make_no_difference(planned):
    plan = planned({"k": Brief(picture="art", take=0.8)}, {"art": blobs()})
    one, other = (Keyframes(plan, FakePainter(), threads=threads)("k").image for threads in (1, 3))
    np.testing.assert_array_equal(one, other)


def test_progress_counts_what_is_painted_once(planned):
    calls = []
    briefs = {"first": Brief(picture="art", paint=False)} | {f"k{n}": Brief(picture="art") for n in range(5)}
    plan = planned(briefs, {"art": ramp()})
    keyframes = Keyframes(plan, FakePainter(), progress=lambda *call: calls.append(call))
    keyframes("first")
    assert calls == []
    keyframes("k0")
    assert calls == [("imagine", 0, 5), ("imagine", 1, 5)]
    for name in ("k1", "k2", "k3", "k4", "k0"):  # the last is forgotten, and painted again
        keyframes(name)
    assert [done for _, done, _ in calls] == [0, 1, 2, 3, 4, 5, 5]


def test_another_plan_follows_without_reading_again(planned, tmp_path):
    plan = planned({"a": Brief(picture="art")}, {"art": ramp()})
    calls = []
    first = Keyframes(plan, FakePainter(), progress=lambda *call: calls.append(call))
    (tmp_path / "art.png").unlink()
    second = first.following(msgspec.structs.replace(plan, keyframes={"a": Brief(picture="art", seed=4)}))
    for keyframes, seed in ((second, 4), (first, 0)):
        request = keyframes("a").request
        assert request is not None
        assert request.seed == seed
    assert calls == [("imagine", 0, 1), ("imagine", 1, 1)] * 2


def test_an_empty_painting_is_an_error_that_names_the_painter(planned):
    keyframes = Keyframes(planned({"k": Brief(picture="art", seed=9)}, {"art": ramp()}), Blank())
    with pytest.raises(RenderError, match=r"painter 'blank' returned an empty picture \(seed 9\)"):
        keyframes("k")


def test_an_empty_painting_of_an_empty_artwork_is_right(planned):
    plan = planned({"k": Brief(picture="art")}, {"art": np.zeros((HEIGHT, WIDTH, 3), np.uint8)})
    assert not Keyframes(plan, Blank())("k").image.any()


@pytest.mark.parametrize("style", ["baroque", None])
def test_a_painting_is_ended_between_two_of_its_steps(planned, style):
    """Whoever is told how far it is may want no more of it."""
    looks = iter(range(100))

    def told(stage, done, total):
        if next(looks) == 3:
            raise KeyboardInterrupt

    plan = planned({"k": Brief(picture="art", style=style)}, {"art": blobs()}, painter={"use": "lumia"})
    with pytest.raises(KeyboardInterrupt):
        Keyframes(plan, choose(plan.painter), progress=told)("k")
    assert next(looks) == 4
