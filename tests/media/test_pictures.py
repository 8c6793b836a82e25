import contextlib
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageCms

from clavilux.errors import ClaviluxWarning, MissingExtra, UnreadableMedia
from clavilux.examples import ARTWORK
from clavilux.media import picture_formats as formats
from clavilux.media.pictures import load, load_mask
from clavilux.values import Image

Colour = int | tuple[int, ...]

MOST = 64
RED, GREEN, GREY = (200, 30, 30), (30, 180, 30), (128, 128, 128)


def halves(left: Colour = RED, right: Colour = GREEN, mode: str = "RGB") -> Pillow.Image:
    """A picture whose left half has one colour and the right half another."""
    image = Pillow.new(mode, (80, 80), left)
    image.paste(right, (40, 0, 80, 80))
    return image


def colours(picture: Image) -> tuple[Image, Image]:
    """Colours in the middle of the left and of the right half."""
    height, width = picture.shape[:2]
    return picture[height // 2, width // 4], picture[height // 2, width * 3 // 4]


def assert_halves(picture: Image, left: Colour = RED, right: Colour = GREEN, within: int = 2) -> None:
    assert picture.dtype == np.uint8
    for found, wanted in zip(colours(picture), (left, right), strict=True):
        np.testing.assert_allclose(found.astype(int), wanted, atol=within)


@pytest.mark.parametrize("suffix", ["png", "bmp", "tiff", "webp", "gif", "avif"])
def test_any_format(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"picture.{suffix}"
    halves().save(path, lossless=True, quality=100)  # which only WebP and AVIF heed
    assert_halves(load(path, MOST))


@pytest.mark.parametrize(("side", "most"), [((200, 100), 50), ((100, 200), 50), ((301, 100), 33), ((3000, 1), 64)])
def test_it_is_whole_and_its_short_side_no_longer_than_wanted(tmp_path: Path, side: tuple[int, int], most: int) -> None:
    ramp = np.broadcast_to(np.linspace(0, 255, side[0])[None, :, None], (side[1], side[0], 3)).astype(np.uint8)
    Pillow.fromarray(ramp).save(tmp_path / "ramp.png")
    picture = load(tmp_path / "ramp.png", most)
    height, width = picture.shape[:2]
    assert min(height, width) == min(most, *side)
    assert width / height == pytest.approx(side[0] / side[1], rel=0.02)
    np.testing.assert_allclose(picture[0, [0, -1]].astype(int), [[0] * 3, [255] * 3], atol=3)


def test_a_very_long_one_has_no_more_pixels_than_need_be(tmp_path: Path) -> None:
    Pillow.new("L", (40_000, 1000)).save(tmp_path / "long.png")
    height, width = load(tmp_path / "long.png", 1000).shape[:2]
    assert height * width == pytest.approx(16_000_000, rel=0.01)
    assert width / height == pytest.approx(40, rel=0.01)


def test_a_small_one_is_not_enlarged(tmp_path: Path) -> None:
    halves().save(tmp_path / "small.png")
    np.testing.assert_array_equal(load(tmp_path / "small.png", 1080), np.asarray(halves()))


def test_a_mask_is_what_is_lighter_than_grey_and_not_transparent(tmp_path: Path) -> None:
    halves((250, 250, 250), (60, 60, 60)).save(tmp_path / "mask.png")
    assert load_mask(tmp_path / "mask.png", MOST)[0].tolist() == [True] * 32 + [False] * 32
    halves((255, 255, 255, 255), (0, 0, 0, 0), mode="RGBA").save(tmp_path / "clear.png")
    assert load_mask(tmp_path / "clear.png", 80)[0].tolist() == [True] * 40 + [False] * 40


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "tiff", "webp"])
def test_exif_orientation_is_applied(tmp_path: Path, orientation: int, suffix: str) -> None:
    turns = {
        2: Pillow.Transpose.FLIP_LEFT_RIGHT,
        3: Pillow.Transpose.ROTATE_180,
        4: Pillow.Transpose.FLIP_TOP_BOTTOM,
        5: Pillow.Transpose.TRANSPOSE,
        6: Pillow.Transpose.ROTATE_90,
        7: Pillow.Transpose.TRANSVERSE,
        8: Pillow.Transpose.ROTATE_270,
    }
    upright = np.zeros((96, 192, 3), np.uint8)
    upright[:48, :96, 0], upright[:48, 96:, 1], upright[48:, :96, 2] = 250, 250, 250
    stored = Pillow.fromarray(upright)
    if orientation in turns:
        stored = stored.transpose(turns[orientation])
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"turned.{suffix}"
    stored.save(path, exif=exif)
    picture = load(path, 48).astype(int)
    np.testing.assert_allclose(picture[8:16, 16:32].mean((0, 1)), (250, 0, 0), atol=12)
    np.testing.assert_allclose(picture[8:16, 64:80].mean((0, 1)), (0, 250, 0), atol=12)
    np.testing.assert_allclose(picture[32:40, 16:32].mean((0, 1)), (0, 0, 250), atol=12)


