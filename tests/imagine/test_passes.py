"""In which size models paint, and how the film's comes from that."""

import pytest

from clavilux.imagine.painters.passes import REFINED, Pass, passes


def made(film, *, multiple=8, strength=0.6, steps=20, native=1024, largest=None, refines=True):
    return passes(film, multiple, strength, steps, native=native, largest=largest, refines=refines)


def test_a_small_film_is_painted_large():
    assert made((512, 512)) == [Pass((1024, 1024), 0.6, 20)]


@pytest.mark.parametrize("film", [(512, 512), (1920, 1080), (1080, 1920), (768, 320)])
def test_shape_and_area_are_kept(film):
    (width, height), *_ = made(film, multiple=64)[0]
    assert width % 64 == height % 64 == 0
    assert width / height == pytest.approx(film[0] / film[1], rel=0.15)
    assert (width * height) ** 0.5 == pytest.approx(1024, rel=0.1)


def test_a_film_of_about_that_size_is_painted_as_it_is():
    assert made((1024, 1024)) == made((1024, 1024), native=None) == [Pass((1024, 1024), 0.6, 20)]
    assert made((1280, 720)) == [Pass((1280, 720), 0.6, 20)]


def test_a_much_larger_film_is_refined_in_its_own_size():
    first, second = made((1920, 1080), native=512)
    assert first == Pass((680, 384), 0.6, 20)
    assert second == Pass((1920, 1080), REFINED, 10)


def test_a_little_larger_one_is_only_enlarged():
    assert [one.size for one in made((1440, 1440))] == [(1024, 1024)]


def test_who_knows_no_strength_cannot_refine():
    assert [one.size for one in made((2048, 2048), refines=False)] == [(1024, 1024)]


def test_what_hardly_changes_keeps_its_detail():
    assert made((1920, 1080), native=512, strength=0.2) == [Pass((1920, 1080), 0.2, 20)]
    assert made((1920, 1080), native=512, strength=0.0) == [Pass((1920, 1080), 0.0, 20)]


def test_a_model_that_was_trained_on_many_sizes_paints_in_the_films():
    assert made((1920, 1080), largest=2048) == [Pass((1920, 1080), 0.6, 20)]
    assert made((512, 512), largest=2048) == [Pass((1024, 1024), 0.6, 20)]
    assert made((4096, 4096), largest=2048)[0].size == (2048, 2048)
