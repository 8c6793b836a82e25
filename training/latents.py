"""All pictures as the diffusion model sees them: latents, structure, colour, style statistics.

`table()` makes them once (some minutes) and keeps them in ``runs/latents.pt``. Every picture has two versions: as it
is, and mirrored at 0.7 of the size. For synthetic exemplars the structure is that of the picture they were made from,
so that the model learns how a manner translates a picture rather than only what it looks like.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from clavilux.imagine.painters.conditions import mean_colour, standardised_luma
from nets import STYLE_DIM, VGG, Encoder, style_statistics
from pictures import load_pictures, random_crop, to_tensor

STYLE_CROP = 192
SCALES = (1.0, 0.7)
MIN_SIDE = 200


@dataclass(frozen=True)
class Version:
    """One version of a picture; h and w are of the latents."""

    latents: np.ndarray  # float16 [h, w, 8]
    structure: np.ndarray  # float32 [h, w], standardised luma, not blurred yet
    colour: np.ndarray  # float32 [h, w, 3] in [-1, 1]
    statistics: np.ndarray  # float32 [896], of another crop's VGG features


def version(picture: np.ndarray, scale: float, size: tuple[int, int] | None = None) -> np.ndarray:
    """The picture at a scale (small ones are shrunk less), in multiples of 8; mirrored when it is not the original."""
    least = max(scale, MIN_SIDE / min(picture.shape[:2]))
    h, w = size or tuple(round(n * least) // 8 * 8 for n in picture.shape[:2])
    if (h, w) != picture.shape[:2]:
        picture = np.asarray(Image.fromarray(picture).resize((w, h), Image.Resampling.LANCZOS))
    return picture if scale == 1 else picture[:, ::-1]


def table(data: Path, encoder: Encoder, cache: Path) -> tuple[list[str], list[list[Version]]]:
    """Names and versions of all pictures, in the order of `pictures.load_pictures`."""
    if cache.exists():
        stored = torch.load(cache, weights_only=True)
        return list(stored), [
            [Version(*(a.numpy() for a in arrays)) for arrays in versions] for versions in stored.values()
        ]
    names, pictures = load_pictures(data / "pictures")
    by_name = dict(zip(names, pictures, strict=True))
    vgg, rng, rows = VGG(data / "vgg19.pth"), np.random.default_rng(0), []
    with torch.inference_mode():
        for name, picture in zip(names, pictures, strict=True):
            source = by_name[name.split("--")[1]] if "--" in name else picture
            versions = []
            for scale in SCALES:
                seen = version(picture, scale)
                crop = random_crop(seen, min(STYLE_CROP, *seen.shape[:2]), rng)
                versions.append(
                    Version(
                        latents=encoder(to_tensor([seen.copy()]))[0].permute(1, 2, 0).numpy().astype(np.float16),
                        structure=standardised_luma(mean_colour(version(source, scale, seen.shape[:2]))),
                        colour=mean_colour(seen),
                        statistics=style_statistics(vgg(to_tensor([crop.copy()])))[0].numpy(),
                    )
                )
            rows.append(versions)
            if len(rows) % 100 == 0:
                print(f"latents {len(rows)}/{len(names)}", flush=True)
    stored = {
        n: [[torch.from_numpy(a.copy()) for a in astuple(v)] for v in r] for n, r in zip(names, rows, strict=True)
    }
    torch.save(stored, cache)
    return names, rows


def style_basis(rows: list[list[Version]]) -> tuple[np.ndarray, np.ndarray]:
    """PCA of the style statistics: mean [896] and a projection [896, 64] to about unit variance."""
    statistics = np.stack([v.statistics for versions in rows for v in versions])
    mean = statistics.mean(0)
    _, singular, directions = np.linalg.svd(statistics - mean, full_matrices=False)
    variance = singular[:STYLE_DIM] ** 2 / len(statistics)
    # The floor keeps the last components, mostly noise between two crops of one picture, small.
    return mean, (directions[:STYLE_DIM] / np.sqrt(variance + 0.01 * variance[0])[:, None]).T
