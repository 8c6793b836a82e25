"""What lies between two keyframes: who can what, which is chosen, and what each way looks like."""

import numpy as np
import pytest

from clavilux.errors import BadValue
from clavilux.imagine.painters.fake import FakePainter
from clavilux.kernel.slerp import slerp
from clavilux.plan import PathOptions
from clavilux.render.paths import check_path, path
from clavilux.values import Defaults, Keyframe, PaintRequest

DEFAULT = PathOptions()
PLACES = np.array([0, 0.25, 0.5, 1], np.float32)
SHAPE = (32, 48, 3)


class Plain:
    """A painter that can paint and nothing else."""

    name, licence, multiple, sees_styles = "plain", "none", 8, False
    defaults = Defaults(strength=0.5, guidance=1.0, steps=1)

    def paint(self, request):
        return request.artwork


class Traveller(Plain):
    """Its ways are of one level each, whatever lies at their ends."""

    name = "traveller"

    def way(self, behind, ahead):
        assert ahead.request is not None
        return lambda places: np.stack([np.full(SHAPE, round(200 * float(place)), np.uint8) for place in places])


class Morpher(FakePainter):
    name = "morpher"
    morphs = True

    def morph(self, latents, shares, behind, ahead, *, level, steps):
        self.asked = behind, ahead, level, steps
        return latents + level * (shares * (1 - shares)).reshape(-1, 1, 1, 1)


class Unable(Morpher):
    name = "unable"
    morphs = False


def between(kind, **more):
    return PathOptions(kind=kind, **more)


def keyframe(seed, *, painted=True):
    picture = np.random.default_rng(seed).integers(0, 256, SHAPE, np.uint8)
    request = PaintRequest(artwork=picture, style=None, seed=seed) if painted else None
    return Keyframe(image=picture, request=request)


def path_of(ends, painter, options):
    start, end = ends
    return path(start, end, painter, options)


@pytest.fixture
def ends():
    return keyframe(1), keyframe(2)


def mixed(ends, share):
    one, other = (end.image.astype(float) for end in ends)
    return (1 - share) * one + share * other


@pytest.mark.parametrize(
    ("painter", "kind"),
    [(Traveller(), "arc"), (FakePainter(), "glide"), (Morpher(), "glide"), (Plain(), "dissolve")],
)
def test_the_painters_own_way_is_taken_when_none_is_chosen(painter, kind):
    assert check_path(painter, DEFAULT) == kind


@pytest.mark.parametrize(
    ("painter", "kind", "able"),
    [
        (FakePainter(), "arc", "glide or dissolve"),
        (FakePainter(), "morph", "glide or dissolve"),
        (Unable(), "morph", "glide or dissolve"),
        (Traveller(), "glide", "arc or dissolve"),
        (Plain(), "glide", "dissolve"),
    ],
)
def test_a_way_that_the_painter_cannot_go_is_refused_with_those_it_can(painter, kind, able):
    with pytest.raises(BadValue, match=f"^path.kind: painter '{painter.name}' cannot {kind}; use {able}$"):
        check_path(painter, between(kind))


@pytest.mark.parametrize("painter", [Traveller(), FakePainter(), Morpher(), Plain()])
def test_everybody_can_dissolve(painter, ends):
    assert check_path(painter, between("dissolve")) == "dissolve"
    for shown, share in zip(path_of(ends, painter, between("dissolve")).at(PLACES), PLACES, strict=True):
        assert shown.dtype == np.uint8
        assert np.abs(shown - mixed(ends, share)).max() <= 0.5 + 1e-3


def test_a_traveller_paints_every_place_itself(ends):
    shown = path_of(ends, Traveller(), DEFAULT).at(PLACES)
    assert [int(picture.mean()) for picture in shown] == [0, 50, 100, 200]


def test_a_way_to_where_it_begins_stays():
    end = keyframe(1)
    shown = path(end, end, Traveller(), DEFAULT).at(PLACES)
    assert all((image == end.image).all() for image in shown)


def test_where_nobody_painted_the_end_there_is_a_dissolve():
    ends = keyframe(1), keyframe(2, painted=False)
    (half,) = path_of(ends, Traveller(), DEFAULT).at(np.array([0.5], np.float32))
    assert np.abs(half - mixed(ends, 0.5)).max() <= 0.5


def test_a_glide_is_an_arc_through_the_latents(ends):
    painter = FakePainter()
    shown = path_of(ends, painter, between("glide")).at(PLACES)
    arc = slerp(PLACES, *(painter.encode(end.image) for end in ends))
    np.testing.assert_array_equal(np.stack(shown), painter.decode(arc))


def test_a_morph_is_asked_with_what_its_ends_were_painted_from(ends):
    painter = Morpher()
    some = path_of(ends, painter, between("morph", morph=0.4, morph_steps=3, morph_stops=0))
    first, _, half, last = some.at(PLACES)
    assert painter.asked == (ends[0].request, ends[1].request, 0.4, 3)
    assert np.abs(first.astype(int) - ends[0].image).max() <= 1
    assert np.abs(last.astype(int) - ends[1].image).max() <= 1
    glide = path_of(ends, painter, between("glide")).at(PLACES)[2]
    assert half.mean() > glide.mean() + 5


def test_next_to_a_keyframe_that_nobody_painted_a_morph_has_the_brief_of_the_other():
    painter, ends = Morpher(), (keyframe(1, painted=False), keyframe(2))
    path_of(ends, painter, between("morph", morph_stops=0)).at(PLACES)
    assert painter.asked[:2] == (ends[1].request, ends[1].request)


def test_a_morph_between_two_of_them_is_a_glide():
    ends = keyframe(1, painted=False), keyframe(2, painted=False)
    morphed, glided = (path_of(ends, Morpher(), between(kind)).at(PLACES) for kind in ("morph", "glide"))
    np.testing.assert_array_equal(morphed, glided)


@pytest.mark.parametrize("painter", [Traveller(), FakePainter(), Plain()])
def test_pictures_come_in_the_order_of_their_places(painter, ends):
    some = path_of(ends, painter, DEFAULT)
    assert some.batch >= 1
    there, back = some.at(PLACES), some.at(PLACES[::-1])
    np.testing.assert_array_equal(np.stack(there)[::-1], np.stack(back))


def test_every_second_stop_of_a_way_lies_between_two_that_are_painted(ends):
    asked = []

    class Noting(Traveller):
        def way(self, behind, ahead):
            pictures = super().way(behind, ahead)

            def noted(places):
                asked.extend(places.tolist())
                return pictures(places)

            return noted

    shown = path_of(ends, Noting(), PathOptions(stops=8)).at(np.linspace(0, 1, 9, dtype=np.float32))
    assert asked == [0, 0.25, 0.5, 0.75, 1]
    assert [int(picture[0, 0, 0]) for picture in shown] == pytest.approx(np.linspace(0, 200, 9), abs=1)


@pytest.mark.parametrize("stops", [0, 5])
def test_other_places_of_a_way_are_painted(ends, stops):
    (shown,) = path_of(ends, Traveller(), PathOptions(stops=stops)).at(np.array([0.33], np.float32))
    assert (shown == 66).all()


def test_a_way_of_an_odd_number_of_stops_ends_at_its_end(ends):
    shown = path_of(ends, Traveller(), PathOptions(stops=3)).at(np.linspace(0, 1, 4, dtype=np.float32))
    assert [int(picture[0, 0, 0]) for picture in shown] == [0, 66, 133, 200]
