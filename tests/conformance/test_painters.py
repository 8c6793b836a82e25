"""The laws that every painter obeys. A painter of your own joins by its entry point or by a case in `CASES`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from artworks import fitted
from clavilux import plugins
from clavilux.imagine.styles import StyleBook
from clavilux.recipe import Kandinsky
from clavilux.types import Brief, HasLatents, Image, Keyframe, Morphs, Painter, Travels

ART = Path(__file__).parents[2] / "examples" / "art.jpg"
BOOK = StyleBook.load()


@dataclass(frozen=True)
class Case:
    """A painter, and what may be asked of it."""

    make: Callable[[Path], Painter]
    side: int = 128
    """Of the pictures, pixels."""
    style: float = 4.0
    """How many levels another style changes at least; random weights hardly hear the words."""
    strength: bool = True
    """Whether it paints over the artwork, nearer or farther from it."""


def _installed(name: str) -> Callable[[Path], Painter]:
    return lambda _: plugins.create("painters", name)


CASES = {name: Case(_installed(name)) for name in plugins.names("painters") if name not in ("diffusers", "kandinsky")}

if find_spec("diffusers") and find_spec("torch"):
    import torch

    import tiny_painters
    from clavilux.imagine.painters import families

    def _family(name: str) -> Callable[[Path], Painter]:
        def make(parent: Path) -> Painter:
            model, usual = tiny_painters.saved(name, parent), families.named(name).usual_adapter
            adapter = str(tiny_painters.ip_adapter(parent / "adapter", model, usual.file)) if usual else None
            painter: Painter = plugins.create("painters", f"diffusers:{model}", adapter=adapter, device="cpu")
            return painter

        return make

    def _paper(parent: Path) -> Painter:
        decoder, vae = tiny_painters.saved("Kandinsky 2.2", parent), tiny_painters.saved("Stable Diffusion", parent)
        parts = Kandinsky(prior=str(decoder / "prior"), decoder=str(decoder))
        painter: Painter = plugins.create("painters", "kandinsky", vae=str(vae), device="cpu", choices=parts)
        return painter

    torch.set_num_threads(1)
    for family in tiny_painters.FAMILIES:
        CASES[f"diffusers: {family}"] = Case(_family(family), 64, style=0.1, strength=family != "FLUX.2 klein")
    CASES["kandinsky"] = Case(_paper, 64, style=0.1, strength=False)


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture(scope="module")
def painter(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Painter:
    return case.make(tmp_path_factory.mktemp("painter"))


@pytest.fixture(scope="module")
def artwork(case: Case, painter: Painter) -> Image:
    side = _multiple(painter, case.side)
    return fitted(ART, (side, side))


def _multiple(painter: Painter, pixels: float) -> int:
    """At least so many pixels, and a size that the painter takes."""
    return int(-(-pixels // painter.multiple) * painter.multiple)


def _oblong(case: Case, painter: Painter, shape: tuple[float, float]) -> Image:
    """The artwork at multiples of the case's side."""
    height, width = (_multiple(painter, case.side * share) for share in shape)
    return fitted(ART, (width, height))


def brief(
    artwork: Image,
    style: str | None = "woodcut",
    seed: int = 1,
    steps: int = 2,
    strength: float = 0.5,
    guidance: float = 2.0,
) -> Brief:
    chosen = BOOK.style(style) if style else None
    return Brief(
        artwork=artwork,
        words="a field",
        style=chosen,
        seed=seed,
        steps=steps,
        strength=strength,
        guidance=guidance,
    )


def difference(one: Image, other: Image) -> float:
    """Mean absolute difference, in levels of 0 to 255."""
    return float(np.abs(one.astype(float) - other).mean())


