"""The prepared pictures in memory, and random crops of them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

HERE = Path(__file__).parent


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


def to_tensor(pictures: list[np.ndarray]) -> Tensor:
    """Equal-sized uint8 [h, w, 3] -> float32 [n, 3, h, w] in [-1, 1]."""
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1


def random_crop(array: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """A square window over the last two axes but one, [h, w, ...], mirrored half of the time."""
    y, x = (rng.integers(0, max(1, n - size + 1)) for n in array.shape[:2])
    crop = array[y : y + size, x : x + size]
    return crop[:, ::-1] if rng.random() < 0.5 else crop
