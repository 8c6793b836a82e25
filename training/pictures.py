"""The prepared pictures in memory, and random crops of them."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

HERE = Path(__file__).parent
SHARES = {
    "painting": 0.14,
    "museum": 0.08,
    "photograph": 0.1,
    "illustration": 0.1,
    "clip art": 0.04,
    "texture": 0.06,
    "painted": 0.22,
    "synthetic": 0.26,
}
"""Of the training, by kind of picture: there are more textures and clip art than paintings, but they matter less."""
MOST = dict.fromkeys(SHARES, 420) | {"painted": 1200, "synthetic": 1200}
"""Pictures of each kind that the diffusion model sees at most; the autoencoder sees all."""


def load_pictures(folder: Path) -> tuple[list[str], list[np.ndarray]]:
    """Names (without suffix) and pictures, uint8 [h, w, 3], in a stable order."""
    files = sorted(folder.rglob("*.jpg"))
    if not files:
        raise SystemExit(f"no pictures in {folder}; run fetch.py and synthesize.py first")
    return [f.stem for f in files], [np.asarray(Image.open(f).convert("RGB")) for f in files]


def split(names: list[str], items: list) -> tuple[list, list]:
    """Training and held-out items, as ``manifest.csv`` says; painted and synthetic variants follow their source."""
    with (HERE / "manifest.csv").open(newline="") as file:
        held = {Path(row["file"]).stem for row in csv.DictReader(file) if row["held out"] == "yes"}
    unseen = [name.split("--")[-1] in held for name in names]
    train = [item for item, out in zip(items, unseen, strict=True) if not out]
    return train, [item for item, out in zip(items, unseen, strict=True) if out]


def kinds_of(names: list[str]) -> list[str]:
    """The kind of each picture: that of the manifest, or ``painted`` or ``synthetic`` for variants."""
    with (HERE / "manifest.csv").open(newline="") as file:
        kinds = {Path(row["file"]).stem: row["kind"] for row in csv.DictReader(file)}
    return [kinds.get(name) or ("painted" if name.startswith("painted-") else "synthetic") for name in names]


def chosen(names: list[str]) -> list[str]:
    """At most `MOST` pictures of each kind, drawn by the digest of their names."""
    mixed = sorted(names, key=lambda name: hashlib.sha256(name.encode()).digest())
    count, taken = Counter[str](), set()
    for name, kind in zip(mixed, kinds_of(mixed), strict=True):
        count[kind] += 1
        if count[kind] <= MOST[kind]:
            taken.add(name)
    return [name for name in names if name in taken]


def shares(names: list[str]) -> np.ndarray:
    """How often each picture is trained on: by kind as `SHARES` says, equally within a kind. They sum to 1."""
    kinds = kinds_of(names)
    counts = Counter(kinds)
    weights = np.array([SHARES[kind] / counts[kind] for kind in kinds])
    return weights / weights.sum()


def to_tensor(pictures: list[np.ndarray]) -> Tensor:
    """Equal-sized uint8 [h, w, 3] -> float32 [n, 3, h, w] in [-1, 1]."""
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1


def random_crop(array: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """A square window over the last two axes but one, [h, w, ...], mirrored half of the time."""
    y, x = (rng.integers(0, max(1, n - size + 1)) for n in array.shape[:2])
    crop = array[y : y + size, x : x + size]
    return crop[:, ::-1] if rng.random() < 0.5 else crop