class TestPainter:
    def test_fulfils_the_protocol(self, painter: Painter) -> None:
        assert isinstance(painter, Painter)
        assert painter.name in plugins.names("painters")
        assert painter.licence
        assert painter.multiple >= 1
        assert 0 <= painter.defaults.strength <= 1
        assert painter.defaults.steps >= 1

    def test_paints_in_the_size_of_the_artwork(self, painter: Painter, artwork: Image) -> None:
        painting = painter.paint(brief(artwork))
        assert painting.dtype == np.uint8
        assert painting.shape == artwork.shape

    @pytest.mark.parametrize("shape", [(1, 1.5), (2, 1)])
    def test_paints_pictures_that_are_not_square(
        self, case: Case, painter: Painter, shape: tuple[float, float]
    ) -> None:
        oblong = _oblong(case, painter, shape)
        assert painter.paint(brief(oblong)).shape == oblong.shape

    def test_same_brief_same_picture(self, painter: Painter, artwork: Image) -> None:
        np.testing.assert_array_equal(painter.paint(brief(artwork)), painter.paint(brief(artwork)))

    def test_other_seed_other_picture(self, painter: Painter, artwork: Image) -> None:
        assert difference(painter.paint(brief(artwork, seed=1)), painter.paint(brief(artwork, seed=2))) > 1

    def test_other_style_other_picture(self, case: Case, painter: Painter, artwork: Image) -> None:
        woodcut, synthwave = (painter.paint(brief(artwork, style=style)) for style in ("woodcut", "synthwave"))
        assert difference(woodcut, synthwave) > case.style

    def test_paints_without_a_style(self, painter: Painter, artwork: Image) -> None:
        assert np.ptp(painter.paint(brief(artwork, style=None))) > 0

    def test_one_step_is_enough_for_a_picture(self, painter: Painter, artwork: Image) -> None:
        assert np.ptp(painter.paint(brief(artwork, steps=1))) > 0

    @pytest.mark.parametrize("strength", [0.0, 1.0])
    @pytest.mark.parametrize("guidance", [0.0, 1.0, 6.0])
    def test_paints_at_the_ends_of_the_dials(
        self, painter: Painter, artwork: Image, strength: float, guidance: float
    ) -> None:
        painting = painter.paint(brief(artwork, strength=strength, guidance=guidance))
        assert painting.shape == artwork.shape
        assert np.ptp(painting) > 0

    def test_strength_leads_away_from_the_artwork(self, case: Case, painter: Painter, artwork: Image) -> None:
        if not case.strength:
            pytest.skip("takes the artwork as a reference")
        near, far = (painter.paint(brief(artwork, style=None, strength=strength)) for strength in (0.1, 1.0))
        assert difference(near, artwork) < difference(far, artwork)

    def test_a_picture_is_a_manner_of_its_own(self, painter: Painter, artwork: Image) -> None:
        if not painter.sees_styles:
            pytest.skip("sees no styles")
        seen = [BOOK.style(str(ART)), replace(BOOK.style(str(ART)), picture=np.full((384, 384, 3), 30, np.uint8))]
        one, other = (painter.paint(replace(brief(artwork), style=style)) for style in seen)
        assert difference(one, other) > 0.1

    def test_the_artwork_counts_beside_the_picture_of_a_style(self, painter: Painter, artwork: Image) -> None:
        if not painter.sees_styles:
            pytest.skip("sees no styles")
        seen = replace(brief(artwork), style=BOOK.style(str(ART)))
        turned = replace(seen, artwork=np.ascontiguousarray(artwork[::-1]))
        assert (painter.paint(seen) != painter.paint(turned)).any()

    def test_a_manner_goes_with_its_picture(self, painter: Painter, artwork: Image) -> None:
        if not painter.sees_styles:
            pytest.skip("sees no styles")
        before = painter.paint(brief(artwork))
        painter.paint(replace(brief(artwork), style=BOOK.style(str(ART))))
        np.testing.assert_array_equal(painter.paint(brief(artwork)), before)

    def test_the_artwork_is_left_alone(self, painter: Painter, artwork: Image) -> None:
        before = artwork.copy()
        painter.paint(brief(artwork))
        np.testing.assert_array_equal(artwork, before)


