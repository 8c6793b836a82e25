"""Teach Lumia manners on pictures that were not made in them: ``python train_transfer.py`` -> ``runs/transfer.pt``.

`train_diffusion` only ever sees a manner on its own picture; a user asks for the manner of one picture on another. Here
that is what happens: pictures are painted as a render paints them (the same conditions, guidance and schedule), with the
network as it is, up to a random step. The finished picture that the network foresees there is decoded, and its VGG
statistics shall be those of the manner, its blurred luma that of the artwork. The flow loss goes on beside it, so that
the network stays a model of pictures.
"""

from __future__ import annotations

import argparse
import copy
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (the field's name for it)
from torch import Tensor, nn

from clavilux.imagine.painters import canvas, flow, words
from clavilux.imagine.painters.lumia import LumiaPainter
from clavilux.types import Brief
from exemplars import book, statistics_of
from latents import Version, style_basis, table
from nets import VGG, Decoder, Encoder, UNet, style_statistics
from pictures import HERE, kinds_of, load_pictures, random_crop, shares, split, to_tensor
from train_diffusion import batch, flow_loss, held_out_loss, sample

SIDE = 192
GIVEN = ("painting", "museum", "photograph", "illustration")
"""Kinds of pictures that a person would give."""
FROM_BOOK = 0.6
"""Share of the manners that are exemplars of the style book; the others are any picture's."""
STYLE_WEIGHT, STRUCTURE_WEIGHT = 0.4, 0.5


@dataclass(frozen=True)
class Target:
    """A manner to paint in."""

    statistics: np.ndarray  # [896]
    exemplar: np.ndarray  # [71], as the painter knows it


def target(statistics: np.ndarray, colour: np.ndarray, kept: float, basis: tuple[np.ndarray, np.ndarray]) -> Target:
    """From VGG statistics [896] and colours [n, 3]."""
    vector = (statistics - basis[0]) @ basis[1]
    known = np.concatenate([vector, colour.mean(0), colour.std(0), [kept]]).astype(np.float32)
    return Target(statistics.astype(np.float32), known)


@dataclass
class Studio:
    """The frozen networks, and one painting after another."""

    net: nn.Module
    encoder: Encoder
    decoder: Decoder
    vgg: VGG
    scale: Tensor  # [896], deviation of the statistics over all pictures

    def losses(
        self, artworks: list[np.ndarray], manners: list[Target], rng: np.random.Generator
    ) -> tuple[Tensor, Tensor]:
        """Style and structure loss of the pictures that the network foresees at a random step of painting."""
        strength = float(rng.uniform(0.1, 0.7))
        begin = canvas.between(canvas.START_RANGE, strength)
        prepared, grounds = [], []
        for art, manner in zip(artworks, manners, strict=True):
            asked = Brief(artwork=art, style=None, seed=0, strength=strength)
            told = canvas.manner_of(manner.exemplar, art, words.NEUTRAL)
            prepared.append(canvas.conditioned(asked, told, softness=0.0))
            grounds.append(canvas.tinted(art, told))
        inputs = {key: torch.from_numpy(np.concatenate([p[key] for p in prepared])) for key in prepared[0]}
        own = LumiaPainter.defaults
        times = begin * flow.schedule(own.steps)
        last = int(rng.integers(1, own.steps))
        with torch.no_grad():
            ground = self.encoder(to_tensor(grounds)).float()
            x = (1 - begin) * ground + begin * torch.randn_like(ground)
            for t, after in zip(times[:last], times[1 : last + 1], strict=True):
                x = x + (after - t) * self.velocity(x, t, inputs, own.guidance)
        foreseen = x - times[last] * self.velocity(x, times[last], inputs, own.guidance)
        picture = self.decoder(foreseen).float()
        wanted = torch.from_numpy(np.stack([m.statistics for m in manners]))
        here = style_statistics([f.float() for f in self.vgg(picture.clamp(-1.1, 1.1))])
        gap = (here - wanted) / self.scale
        style = F.smooth_l1_loss(gap, torch.zeros_like(gap), beta=2.0)
        return style, (soft_luma(picture) - soft_luma(to_tensor(artworks))).square().mean()

    def velocity(self, x: Tensor, t: float, inputs: dict[str, Tensor], guidance: float) -> Tensor:
        """Guided velocity; gradients flow through the styled half alone."""
        at = torch.full((len(x),), float(t))
        halves = [{key: value[part::2] for key, value in inputs.items()} for part in (0, 1)]
        with torch.no_grad():
            plain = self.net(x, at, **halves[0]).float()
        styled = self.net(x, at, **halves[1]).float()
        return plain + guidance * (styled - plain)


def soft_luma(pictures: Tensor) -> Tensor:
    """Luma of 16x16 blocks, mean 0 and deviation 1 for each picture."""
    weights = torch.tensor([0.2126, 0.7152, 0.0722]).view(1, 3, 1, 1)
    luma = F.avg_pool2d((pictures * weights).sum(1, keepdim=True), 16)
    return (luma - luma.mean((1, 2, 3), keepdim=True)) / (luma.std((1, 2, 3), keepdim=True) + 0.02)


def main() -> None:
    """Train for the given time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    parser.add_argument("--from", dest="begin", type=Path, required=True, help="weights of train_diffusion.py")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--batch", type=int, default=6, help="paintings a step")
    parser.add_argument("--flow-batch", type=int, default=16, help="crops a step for the flow loss")
    parser.add_argument("--crop", type=int, default=24)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)

    autoencoder = torch.load(args.runs / "autoencoder.pt", weights_only=True)
    encoder, decoder = Encoder().eval(), Decoder().eval()
    encoder.load_state_dict(autoencoder["encoder"])
    decoder.load_state_dict(autoencoder["decoder"])
    decoder.requires_grad_(False)
    names, rows = table(args.data, encoder, args.runs / "latents.pt")
    basis = style_basis(rows)
    train, held_out = split(names, rows)
    often = shares(split(names, names)[0])
    vgg = VGG(args.data / "vgg19.pth")
    net = UNet().to(memory_format=torch.channels_last)
    net.load_state_dict(torch.load(args.begin, weights_only=True)["unet"])
    average = copy.deepcopy(net).requires_grad_(False)
    scale = np.stack([v.statistics for versions in rows for v in versions]).std(0)
    studio = Studio(net, encoder, decoder, vgg, torch.from_numpy(scale))

    kinds = split(names, kinds_of(names))[0]
    known = [target(*found, basis) for found in statistics_of(args.data, book()).values()]
    own = [target(v.statistics, v.colour.reshape(-1, 3).astype(float), float(kind != "synthetic"), basis)
           for versions, kind in zip(train, kinds, strict=True) for v in versions[:1]]
    stems, pictures = load_pictures(args.data / "pictures" / "open")
    given = [kind in GIVEN and min(p.shape[:2]) >= SIDE for p, kind in zip(pictures, kinds_of(stems), strict=True)]
    artworks = split([s for s, ok in zip(stems, given, strict=True) if ok], [p for p, ok in zip(pictures, given, strict=True) if ok])

    def painted(studio: Studio, which: list[np.ndarray], rng: np.random.Generator, n: int) -> tuple[Tensor, Tensor]:
        arts = [random_crop(which[rng.integers(len(which))], SIDE, rng).copy() for _ in range(n)]
        manners = [
            known[rng.integers(len(known))] if rng.random() < FROM_BOOK else own[rng.choice(len(own), p=often)]
            for _ in range(n)
        ]
        return studio.losses(arts, manners, rng)

    def unseen() -> str:
        on_average = Studio(average, encoder, decoder, vgg, studio.scale)
        fixed = np.random.default_rng(1)
        with torch.random.fork_rng(), torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            torch.manual_seed(1)
            pairs = [painted(on_average, artworks[1], fixed, 6) for _ in range(12)]
        style, structure = (np.mean([float(p[n]) for p in pairs]) for n in (0, 1))
        flow_only = held_out_loss(average, held_out, basis, args.crop)
        return f"held-out: style {style:.4f} structure {structure:.4f} flow {flow_only:.4f}"

    def save() -> None:
        torch.save({"unet": average.state_dict(), "basis": [torch.from_numpy(b) for b in basis]}, args.runs / "transfer.pt")

    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, betas=(0.9, 0.98), weight_decay=1e-3)
    print(f"0 {unseen()}", flush=True)
    start, step, told = time.monotonic(), 0, []
    while (share := (time.monotonic() - start) / (60 * args.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1, (step + 1) / 100) * (0.5 + 0.5 * np.cos(np.pi * share)) + 1e-6
        with torch.autocast("cpu", torch.bfloat16):
            style, structure = painted(studio, artworks[0], rng, args.batch)
            chosen = rng.choice(len(train), args.flow_batch, p=often)
            plain = flow_loss(net, batch([sample(train[i], basis, args.crop, rng) for i in chosen]))
            loss = plain + STYLE_WEIGHT * style + STRUCTURE_WEIGHT * structure
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        step += 1
        keep = min(0.997, (1 + step) / (10 + step))
        torch._foreach_lerp_(list(average.parameters()), list(net.parameters()), 1 - keep)
        told.append([style.item(), structure.item(), plain.item()])
        if step % 100 == 0:
            style_, structure_, plain_ = np.mean(told[-100:], axis=0)
            print(f"{step} {share:.3f} style {style_:.4f} structure {structure_:.4f} flow {plain_:.4f}", flush=True)
        if step % 300 == 0:
            print(f"{step} {unseen()}", flush=True)
            save()
    save()
    print(f"done: {step} steps, {unseen()}", flush=True)


if __name__ == "__main__":
    main()
