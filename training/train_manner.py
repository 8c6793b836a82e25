"""Train the network that sees a picture's manner in its latents: ``python train_manner.py`` -> ``runs/manner.pt``.

The diffusion model is told of a manner by statistics of VGG features. So that any picture can serve as a style without
shipping VGG, a small network learns to tell these statistics from the latents. Needs ``runs/latents.pt`` and
``runs/diffusion.pt``, for the basis of the style vectors.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from latents import Version, table
from nets import Encoder, Manner
from pictures import HERE, random_crop, split

CROP = 24


def batch(
    versions: list[Version], basis: tuple[np.ndarray, np.ndarray], rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Crops of latents and the style vectors of their pictures."""
    latents = np.stack([random_crop(v.latents, CROP, rng) for v in versions]).astype(np.float32)
    vectors = np.stack([(v.statistics - basis[0]) @ basis[1] for v in versions]).astype(np.float32)
    return torch.from_numpy(latents).permute(0, 3, 1, 2).contiguous(), torch.from_numpy(vectors)


def main() -> None:
    """Train for the given time; print the share of the variance that is explained on pictures never trained on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    parser.add_argument("--minutes", type=float, default=4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    names, rows = table(args.data, Encoder(), args.runs / "latents.pt")
    mean, projection = torch.load(args.runs / "diffusion.pt", weights_only=True)["basis"]
    basis = mean.numpy(), projection.numpy()
    train, held_out = ([v for versions in part for v in versions] for part in split(names, rows))
    net = Manner()
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=1e-2)
    unseen, truth = batch(held_out, basis, np.random.default_rng(1))
    start, step = time.monotonic(), 0
    while (share := (time.monotonic() - start) / (60 * args.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = 1e-3 * min(1, step / 50) * (0.5 + 0.5 * np.cos(np.pi * share)) + 1e-6
        latents, vectors = batch([train[i] for i in rng.integers(0, len(train), 48)], basis, rng)
        loss = (net(latents) - vectors).square().mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        step += 1
        if step % 200 == 0:
            with torch.inference_mode():
                told = 1 - (net(unseen) - truth).square().mean() / (truth - truth.mean(0)).square().mean()
            print(f"{step} {share:.2f} loss {loss.item():.4f} held-out variance told {told.item():.3f}", flush=True)
    torch.save({"manner": net.state_dict()}, args.runs / "manner.pt")


if __name__ == "__main__":
    main()
