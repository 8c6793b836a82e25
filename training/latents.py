"""All pictures as the diffusion model sees them: latents, structure, colour, style statistics.

`table()` makes them once (some minutes) and keeps them in ``runs/latents.pt``. Paintings, museum pieces and photographs
have two versions: as they are, and mirrored at 0.7 of the size. Painted and synthetic variants have the structure of
the picture they were made from, so that the model learns how a manner translates a picture rather than only what it
looks like.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps

from clavilux.imagine.painters.conditions import STRUCTURE_STRIDE, mean_colour, standardised_luma
from nets import STYLE_DIM, VGG, Encoder, style_statistics
from pictures import chosen, kinds_of, load_pictures, random_crop, to_tensor

STYLE_CROP = 144
SCALES = (1.0, 0.7)
MIN_SIDE = 200
TWICE = ("painting", "museum", "photograph")


@dataclass(frozen=True)
class Version:
    """One version of a picture; h and w are of the latents."""

    latents: np.ndarray  # float16 [h, w, 8]
    structure: np.ndarray  # float16 [2 h, 2 w], standardised luma, not blurred yet
    colour: np.ndarray  # float16 [h, w, 3] in [-1, 1]
    statistics: np.ndarray  # float32 [896], of another crop's VGG features


def version(picture: np.ndarray, scale: float, size: tuple[int, int] | None = None) -> np.ndarray:
    """The picture at a scale (small ones are shrunk less), in multiples of 8; mirrored when it is not the original.

    Given a size, its middle is cut to that shape first, as the painted variants are.
    """
    least = max(scale, MIN_SIDE / min(picture.shape[:2]))
    h, w = size or tuple(round(n * least) // 8 * 8 for n in picture.shape[:2])
    if (h, w) != picture.shape[:2]:
        picture = np.asarray(ImageOps.fit(Image.fromarray(picture), (w, h), Image.Resampling.LANCZOS))
    return picture if scale == 1 else picture[:, ::-1]


def table(data: Path, encoder: Encoder, cache: Path) -> tuple[list[str], list[list[Version]]]:
    """Names and versions of the chosen pictures, in the order of `pictures.load_pictures`."""
    if cache.exists():
        stored = torch.load(cache, weights_only=True)
        return list(stored), [
            [Version(*(a.numpy() for a in arrays)) for arrays in versions] for versions in stored.values()
        ]
    names, pictures = load_pictures(data / "pictures")
    by_name = dict(zip(names, pictures, strict=True))
    names = chosen(names)
    vgg, rng, rows = VGG(data / "vgg19.pth"), np.random.default_rng(0), []
    # Half precision is twice as fast; its error is far below the noise that the decoder was trained to bear.
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for name, kind in zip(names, kinds_of(names), strict=True):
            source = by_name[name.split("--")[-1]]
            scales = SCALES if kind in TWICE else SCALES[:1]
            rows.append([seen(by_name[name], source, scale, encoder, vgg, rng) for scale in scales])
            if len(rows) % 100 == 0:
                print(f"latents {len(rows)}/{len(names)}", flush=True)
    stored = {
        n: [[torch.from_numpy(a.copy()) for a in astuple(v)] for v in r] for n, r in zip(names, rows, strict=True)
    }
    torch.save(stored, cache)
    return names, rows


def seen(
    picture: np.ndarray, source: np.ndarray, scale: float, encoder: Encoder, vgg: VGG, rng: np.random.Generator
) -> Version:
    """One version of a picture, with the structure of its source."""
    shown = version(picture, scale)
    crop = random_crop(shown, min(STYLE_CROP, *shown.shape[:2]), rng)
    latents = encoder(to_tensor([shown.copy()]))[0].float().permute(1, 2, 0)
    structure = standardised_luma(mean_colour(version(source, scale, shown.shape[:2]), STRUCTURE_STRIDE))
    features = [f.float() for f in vgg(to_tensor([crop.copy()]))]
    return Version(
        latents=latents.numpy().astype(np.float16),
        structure=structure.astype(np.float16),
        colour=mean_colour(shown).astype(np.float16),
        statistics=style_statistics(features)[0].numpy(),
    )


def style_basis(rows: list[list[Version]]) -> tuple[np.ndarray, np.ndarray]:
    """PCA of the style statistics: mean [896] and a projection [896, 64] to about unit variance."""
    statistics = np.stack([v.statistics for versions in rows for v in versions])
    mean = statistics.mean(0)
    _, singular, directions = np.linalg.svd(statistics - mean, full_matrices=False)
    variance = singular[:STYLE_DIM] ** 2 / len(statistics)
    # The floor keeps the last components, mostly noise between two crops of one picture, small.
    return mean, (directions[:STYLE_DIM] / np.sqrt(variance + 0.01 * variance[0])[:, None]).T