def test_damaged_exif_does_no_harm(tmp_path: Path) -> None:
    halves().save(tmp_path / "odd.jpg", exif=b"Exif\0\0not at all", quality=95)
    assert_halves(load(tmp_path / "odd.jpg", MOST), within=8)


def test_cmyk(tmp_path: Path) -> None:
    halves((0, 255, 255, 0), (255, 0, 0, 0), mode="CMYK").save(tmp_path / "print.jpg", quality=95)
    assert_halves(load(tmp_path / "print.jpg", MOST), (255, 0, 0), (0, 255, 255), within=6)


@pytest.mark.parametrize("suffix", ["png", "tiff"])
def test_sixteen_bit_grey(tmp_path: Path, suffix: str) -> None:
    grey = np.full((80, 80), 257 * 60, np.uint16)
    grey[:, 40:] = 257 * 200
    Pillow.fromarray(grey).save(tmp_path / f"deep.{suffix}")
    assert_halves(load(tmp_path / f"deep.{suffix}", MOST), (60,) * 3, (200,) * 3, within=1)


@pytest.mark.parametrize("white", [1.0, 255.0, 65535.0])
def test_floating_point_grey_is_scaled_by_its_range(tmp_path: Path, white: float) -> None:
    grey = np.full((80, 80), white * 0.2, np.float32)
    grey[:, 40:] = white * 0.9
    Pillow.fromarray(grey).save(tmp_path / "float.tiff")
    assert_halves(load(tmp_path / "float.tiff", MOST), (51,) * 3, (230,) * 3, within=1)


def test_negative_and_integer_grey(tmp_path: Path) -> None:
    signed = np.full((80, 80), -3.0, np.float32)
    signed[:, 40:] = 5.0
    Pillow.fromarray(signed).save(tmp_path / "signed.tiff")
    assert_halves(load(tmp_path / "signed.tiff", MOST), (0,) * 3, (255,) * 3)
    integers = np.full((80, 80), 257 * 60, np.int32)
    integers[:, 40:] = 257 * 200
    Pillow.fromarray(integers).save(tmp_path / "long.tiff")
    assert_halves(load(tmp_path / "long.tiff", MOST), (60,) * 3, (200,) * 3, within=1)


def test_palette_and_bits(tmp_path: Path) -> None:
    halves().quantize(4).save(tmp_path / "palette.png")
    assert_halves(load(tmp_path / "palette.png", MOST))
    halves(0, 1, mode="1").save(tmp_path / "bits.png")
    assert_halves(load(tmp_path / "bits.png", MOST), (0,) * 3, (255,) * 3)


def test_transparent_parts_show_a_middle_grey(tmp_path: Path) -> None:
    halves((*RED, 255), (0, 0, 0, 0), mode="RGBA").save(tmp_path / "rgba.png")
    assert_halves(load(tmp_path / "rgba.png", MOST), RED, GREY)
    halves((90, 255), (255, 0), mode="LA").save(tmp_path / "la.png")
    assert_halves(load(tmp_path / "la.png", MOST), (90,) * 3, GREY)
    halves().save(tmp_path / "keyed.png", transparency=GREEN)
    assert_halves(load(tmp_path / "keyed.png", MOST), RED, GREY)
    halves().quantize(2).save(tmp_path / "palette.png", transparency=bytes([0, 0]))
    assert_halves(load(tmp_path / "palette.png", MOST), GREY, GREY)


def test_half_transparent_white_lies_between_white_and_grey(tmp_path: Path) -> None:
    Pillow.new("RGBA", (9, 9), (255, 255, 255, 128)).save(tmp_path / "veil.png")
    np.testing.assert_allclose(load(tmp_path / "veil.png", 8), 192, atol=1)