class TestHasLatents:
    """Laws of painters that have latents."""

    @pytest.fixture
    def able(self, painter: Painter) -> HasLatents:
        if not isinstance(painter, HasLatents):
            pytest.skip("has no latents")
        return painter

    def test_says_how_many_pictures_to_decode_at_once(self, able: HasLatents, artwork: Image) -> None:
        able.encode(artwork)
        assert able.batch >= 1

    @pytest.mark.parametrize("shape", [(1, 1.5), (2, 1)])
    def test_codes_pictures_that_are_not_square(
        self, case: Case, painter: Painter, able: HasLatents, shape: tuple[float, float]
    ) -> None:
        oblong = _oblong(case, painter, shape)
        assert able.decode(able.encode(oblong)[None]).shape == (1, *oblong.shape)

    def test_the_picture_is_left_alone(self, able: HasLatents, artwork: Image) -> None:
        before = artwork.copy()
        able.encode(artwork)
        np.testing.assert_array_equal(artwork, before)

    def test_a_latent_is_finite_float32_of_three_axes(self, able: HasLatents, artwork: Image) -> None:
        latent = able.encode(artwork)
        assert latent.dtype == np.float32
        assert latent.ndim == 3
        assert np.isfinite(latent).all()

    def test_decoding_undoes_encoding(self, able: HasLatents, artwork: Image) -> None:
        (back,) = able.decode(able.encode(artwork)[None])
        assert back.dtype == np.uint8
        error = np.mean((back.astype(float) - artwork) ** 2)
        assert 10 * np.log10(255**2 / max(error, 1e-9)) > 15

    def test_a_batch_decodes_as_its_members_do(self, able: HasLatents, artwork: Image) -> None:
        latents = np.stack([able.encode(picture) for picture in (artwork, artwork[::-1], artwork[:, ::-1])])
        together = able.decode(latents).astype(int)
        for latent, picture in zip(latents, together, strict=True):
            (alone,) = able.decode(latent[None]).astype(int)
            np.testing.assert_allclose(picture, alone, atol=1)

    def test_latents_between_two_pictures_decode_to_pictures(self, able: HasLatents, artwork: Image) -> None:
        here, there = able.encode(artwork), able.encode(artwork[::-1])
        between = able.decode(((here + there) / np.float32(2))[None])
        assert between.shape == (1, *artwork.shape)
        assert np.ptp(between) > 0


Way = tuple[np.ndarray, np.ndarray, Brief, Brief]
"""Latents from one picture to another, their shares, and the briefs of the two."""


class TestMorphs:
    """Laws of painters that paint anew what lies between two pictures."""

    @pytest.fixture
    def able(self, painter: Painter) -> Morphs:
        if not (isinstance(painter, Morphs) and painter.morphs):
            pytest.skip("does not morph")
        return painter

    @pytest.fixture
    def way(self, painter: Painter, artwork: Image) -> Way:
        assert isinstance(painter, HasLatents)
        shares = np.linspace(0, 1, 5, dtype=np.float32)
        here, there = painter.encode(artwork), painter.encode(np.ascontiguousarray(artwork[:, ::-1]))
        latents = np.stack([(1 - share) * here + share * there for share in shares])
        return latents, shares, brief(artwork), brief(artwork, style="synthwave", seed=2)

    def test_keyframes_stay_and_what_lies_between_changes(self, able: Morphs, way: Way) -> None:
        latents, shares, *briefs = way
        morphed = able.morph(latents, shares, *briefs, level=0.5, steps=2)
        assert morphed.shape == latents.shape
        assert morphed.dtype == np.float32
        np.testing.assert_array_equal(morphed[[0, -1]], latents[[0, -1]])
        change = np.abs(morphed - latents).mean((1, 2, 3))
        assert change[2] > change[1] > 0

    def test_no_depth_no_change(self, able: Morphs, way: Way) -> None:
        latents, shares, *briefs = way
        np.testing.assert_allclose(able.morph(latents, shares, *briefs, level=0.0, steps=2), latents, atol=1e-4)

    def test_same_input_same_frames_however_many_at_once(self, able: Morphs, way: Way) -> None:
        latents, shares, *briefs = way
        together = able.morph(latents, shares, *briefs, level=0.5, steps=2)
        alone = [able.morph(latents[i : i + 1], shares[i : i + 1], *briefs, level=0.5, steps=2) for i in range(5)]
        np.testing.assert_allclose(together, np.concatenate(alone), atol=2e-3)

    def test_near_shares_near_frames(self, able: Morphs, way: Way) -> None:
        latents, _, *briefs = way
        shares = np.array([0.4, 0.401, 0.6], np.float32)
        a, b, c = able.morph(latents[[2, 2, 2]], shares, *briefs, level=0.5, steps=2)
        assert np.abs(a - b).mean() < 0.05 * np.abs(a - c).mean() + 1e-3

    def test_the_picture_of_a_style_counts_too(self, painter: Painter, able: Morphs, way: Way) -> None:
        if not painter.sees_styles:
            pytest.skip("sees no styles")
        latents, shares, behind, ahead = way
        plain = able.morph(latents, shares, behind, ahead, level=0.5, steps=2)
        seeing = replace(ahead, style=BOOK.style(str(ART)))
        changed = able.morph(latents, shares, behind, seeing, level=0.5, steps=2)
        assert np.isfinite(changed).all()
        assert np.abs(changed - plain)[2].mean() > 1e-3
        np.testing.assert_array_equal(changed[[0, -1]], latents[[0, -1]])
        np.testing.assert_array_equal(able.morph(latents, shares, behind, ahead, level=0.5, steps=2), plain)

    def test_other_seed_other_frames(self, able: Morphs, way: Way) -> None:
        latents, shares, behind, ahead = way
        one = able.morph(latents, shares, behind, ahead, level=0.6, steps=1)
        other = able.morph(latents, shares, behind, replace(ahead, seed=3), level=0.6, steps=1)
        assert np.abs(one - other).max() > 1e-3


