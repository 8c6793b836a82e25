"""The laws that every painter obeys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from clavilux import plugins
from clavilux.protocols import Painter
from clavilux.testing.canvas import difference
from clavilux.testing.paths import LatentLaws, MorphLaws, TravelLaws
from clavilux.values import Image, PaintRequest

__all__ = ["PainterLaws"]


class PainterLaws(LatentLaws, MorphLaws, TravelLaws):
    """Of a painter, and of what lies between two of its pictures, as far as it can paint that.

    A subclass has a method ``make`` that returns the painter; it is made once for all tests.

    Attributes
    ----------
    side : int
        Of the pictures that are painted, pixels.
    seed_change : float
        How many levels, of 255, another seed changes a picture: more than that.
    style_change : float
        How many levels, of 255, another style changes a picture at least; 0 for a painter that knows no styles.
    paints_over : bool
        Whether strength leads away from the artwork; not so for those that take it as a mere reference.
    """

    seed_change = 0.0
    style_change = 4.0
    paints_over = True

    @pytest.fixture
    def seen(self, painter: Painter, artwork: Image) -> PaintRequest:
        """A request in the style of a picture, if the painter sees those."""
        if not painter.sees_styles:
            pytest.skip("sees no styles")
        return replace(self.asked(artwork), style=self.shown_by(self.picture(384, 384)))

    def test_fulfils_the_protocol(self, painter: Painter) -> None:
        assert isinstance(painter, Painter)
        assert painter.name in plugins.names("painters")
        assert painter.licence
        assert painter.multiple >= 1
        assert 0 <= painter.defaults.strength <= 1
        assert painter.defaults.steps >= 1

    def test_paints_in_the_size_of_the_artwork(self, painter: Painter, artwork: Image) -> None:
        painting = painter.paint(self.asked(artwork))
        assert painting.dtype == np.uint8
        assert painting.shape == artwork.shape

    @pytest.mark.parametrize("shape", [(1, 1.5), (2, 1)])
    def test_paints_pictures_that_are_not_square(self, painter: Painter, shape: tuple[float, float]) -> None:
        oblong = self.sized(painter, *shape)
        assert painter.paint(self.asked(oblong)).shape == oblong.shape

    def test_same_request_same_picture(self, painter: Painter, artwork: Image) -> None:
        np.testing.assert_array_equal(painter.paint(self.asked(artwork)), painter.paint(self.asked(artwork)))

    def test_other_seed_other_picture(self, painter: Painter, artwork: Image) -> None:
        one, other = (painter.paint(self.asked(artwork, seed=seed)) for seed in (1, 2))
        assert difference(one, other) > self.seed_change

    def test_other_style_other_picture(self, painter: Painter, artwork: Image) -> None:
        if not self.style_change:
            pytest.skip("knows no styles")
        one, other = (painter.paint(self.asked(artwork, style)) for style in ("woodcut", "synthwave"))
        assert difference(one, other) > self.style_change

    def test_paints_without_a_style(self, painter: Painter, artwork: Image) -> None:
        assert np.ptp(painter.paint(self.asked(artwork, None))) > 0

    def test_one_step_is_enough_for_a_picture(self, painter: Painter, artwork: Image) -> None:
        assert np.ptp(painter.paint(self.asked(artwork, steps=1))) > 0

    @pytest.mark.parametrize("strength", [0.0, 1.0])
    @pytest.mark.parametrize("guidance", [0.0, 1.0, 6.0])
    def test_paints_at_the_ends_of_the_ranges(
        self, painter: Painter, artwork: Image, strength: float, guidance: float
    ) -> None:
        painting = painter.paint(self.asked(artwork, strength=strength, guidance=guidance))
        assert painting.shape == artwork.shape
        assert np.ptp(painting) > 0

    def test_strength_leads_away_from_the_artwork(self, painter: Painter, artwork: Image) -> None:
        if not self.paints_over:
            pytest.skip("takes the artwork as a reference")
        near, far = (painter.paint(self.asked(artwork, None, strength=strength)) for strength in (0.1, 1.0))
        assert difference(near, artwork) < difference(far, artwork)

    def test_a_picture_is_a_style_of_its_own(self, painter: Painter, seen: PaintRequest) -> None:
        other = replace(seen, style=self.shown_by(np.full((384, 384, 3), 30, np.uint8)))
        assert difference(painter.paint(seen), painter.paint(other)) > 0.1

    def test_the_artwork_counts_beside_the_picture_of_a_style(self, painter: Painter, seen: PaintRequest) -> None:
        turned = replace(seen, artwork=np.ascontiguousarray(seen.artwork[::-1]))
        assert (painter.paint(seen) != painter.paint(turned)).any()

    def test_a_style_goes_with_its_picture(self, painter: Painter, seen: PaintRequest, artwork: Image) -> None:
        before = painter.paint(self.asked(artwork))
        painter.paint(seen)
        np.testing.assert_array_equal(painter.paint(self.asked(artwork)), before)

    def test_the_artwork_is_left_alone(self, painter: Painter, artwork: Image) -> None:
        ours = artwork.copy()
        painter.paint(self.asked(ours))
        np.testing.assert_array_equal(ours, artwork)
