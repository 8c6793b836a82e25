"""The laws of what lies between two pictures of a painter, for those that have more than a dissolve."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from clavilux.protocols import HasLatents, Morphs, Painter, Travels
from clavilux.testing.canvas import Canvas, difference
from clavilux.values import Image, Keyframe, PaintRequest

__all__ = ["LatentLaws", "MorphLaws", "TravelLaws"]

HALF_WAY = np.array([0, 0.5, 1], np.float32)
PLACES = np.linspace(0, 1, 5, dtype=np.float32)
Ends = tuple[Keyframe, Keyframe]


class LatentLaws(Canvas):
    """Of painters that move between pictures in a latent space: `protocols.HasLatents`."""

    @pytest.fixture
    def coder(self, painter: Painter) -> HasLatents:
        """The painter."""
        if not isinstance(painter, HasLatents):
            pytest.skip("has no latents")
        return painter

    def test_says_how_many_pictures_to_decode_at_once(self, coder: HasLatents, artwork: Image) -> None:
        coder.encode(artwork)
        assert coder.batch >= 1

    @pytest.mark.parametrize("shape", [(1, 1.5), (2, 1)])
    def test_codes_pictures_that_are_not_square(
        self, painter: Painter, coder: HasLatents, shape: tuple[float, float]
    ) -> None:
        oblong = self.sized(painter, *shape)
        assert coder.decode(coder.encode(oblong)[None]).shape == (1, *oblong.shape)

    def test_a_coded_picture_is_left_alone(self, coder: HasLatents, artwork: Image) -> None:
        ours = artwork.copy()
        coder.encode(ours)
        np.testing.assert_array_equal(ours, artwork)

    def test_a_latent_is_finite_float32_of_three_axes(self, coder: HasLatents, artwork: Image) -> None:
        latent = coder.encode(artwork)
        assert latent.dtype == np.float32
        assert latent.ndim == 3
        assert np.isfinite(latent).all()

    def test_decoding_undoes_encoding(self, coder: HasLatents, artwork: Image) -> None:
        (back,) = coder.decode(coder.encode(artwork)[None])
        assert back.dtype == np.uint8
        error = np.mean((back.astype(float) - artwork) ** 2)
        assert 10 * np.log10(255**2 / max(error, 1e-9)) > 15

    def test_a_batch_decodes_as_its_members_do(self, coder: HasLatents, artwork: Image) -> None:
        pictures = (artwork, artwork[::-1], artwork[:, ::-1])
        latents = np.stack([coder.encode(np.ascontiguousarray(picture)) for picture in pictures])
        together = coder.decode(latents).astype(int)
        for latent, picture in zip(latents, together, strict=True):
            (alone,) = coder.decode(latent[None]).astype(int)
            np.testing.assert_allclose(picture, alone, atol=1)

    def test_latents_between_two_pictures_decode_to_pictures(self, coder: HasLatents, artwork: Image) -> None:
        start, end = coder.encode(artwork), coder.encode(np.ascontiguousarray(artwork[::-1]))
        between = coder.decode(((start + end) / np.float32(2))[None])
        assert between.shape == (1, *artwork.shape)
        assert np.ptp(between) > 0


class Morphing(NamedTuple):
    """A path that is to be painted anew."""

    painter: Morphs
    latents: NDArray[np.float32]
    start: PaintRequest
    end: PaintRequest

    def at(self, places: list[int], t: NDArray[np.float32], *, level: float, steps: int = 2) -> NDArray[np.float32]:
        """Some of its latents, painted anew."""
        latents = self.latents[places]
        return self.painter.morph(latents, t, self.start, self.end, level=level, steps=steps)

    def whole(self, *, level: float, steps: int = 2) -> NDArray[np.float32]:
        """All of it."""
        return self.at(list(range(len(PLACES))), PLACES, level=level, steps=steps)


class MorphLaws(Canvas):
    """Of painters that paint anew what lies between two pictures: `protocols.Morphs`."""

    @pytest.fixture
    def morphing(self, painter: Painter, artwork: Image) -> Morphing:
        """From a picture to its mirror image, and to another style."""
        if not (isinstance(painter, Morphs) and painter.morphs):
            pytest.skip("does not morph")
        assert isinstance(painter, HasLatents)
        start, end = painter.encode(artwork), painter.encode(np.ascontiguousarray(artwork[:, ::-1]))
        latents = np.stack([(1 - t) * start + t * end for t in PLACES])
        return Morphing(painter, latents, self.asked(artwork), self.asked(artwork, "synthwave", seed=2))

    def test_ends_stay_and_what_lies_between_is_painted_anew(self, morphing: Morphing) -> None:
        morphed, latents = morphing.whole(level=0.5), morphing.latents
        assert morphed.shape == latents.shape
        assert morphed.dtype == np.float32
        np.testing.assert_array_equal(morphed[[0, -1]], latents[[0, -1]])
        change = np.abs(morphed - latents).mean((1, 2, 3))
        assert change[2] > change[1] > 0

    def test_no_depth_no_change(self, morphing: Morphing) -> None:
        np.testing.assert_allclose(morphing.whole(level=0.0), morphing.latents, atol=1e-4)

    def test_same_latents_however_many_at_once(self, morphing: Morphing) -> None:
        alone = [morphing.at([i], PLACES[i : i + 1], level=0.5) for i in range(len(PLACES))]
        np.testing.assert_allclose(morphing.whole(level=0.5), np.concatenate(alone), atol=2e-3)

    def test_near_places_near_latents(self, morphing: Morphing) -> None:
        a, b, c = morphing.at([2, 2, 2], np.array([0.4, 0.401, 0.6], np.float32), level=0.5)
        assert np.abs(a - b).mean() < 0.05 * np.abs(a - c).mean() + 1e-3

    def test_the_picture_of_a_style_counts_in_a_morph(self, painter: Painter, morphing: Morphing) -> None:
        if not painter.sees_styles:
            pytest.skip("sees no styles")
        plain = morphing.whole(level=0.5)
        seeing = replace(morphing.end, style=self.shown_by(self.picture(384, 384)))
        changed = morphing._replace(end=seeing).whole(level=0.5)
        assert np.isfinite(changed).all()
        assert np.abs(changed - plain)[2].mean() > 1e-3
        np.testing.assert_array_equal(changed[[0, -1]], morphing.latents[[0, -1]])
        np.testing.assert_array_equal(morphing.whole(level=0.5), plain)

    def test_other_seed_other_latents(self, morphing: Morphing) -> None:
        other = morphing._replace(end=replace(morphing.end, seed=3))
        assert np.abs(morphing.whole(level=0.6, steps=1) - other.whole(level=0.6, steps=1)).max() > 1e-3


class TravelLaws(Canvas):
    """Of painters that paint every place on the path between two of their pictures: `protocols.Travels`."""

    @pytest.fixture(scope="class")
    @classmethod
    def traveller(cls, painter: Painter) -> Travels:
        """The painter."""
        if not isinstance(painter, Travels):
            pytest.skip("does not travel")
        return painter

    @pytest.fixture(scope="class")
    @classmethod
    def ends(cls, painter: Painter, artwork: Image) -> Ends:
        """Two of its pictures."""
        laws = cls()
        start, end = (laws.keyframe(painter, laws.asked(artwork, seed=seed)) for seed in (1, 2))
        return start, end

    @pytest.fixture(scope="class")
    @classmethod
    def pictures(cls, traveller: Travels, ends: Ends) -> NDArray[np.uint8]:
        """At some places of the path between them."""
        return traveller.way(*ends)(PLACES)

    def test_a_path_leads_from_one_picture_to_the_other(self, pictures: NDArray[np.uint8], ends: Ends) -> None:
        assert pictures.dtype == np.uint8
        for place, end in zip((0, -1), ends, strict=True):
            np.testing.assert_array_equal(pictures[place], end.image)

    def test_every_place_is_a_picture_between_them(self, pictures: NDArray[np.uint8]) -> None:
        whole = difference(pictures[0], pictures[-1])
        steps = [difference(one, other) for one, other in pairwise(pictures)]
        assert all(0 < step < 0.8 * whole for step in steps)

    def test_same_places_in_the_same_order_same_pictures(
        self, traveller: Travels, ends: Ends, pictures: NDArray[np.uint8]
    ) -> None:
        path = traveller.way(*ends)
        one_by_one = np.concatenate([path(PLACES[i : i + 1]) for i in range(len(PLACES))])
        np.testing.assert_array_equal(one_by_one, pictures)

    def test_a_path_may_begin_at_a_picture_that_nobody_painted(
        self, traveller: Travels, ends: Ends, artwork: Image
    ) -> None:
        unpainted = Keyframe(image=artwork[::-1])
        first, _, last = traveller.way(unpainted, ends[1])(HALF_WAY)
        np.testing.assert_array_equal(first, unpainted.image)
        np.testing.assert_array_equal(last, ends[1].image)

    def test_a_path_may_lead_to_another_style(
        self, painter: Painter, traveller: Travels, ends: Ends, artwork: Image
    ) -> None:
        other = self.keyframe(painter, self.asked(artwork, "synthwave", seed=3))
        first, _, last = traveller.way(ends[0], other)(HALF_WAY)
        np.testing.assert_array_equal(first, ends[0].image)
        np.testing.assert_array_equal(last, other.image)
