import contextlib
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageCms

from clavilux.errors import ClaviluxWarning, UnreadableMedia
from clavilux.imagine.pictures import load
from clavilux.types import Image

Colour = int | tuple[int, ...]

ART = Path(__file__).parents[2] / "examples" / "art.jpg"
SIZE = (64, 64)
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


@pytest.mark.parametrize("suffix", ["png", "bmp", "tiff", "webp", "gif"])
def test_any_format(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"picture.{suffix}"
    halves().save(path, lossless=True)  # which only WebP heeds
    assert_halves(load(path, SIZE))


@pytest.mark.parametrize("size", [(64, 64), (96, 48), (40, 104), (1, 1), (640, 8)])
def test_the_size_is_the_one_wanted(size: tuple[int, int]) -> None:
    assert load(ART, size).shape == (size[1], size[0], 3)


def test_the_cut_is_centred_and_undistorted(tmp_path: Path) -> None:
    grid = np.zeros((100, 300, 3), np.uint8)
    grid[:, :100, 0], grid[:, 100:200, 1], grid[:, 200:, 2] = 250, 250, 250
    Pillow.fromarray(grid).save(tmp_path / "wide.png")
    square = load(tmp_path / "wide.png", (50, 50))
    # The filter looks a little over the edge of the cut.
    np.testing.assert_allclose(square[:, 5:-5], np.broadcast_to((0, 250, 0), (50, 40, 3)), atol=1)


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
    picture = load(path, (96, 48)).astype(int)
    np.testing.assert_allclose(picture[8:16, 16:32].mean((0, 1)), (250, 0, 0), atol=12)
    np.testing.assert_allclose(picture[8:16, 64:80].mean((0, 1)), (0, 250, 0), atol=12)
    np.testing.assert_allclose(picture[32:40, 16:32].mean((0, 1)), (0, 0, 250), atol=12)


def test_damaged_exif_does_no_harm(tmp_path: Path) -> None:
    halves().save(tmp_path / "odd.jpg", exif=b"Exif\0\0not at all", quality=95)
    assert_halves(load(tmp_path / "odd.jpg", SIZE), within=8)


def test_cmyk(tmp_path: Path) -> None:
    halves((0, 255, 255, 0), (255, 0, 0, 0), mode="CMYK").save(tmp_path / "print.jpg", quality=95)
    assert_halves(load(tmp_path / "print.jpg", SIZE), (255, 0, 0), (0, 255, 255), within=6)


@pytest.mark.parametrize("suffix", ["png", "tiff"])
def test_sixteen_bit_grey(tmp_path: Path, suffix: str) -> None:
    grey = np.full((80, 80), 257 * 60, np.uint16)
    grey[:, 40:] = 257 * 200
    Pillow.fromarray(grey).save(tmp_path / f"deep.{suffix}")
    assert_halves(load(tmp_path / f"deep.{suffix}", SIZE), (60,) * 3, (200,) * 3, within=1)


@pytest.mark.parametrize("white", [1.0, 255.0, 65535.0])
def test_floating_point_grey_is_scaled_by_its_range(tmp_path: Path, white: float) -> None:
    grey = np.full((80, 80), white * 0.2, np.float32)
    grey[:, 40:] = white * 0.9
    Pillow.fromarray(grey).save(tmp_path / "float.tiff")
    assert_halves(load(tmp_path / "float.tiff", SIZE), (51,) * 3, (230,) * 3, within=1)


def test_negative_and_integer_grey(tmp_path: Path) -> None:
    signed = np.full((80, 80), -3.0, np.float32)
    signed[:, 40:] = 5.0
    Pillow.fromarray(signed).save(tmp_path / "signed.tiff")
    assert_halves(load(tmp_path / "signed.tiff", SIZE), (0,) * 3, (255,) * 3)
    integers = np.full((80, 80), 257 * 60, np.int32)
    integers[:, 40:] = 257 * 200
    Pillow.fromarray(integers).save(tmp_path / "long.tiff")
    assert_halves(load(tmp_path / "long.tiff", SIZE), (60,) * 3, (200,) * 3, within=1)


def test_palette_and_bits(tmp_path: Path) -> None:
    halves().quantize(4).save(tmp_path / "palette.png")
    assert_halves(load(tmp_path / "palette.png", SIZE))
    halves(0, 1, mode="1").save(tmp_path / "bits.png")
    assert_halves(load(tmp_path / "bits.png", SIZE), (0,) * 3, (255,) * 3)


def test_transparent_parts_show_a_middle_grey(tmp_path: Path) -> None:
    halves((*RED, 255), (0, 0, 0, 0), mode="RGBA").save(tmp_path / "rgba.png")
    assert_halves(load(tmp_path / "rgba.png", SIZE), RED, GREY)
    halves((90, 255), (255, 0), mode="LA").save(tmp_path / "la.png")
    assert_halves(load(tmp_path / "la.png", SIZE), (90,) * 3, GREY)
    halves().save(tmp_path / "keyed.png", transparency=GREEN)
    assert_halves(load(tmp_path / "keyed.png", SIZE), RED, GREY)
    halves().quantize(2).save(tmp_path / "palette.png", transparency=bytes([0, 0]))
    assert_halves(load(tmp_path / "palette.png", SIZE), GREY, GREY)


def test_half_transparent_white_lies_between_white_and_grey(tmp_path: Path) -> None:
    Pillow.new("RGBA", (9, 9), (255, 255, 255, 128)).save(tmp_path / "veil.png")
    np.testing.assert_allclose(load(tmp_path / "veil.png", (8, 8)), 192, atol=1)


def test_colour_profile_is_honoured(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    halves().save(tmp_path / "srgb.png", icc_profile=srgb)
    assert_halves(load(tmp_path / "srgb.png", SIZE))
    halves().save(tmp_path / "swapped.png", icc_profile=_swapped_primaries(srgb))
    left, right = colours(load(tmp_path / "swapped.png", SIZE))
    assert left[1] > left[0]
    assert right[0] > right[1]


def _swapped_primaries(profile: bytes) -> bytes:
    """The same profile, with the tags of its red and its green primary exchanged."""
    return profile.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")


def test_broken_colour_profile_warns_and_is_ignored(tmp_path: Path) -> None:
    halves().save(tmp_path / "odd.png", icc_profile=b"no profile at all")
    with pytest.warns(ClaviluxWarning, match=r"odd\.png: unusable colour profile"):
        assert_halves(load(tmp_path / "odd.png", SIZE))


def test_one_pixel(tmp_path: Path) -> None:
    Pillow.new("RGB", (1, 1), RED).save(tmp_path / "dot.png")
    picture = load(tmp_path / "dot.png", (96, 48))
    np.testing.assert_array_equal(picture, np.broadcast_to(RED, (48, 96, 3)))


def test_a_hair_line_is_cut_to_the_wanted_shape(tmp_path: Path) -> None:
    Pillow.new("RGB", (3000, 1), RED).save(tmp_path / "line.png")
    assert load(tmp_path / "line.png", (48, 96)).shape == (96, 48, 3)


def test_a_huge_jpeg_is_read_at_a_reduced_scale(tmp_path: Path) -> None:
    Pillow.new("L", (16_000, 12_000), 77).save(tmp_path / "huge.jpg")
    np.testing.assert_allclose(load(tmp_path / "huge.jpg", SIZE), 77, atol=1)


@pytest.mark.parametrize("side", [12_000, 20_000])
def test_a_huge_png_is_refused_before_it_is_decoded(tmp_path: Path, side: int) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(_png_of(side, side))
    with pytest.raises(UnreadableMedia, match=r"more than 100 million pixels; make the picture smaller first"):
        load(path, SIZE)


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
    Pillow.open(ART).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UnreadableMedia, match=r"cut.*(damaged|not a picture)") as caught:
        load(path, SIZE)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"just some words\n", bytes(5000), b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "song.jpg"
    path.write_bytes(content)
    with pytest.raises(UnreadableMedia, match=r"song\.jpg: (not a picture|damaged)"):
        load(path, SIZE)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableMedia, match=r"none\.png: No such file"):
        load(tmp_path / "none.png", SIZE)
    with pytest.raises(UnreadableMedia, match="directory"):
        load(tmp_path, SIZE)


@pytest.mark.filterwarnings("ignore:.*unusable colour profile")
@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tiff", "gif"])
def test_damaged_bytes_never_escape_as_another_error(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"bits.{suffix}"
    Pillow.open(ART).resize((60, 60)).save(path)
    good = path.read_bytes()
    rng = np.random.default_rng(1)
    for _ in range(60):
        bad = bytearray(good)
        for place in rng.integers(0, min(len(bad), 400), 5):
            bad[place] = rng.integers(256)
        path.write_bytes(bad)
        with contextlib.suppress(UnreadableMedia):
            assert load(path, (16, 16)).shape == (16, 16, 3)
