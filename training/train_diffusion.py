"""Train Lumia's diffusion model on the latents: ``python train_diffusion.py --minutes 70`` -> ``runs/diffusion.pt``.

Flow matching: x_t = (1 - t) x_0 + t noise, the network predicts noise - x_0, t = sigmoid(N(0.3, 1)). The conditions
are dropped at random, so that each can be guided by at inference. The checkpoint holds the moving average of the
weights and the basis of the style vectors.
"""

from __future__ import annotations

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from clavilux.imagine.painters.conditions import (
    SIGMA_RANGE,
    STRIDE,
    STRUCTURE_STRIDE,
    masked,
    smooth_colour,
    smooth_structure,
)
from latents import Version, style_basis, table
from nets import Encoder, UNet
from pictures import HERE, shares, split

DROP_STRUCTURE, DROP_COLOUR, DROP_STYLE = 0.07, 0.4, 0.12

Sample = tuple[np.ndarray, np.ndarray, float, np.ndarray, np.ndarray]


def sample(
    versions: list[Version], basis: tuple[np.ndarray, np.ndarray], crop: int, rng: np.random.Generator
) -> Sample:
    """A crop of a random version with its conditions, some of them dropped."""
    seen, other = versions[rng.integers(len(versions))], versions[rng.integers(len(versions))]
    # Latents cannot be mirrored, so the crop is taken without.
    y, x = (rng.integers(0, max(1, n - crop + 1)) for n in seen.latents.shape[:2])
    fine = STRIDE // STRUCTURE_STRIDE
    luma = seen.structure[fine * y : fine * (y + crop), fine * x : fine * (x + crop)]
    sigma = float(np.exp(rng.uniform(*np.log(SIGMA_RANGE))))
    structure = masked(smooth_structure(luma.astype(np.float32), sigma), keep=rng.random() > DROP_STRUCTURE)
    tint = seen.colour[y : y + crop, x : x + crop].astype(np.float32)
    colour = masked(smooth_colour(tint), keep=rng.random() > DROP_COLOUR)
    style = masked((other.statistics - basis[0]) @ basis[1], keep=rng.random() > DROP_STYLE)
    return seen.latents[y : y + crop, x : x + crop], structure, sigma, colour, style


def batch(samples: list[Sample]) -> list[Tensor]:
    """Stack; pictures become channels-first."""
    columns = [torch.from_numpy(np.stack(c).astype(np.float32)) for c in zip(*samples, strict=True)]
    return [c.permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last) if c.ndim == 4 else c for c in columns]


def flow_loss(net: nn.Module, conditions: list[Tensor]) -> Tensor:
    """Mean square error of the predicted velocity."""
    x0, structure, sigma, colour, style = conditions
    t = torch.sigmoid(torch.randn(len(x0)) + 0.3)
    noise = torch.randn_like(x0)
    mix = t.view(-1, 1, 1, 1)
    predicted = net((1 - mix) * x0 + mix * noise, t, structure, sigma, colour, style)
    return (predicted.float() - (noise - x0)).square().mean()


def learn(loss: Tensor, net: nn.Module, optimiser: torch.optim.Optimizer, average: nn.Module, *, keep: float) -> None:
    """One step of training; the moving average keeps that share of itself."""
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimiser.step()
    torch._foreach_lerp_(list(average.parameters()), list(net.parameters()), 1 - keep)


def held_out_loss(net: nn.Module, rows: list[list[Version]], basis: tuple[np.ndarray, np.ndarray], crop: int) -> float:
    """Loss on pictures never trained on, always with the same crops and noise."""
    rng = np.random.default_rng(1)
    with torch.random.fork_rng(), torch.inference_mode():
        torch.manual_seed(1)
        return float(
            np.mean([flow_loss(net, batch([sample(r, basis, crop, rng) for r in rows])).item() for _ in range(4)])
        )


def main() -> None:
    """Train for the given time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    parser.add_argument("--from", dest="begin", type=Path, help="weights to begin with, as recover.py writes them")
    parser.add_argument("--minutes", type=float, default=70)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--crop", type=int, default=24)
    parser.add_argument("--rate", type=float, default=6e-4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)

    encoder = Encoder()
    encoder.load_state_dict(torch.load(args.runs / "autoencoder.pt", weights_only=True)["encoder"])
    names, rows = table(args.data, encoder.eval(), args.runs / "latents.pt")
    basis = style_basis(rows)
    train, held_out = split(names, rows)
    often = shares(split(names, names)[0])
    net = UNet().to(memory_format=torch.channels_last)
    if args.begin:
        net.load_state_dict(torch.load(args.begin, weights_only=True)["unet"])
    average = copy.deepcopy(net).requires_grad_(False)
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, betas=(0.9, 0.98), weight_decay=1e-3)

    def save() -> None:
        torch.save(
            {"unet": average.state_dict(), "basis": [torch.from_numpy(b) for b in basis]}, args.runs / "diffusion.pt"
        )

    start, step, losses = time.monotonic(), 0, []
    while (share := (time.monotonic() - start) / (60 * args.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1, step / 200) * (0.5 + 0.5 * np.cos(np.pi * share)) + 1e-6
        chosen = rng.choice(len(train), args.batch, p=often)
        with torch.autocast("cpu", torch.bfloat16):
            loss = flow_loss(net, batch([sample(train[i], basis, args.crop, rng) for i in chosen]))
        step += 1
        learn(loss, net, optimiser, average, keep=min(0.999, (1 + step) / (10 + step)))
        losses.append(loss.item())
        if step % 250 == 0:
            unseen = held_out_loss(average, held_out, basis, args.crop)
            print(f"{step} {share:.3f} loss {np.mean(losses[-250:]):.4f} held-out {unseen:.4f}", flush=True)
            save()
    save()
    print(f"done: {step} steps, held-out loss {held_out_loss(average, held_out, basis, args.crop):.4f}", flush=True)


if __name__ == "__main__":
    main()
