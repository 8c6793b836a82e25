"""Train Lumia's autoencoder: ``python train_autoencoder.py --minutes 40`` -> ``runs/autoencoder.pt``.

L1 alone for the first fifth of the time, then L1 and the relative L1 distance of VGG features. The latents are kept
small and get a little noise, so that the diffusion model's small errors do no harm.

With ``--from`` only the decoder is trained on, on the latents as they are, so that the diffusion model stays valid;
after the first fifth a patch discriminator (hinge loss) also says what looks real, which makes lines crisp.
"""

from __future__ import annotations

import argparse
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (the field's name for it)
from torch import Tensor, nn

from nets import VGG, Decoder, Encoder
from pictures import HERE, load_pictures, random_crop, shares, split, to_tensor

LATENT_NOISE = 0.05
LATENT_DECAY = 1e-3
PERCEPTUAL = 0.15
ADVERSARIAL = 0.02


class Critic:
    """A small discriminator of patches, and its own training."""

    def __init__(self) -> None:
        layers: list[nn.Module] = [nn.Conv2d(3, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2)]
        for before, after in pairwise((32, 64, 96)):
            convolution = nn.Conv2d(before, after, 4, stride=2, padding=1)
            layers += [nn.utils.parametrizations.spectral_norm(convolution), nn.LeakyReLU(0.2)]
        self.net = nn.Sequential(*layers, nn.Conv2d(96, 1, 3, padding=1)).to(memory_format=torch.channels_last)
        self.optimiser = torch.optim.AdamW(self.net.parameters(), lr=4e-4, betas=(0.5, 0.99))

    def dislike(self, pictures: Tensor) -> Tensor:
        """How unreal pictures look; its gradient makes them more real."""
        return -self.net(pictures).float().mean()

    def learn(self, real: Tensor, painted: Tensor) -> None:
        """One step of telling them apart (hinge loss)."""
        loss = F.relu(1 - self.net(real)).mean() + F.relu(1 + self.net(painted)).mean()
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()


def perceptual_loss(vgg: VGG, output: Tensor, target: Tensor) -> Tensor:
    """Sum over the layers of the L1 distance relative to the target's mean feature."""
    with torch.no_grad():
        wanted = vgg(target)
    return sum(
        ((a - b).abs().mean() / (b.abs().mean() + 1e-3) for a, b in zip(vgg(output), wanted, strict=True)),
        torch.zeros(()),
    )


def psnr(encoder: nn.Module, decoder: nn.Module, pictures: list[np.ndarray]) -> float:
    """Mean PSNR in dB over the central parts of some pictures."""
    values = []
    with torch.inference_mode():
        for picture in pictures:
            h, w = (n // 8 * 8 for n in picture.shape[:2])
            x = to_tensor([picture[:h, :w]])
            error = (decoder(encoder(x)).clamp(-1, 1) - x).square().mean() / 4
            values.append(-10 * torch.log10(error).item())
    return float(np.mean(values))


def set_latent_scale(encoder: Encoder, decoder: Decoder, pictures: list[np.ndarray]) -> None:
    """Shift and scale the latents to zero mean and unit variance over the training set."""
    with torch.inference_mode():
        z = torch.cat(
            [encoder(to_tensor([p[: p.shape[0] // 8 * 8, : p.shape[1] // 8 * 8]])).flatten(2)[0] for p in pictures],
            dim=1,
        )
    for net in (encoder, decoder):
        net.mean.copy_(z.mean(1).view(1, -1, 1, 1))
        net.std.copy_(z.std(1).view(1, -1, 1, 1))


def main() -> None:
    """Train for the given time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--from", dest="begin", type=Path, help="weights to begin with, as recover.py writes them")
    parser.add_argument("--out", type=Path, default=HERE / "runs" / "autoencoder.pt")
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--crop", type=int, default=96)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    args.out.parent.mkdir(parents=True, exist_ok=True)

    names, pictures = load_pictures(args.data / "pictures")
    train, held_out = split(names, pictures)
    often = shares(split(names, names)[0])
    encoder, decoder, vgg = Encoder(), Decoder(), VGG(args.data / "vgg19.pth")
    critic = Critic() if args.begin else None
    if args.begin:
        begun = torch.load(args.begin, weights_only=True)
        encoder.load_state_dict(begun["encoder"])
        decoder.load_state_dict(begun["decoder"])
    trained = nn.ModuleList([decoder] if args.begin else [encoder, decoder])
    nn.ModuleList([encoder, decoder]).to(memory_format=torch.channels_last)
    rate = 4e-4 if args.begin else 1e-3
    optimiser = torch.optim.AdamW(trained.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=1e-4)

    start, step, log_loss = time.monotonic(), 0, []
    while (share := (time.monotonic() - start) / (60 * args.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, step / 100) * (0.5 + 0.5 * np.cos(np.pi * share)) + 1e-6
        chosen = rng.choice(len(train), args.batch, p=often)
        x = to_tensor([random_crop(train[i], args.crop, rng) for i in chosen]).to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            with torch.set_grad_enabled(not args.begin):
                z = encoder(x)
            y = decoder(z + LATENT_NOISE * torch.randn_like(z)).float()
            loss = (y - x).abs().mean() + LATENT_DECAY * z.float().square().mean()
            if share > 0.2:
                # The yardstick costs more than the networks: a window of each crop is enough.
                u, v = (int(n) for n in rng.integers(0, args.crop - 64 + 1, 2))
                window = (..., slice(u, u + 64), slice(v, v + 64))
                loss = loss + PERCEPTUAL * perceptual_loss(vgg, y[window], x[window])
                if critic:
                    loss = loss + ADVERSARIAL * critic.dislike(y)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(trained.parameters(), 1.0)
        optimiser.step()
        if critic:
            critic.learn(x, y.detach())
        log_loss.append(loss.item())
        step += 1
        if step % 250 == 0:
            quality = psnr(encoder, decoder, held_out[:12])
            print(f"{step} {share:.3f} loss {np.mean(log_loss[-250:]):.4f} held-out PSNR {quality:.2f} dB", flush=True)
            torch.save({"encoder": encoder.state_dict(), "decoder": decoder.state_dict()}, args.out)
    if not args.begin:
        set_latent_scale(encoder, decoder, train[::4])
    torch.save({"encoder": encoder.state_dict(), "decoder": decoder.state_dict()}, args.out)
    print(f"done: {step} steps, held-out PSNR {psnr(encoder, decoder, held_out):.2f} dB", flush=True)


if __name__ == "__main__":
    main()