PLACES = np.linspace(0, 1, 5, dtype=np.float32)
Ends = tuple[Keyframe, Keyframe]


@pytest.fixture(scope="module")
def traveller(painter: Painter) -> Travels:
    if not isinstance(painter, Travels):
        pytest.skip("does not travel")
    return painter


@pytest.fixture(scope="module")
def ends(painter: Painter, artwork: Image) -> Ends:
    behind, ahead = (_keyframe(painter, brief(artwork, seed=seed)) for seed in (1, 2))
    return behind, ahead


@pytest.fixture(scope="module")
def pictures(traveller: Travels, ends: Ends) -> np.ndarray:
    return traveller.way(*ends)(PLACES)


def _keyframe(painter: Painter, asked: Brief) -> Keyframe:
    return Keyframe(at=0.0, prompt="", style=None, seed=asked.seed, image=painter.paint(asked), brief=asked)


class TestTravels:
    """Laws of painters that paint every place on the way between two of their pictures."""

    def test_a_way_leads_from_one_picture_to_the_other(self, pictures: np.ndarray, ends: Ends) -> None:
        assert pictures.dtype == np.uint8
        for place, end in zip((0, -1), ends, strict=True):
            np.testing.assert_array_equal(pictures[place], end.image)

    def test_every_place_is_a_picture_between_them(self, pictures: np.ndarray) -> None:
        whole = difference(pictures[0], pictures[-1])
        steps = [difference(one, other) for one, other in pairwise(pictures)]
        assert all(0 < step < 0.8 * whole for step in steps)

    def test_same_places_in_the_same_order_same_pictures(
        self, traveller: Travels, ends: Ends, pictures: np.ndarray
    ) -> None:
        way = traveller.way(*ends)
        one_by_one = np.concatenate([way(PLACES[i : i + 1]) for i in range(len(PLACES))])
        np.testing.assert_array_equal(one_by_one, pictures)

    def test_a_way_may_begin_at_a_picture_that_nobody_painted(
        self, traveller: Travels, ends: Ends, artwork: Image
    ) -> None:
        unpainted = Keyframe(at=0.0, prompt="", style=None, seed=0, image=artwork[::-1])
        first, _, last = traveller.way(unpainted, ends[1])(np.array([0, 0.5, 1], np.float32))
        np.testing.assert_array_equal(first, unpainted.image)
        np.testing.assert_array_equal(last, ends[1].image)

    def test_a_way_may_lead_to_another_style(
        self, painter: Painter, traveller: Travels, ends: Ends, artwork: Image
    ) -> None:
        other = _keyframe(painter, brief(artwork, style="synthwave", seed=3))
        first, _, last = traveller.way(ends[0], other)(np.array([0, 0.5, 1], np.float32))
        np.testing.assert_array_equal(first, ends[0].image)
        np.testing.assert_array_equal(last, other.image)