def test_colour_profile_is_honoured(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    halves().save(tmp_path / "srgb.png", icc_profile=srgb)
    assert_halves(load(tmp_path / "srgb.png", MOST))
    halves().save(tmp_path / "swapped.png", icc_profile=_swapped_primaries(srgb))
    left, right = colours(load(tmp_path / "swapped.png", MOST))
    assert left[1] > left[0]
    assert right[0] > right[1]


def _swapped_primaries(profile: bytes) -> bytes:
    """The same profile, with the tags of its red and its green primary exchanged."""
    return profile.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")


def test_broken_colour_profile_warns_and_is_ignored(tmp_path: Path) -> None:
    halves().save(tmp_path / "odd.png", icc_profile=b"no profile at all")
    with pytest.warns(ClaviluxWarning, match=r"odd\.png: unusable colour profile"):
        assert_halves(load(tmp_path / "odd.png", MOST))


def test_one_pixel(tmp_path: Path) -> None:
    Pillow.new("RGB", (1, 1), RED).save(tmp_path / "dot.png")
    np.testing.assert_array_equal(load(tmp_path / "dot.png", MOST), [[RED]])


def test_a_huge_jpeg_is_read_at_a_reduced_scale(tmp_path: Path) -> None:
    Pillow.new("L", (16_000, 12_000), 77).save(tmp_path / "huge.jpg")
    np.testing.assert_allclose(load(tmp_path / "huge.jpg", MOST), 77, atol=1)


@pytest.mark.parametrize("side", [12_000, 20_000])
def test_a_huge_png_is_refused_before_it_is_decoded(tmp_path: Path, side: int) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(_png_of(side, side))
    with pytest.raises(UnreadableMedia, match=r"more than 100 million pixels; make the picture smaller first"):
        load(path, MOST)


def _png_of(width: int, height: int) -> bytes:
    """The start of a PNG file that claims this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    data = b"IDAT" + zlib.compress(bytes(100))
    parts = [struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (chunk, data)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tiff", "gif", "bmp"])
def test_a_truncated_picture_is_refused_in_one_line(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cut.{suffix}"
    Pillow.open(ARTWORK).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UnreadableMedia, match=r"cut.*(damaged|not a picture)") as caught:
        load(path, MOST)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"just some words\n", bytes(5000), b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "song.jpg"
    path.write_bytes(content)
    with pytest.raises(UnreadableMedia, match=r"song\.jpg: (not a picture|damaged)"):
        load(path, MOST)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7\n", "a PDF; export it"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "a PostScript file; export it"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing; export it"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<svg/>', "an SVG drawing; export it"),
        (b"\n<!DOCTYPE html><html>", "a web page, not the picture on it; download"),
        (b"\xff\x0a", "a JPEG XL picture; save it"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL picture; save it"),
        (b"gimp xcf file", "an archive or a painting program's file; export it"),
        (b"PK\x03\x04", "an archive or a painting program's file; export it"),
        (b"II*\0\x10\0\0\0CR\2\0", "a raw photo; develop it"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1", "a raw photo; develop it"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "a video or a song, not a picture"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0", "a video or a song, not a picture"),
        (b"\x1aE\xdf\xa3", "a video or a song, not a picture"),
        (b"ID3\4", "a video or a song, not a picture; give the song first"),
        (b"RIFF\1\2\3\4WAVE", "a video or a song, not a picture; give the song first"),
    ],
)
def test_what_people_take_for_a_picture_is_named_with_the_cure(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "cover.jpg"
    path.write_bytes(content)
    with pytest.raises(UnreadableMedia, match=f"cover.jpg: {told}"):
        load(path, MOST)


@pytest.mark.parametrize("tags", [{50706: b"\1\4\0\0"}, {254: 1}], ids=["DNG", "thumbnail"])
def test_the_thumbnail_of_a_raw_photo_is_not_taken_for_it(tmp_path: Path, tags: dict[int, object]) -> None:
    halves().save(tmp_path / "photo.dng", format="TIFF", tiffinfo=tags)
    with pytest.raises(UnreadableMedia, match="a raw photo; develop it"):
        load(tmp_path / "photo.dng", MOST)


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_a_heic_picture_without_its_extra_tells_the_line_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, brand: bytes
) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    path = tmp_path / "IMG_0001.JPG"
    path.write_bytes(b"\0\0\0\x1cftyp" + brand + b"\0\0\0\0mif1heicmiaf")
    with pytest.raises(MissingExtra, match=r'IMG_0001\.JPG: a HEIC picture .*pip install "clavilux\[heic\]"'):
        load(path, MOST)


class TestHeic:
    """Pictures of phones, where the extra is installed."""

    @pytest.fixture
    def heif(self) -> Any:
        return pytest.importorskip("pillow_heif")

    def test_it_is_upright(self, heif: Any, tmp_path: Path) -> None:
        stored = heif.from_pillow(halves().transpose(Pillow.Transpose.ROTATE_90))
        exif = Pillow.Exif()
        exif[0x0112] = 6
        stored.info["exif"] = exif.tobytes()
        stored.save(tmp_path / "phone.jpg", format="HEIF", quality=95, chroma=444)
        assert_halves(load(tmp_path / "phone.jpg", MOST), within=4)

    def test_ten_bits(self, heif: Any, tmp_path: Path) -> None:
        deep = np.asarray(halves()).astype(np.uint16) * 257
        stored = heif.from_bytes("RGB;16", (80, 80), deep.tobytes())
        stored.save(tmp_path / "deep.heic", quality=95, chroma=444)
        assert_halves(load(tmp_path / "deep.heic", MOST), within=4)

    def test_colour_profile_is_honoured(self, heif: Any, tmp_path: Path) -> None:
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        swapped = halves()
        swapped.info["icc_profile"] = _swapped_primaries(srgb)
        heif.from_pillow(swapped).save(tmp_path / "swapped.heic", quality=95, chroma=444)
        left, right = colours(load(tmp_path / "swapped.heic", MOST))
        assert left[1] > left[0]
        assert right[0] > right[1]

    def test_a_damaged_one_is_refused_in_one_line(self, heif: Any, tmp_path: Path) -> None:
        path = tmp_path / "cut.heic"
        heif.from_pillow(halves()).save(path)
        whole = path.read_bytes()
        for share in (0.1, 0.5, 0.9):
            path.write_bytes(whole[: int(share * len(whole))])
            with pytest.raises(UnreadableMedia, match="damaged"):
                load(path, MOST)

    def test_nothing_is_registered_with_pillow(self, heif: Any, tmp_path: Path) -> None:
        heif.from_pillow(halves()).save(tmp_path / "phone.heic")
        load(tmp_path / "phone.heic", MOST)
        assert "HEIF" not in Pillow.OPEN


@pytest.mark.parametrize("suffix", ["gif", "webp", "png", "avif"])
@pytest.mark.parametrize("blank", [(0, 0, 0, 255), (255, 255, 255, 255), (0, 0, 0, 0)], ids=["black", "white", "clear"])
def test_a_blank_start_of_an_animation_is_skipped(tmp_path: Path, suffix: str, blank: tuple[int, ...]) -> None:
    nothing, shown = Pillow.new("RGBA", (80, 80), blank), halves((*RED, 255), (*GREEN, 255), mode="RGBA")
    hint = nothing.copy()
    hint.putpixel((0, 0), (*(abs(value - 3) for value in blank[:3]), blank[3]))  # or the writer drops it
    later = shown.transpose(Pillow.Transpose.FLIP_LEFT_RIGHT)
    path = tmp_path / f"fade.{suffix}"
    quality = {"quality": 100} if suffix == "avif" else {"lossless": True} if suffix == "webp" else {}
    nothing.save(path, save_all=True, append_images=[hint, shown, later], duration=40, disposal=2, **quality)
    assert_halves(load(path, MOST), within=4)


def test_an_animation_of_one_colour_is_that_colour(tmp_path: Path) -> None:
    first, second = Pillow.new("RGB", (80, 80), RED), Pillow.new("RGB", (80, 80), GREEN)
    first.save(tmp_path / "plain.gif", save_all=True, append_images=[second])
    assert_halves(load(tmp_path / "plain.gif", MOST), RED, RED)


def test_the_first_of_several_pages_is_taken_blank_or_not(tmp_path: Path) -> None:
    Pillow.new("RGB", (80, 80), RED).save(tmp_path / "pages.tiff", save_all=True, append_images=[halves()])
    assert_halves(load(tmp_path / "pages.tiff", MOST), RED, RED)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableMedia, match=r"none\.png: cannot be read \(No such file"):
        load(tmp_path / "none.png", MOST)
    with pytest.raises(UnreadableMedia, match="directory"):
        load(tmp_path, MOST)


@pytest.mark.filterwarnings("ignore:.*unusable colour profile")
@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tiff", "gif"])
def test_damaged_bytes_never_escape_as_another_error(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"bits.{suffix}"
    Pillow.open(ARTWORK).resize((60, 60)).save(path)
    good = path.read_bytes()
    rng = np.random.default_rng(1)
    for _ in range(60):
        bad = bytearray(good)
        for place in rng.integers(0, min(len(bad), 400), 5):
            bad[place] = rng.integers(256)
        path.write_bytes(bad)
        with contextlib.suppress(UnreadableMedia):
            assert load(path, 16).shape[2] == 3
