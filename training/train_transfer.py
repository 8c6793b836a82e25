"""Teach Lumia manners on pictures not made in them: ``python train_transfer.py --from runs/diffusion.pt``.

`train_diffusion` only shows a manner on its own picture; a user asks for the manner of one picture on another. Here
that is what happens: pictures are painted as a render paints them (same conditions, guidance and schedule), with the
network as it is, up to a random step. What the network foresees there is decoded; its VGG statistics shall be those of
the manner, and nearer to them than to any other manner of the style book; its blurred luma, and where it is rich in
detail, shall be that of the artwork, so that no sky fills with strokes. The flow loss goes on beside it, so that the
network stays a model of pictures. Writes ``runs/transfer.pt``, of the same kind as ``runs/diffusion.pt``.
"""

from __future__ import annotations

import argparse
import copy
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (the field's name for it)
from torch import Tensor, nn

from clavilux.imagine.painters import canvas, conditions, flow, words
from clavilux.imagine.painters.lumia import LumiaPainter
from clavilux.types import Brief
from exemplars import Measured, as_known, book, statistics_of
from latents import Version, style_basis, table
from nets import VGG, Decoder, Encoder, UNet, style_statistics
from pictures import HERE, kinds_of, load_pictures, random_crop, shares, split, to_tensor
from train_diffusion import batch, flow_loss, held_out_loss, learn, sample

SIDE, CROP = 288, 24  # pixels of a painting; latents of a crop for the flow loss
GIVEN = ("painting", "museum", "photograph", "illustration")
"""Kinds of pictures that a person would give."""
FROM_BOOK = 0.75
"""Share of the manners that are exemplars of the style book; the others are any picture's."""
STRENGTHS = (0.1, 0.7)
WEIGHTS = (0.4, 0.02, 0.25, 0.3)
"""Of the losses of style, mistakable style, light and detail, against 1 for the flow's."""
SHARPNESS = 8.0
"""How much less likely a manner is for each unit of distance, where paintings are told apart."""
BLOCK = 16  # pixels

Array = np.ndarray


@dataclass(frozen=True, kw_only=True)
class Schooling:
    """All that is painted, and in which manners."""

    artworks: list[Array]
    known: list[Measured]
    """The style book's exemplars."""
    any: list[Measured]
    """Manners of all pictures."""
    often: Array
    """How often each of `any` is drawn."""
    basis: tuple[Array, Array]
    """Of the style vectors."""

    def draw(self, count: int, rng: np.random.Generator) -> tuple[list[Array], list[Measured]]:
        """Crops of artworks, and a manner for each."""
        crops = [random_crop(self.artworks[rng.integers(len(self.artworks))], SIDE, rng).copy() for _ in range(count)]
        manners = [
            self.known[rng.integers(len(self.known))]
            if rng.random() < FROM_BOOK
            else self.any[rng.choice(len(self.any), p=self.often)]
            for _ in range(count)
        ]
        return crops, manners


class Judge:
    """The frozen networks: autoencoder and yardstick."""

    def __init__(self, encoder: Encoder, decoder: Decoder, vgg: VGG, scale: Array, known: list[Measured]) -> None:
        self.encoder, self.decoder, self.vgg = encoder.eval(), decoder.eval().requires_grad_(False), vgg
        self.scale = torch.from_numpy(scale)  # deviation of each statistic over all pictures, [896]
        self.known = torch.from_numpy(np.stack([m[0] for m in known])).float() / self.scale  # [exemplars, 896]

    def losses(
        self, net: nn.Module, lesson: tuple[list[Array], list[Measured]], basis: tuple[Array, Array], strength: float
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Losses of `WEIGHTS` of the paintings that the network foresees at a random step."""
        artworks, manners = lesson
        foreseen = painted(net, self.encoder, artworks, [as_known(m, basis) for m in manners], strength)
        picture = self.decoder(foreseen).float()
        features = [f.float() for f in self.vgg(picture.clamp(-1.1, 1.1))]
        wanted = torch.from_numpy(np.stack([m[0] for m in manners])).float() / self.scale
        got = style_statistics(features) / self.scale
        style = F.smooth_l1_loss(got, wanted, beta=2.0)
        light, detail = (
            (painting - artwork).square().mean()
            for painting, artwork in zip(light_and_detail(picture), light_and_detail(to_tensor(artworks)), strict=True)
        )
        return style, mistakable(got, wanted, self.known), light, detail


def mistakable(got: Tensor, wanted: Tensor, known: Tensor) -> Tensor:
    """How easily paintings are taken for another manner of the book: cross-entropy over their distances (InfoNCE)."""
    own = (got - wanted).square().mean(1, keepdim=True)
    others = (got[:, None] - known).square().mean(2)
    others = others.masked_fill((wanted[:, None] - known).abs().amax(2) < 1e-4, torch.inf)
    choices = -SHARPNESS * torch.cat([own, others], 1)
    return F.cross_entropy(choices, torch.zeros(len(got), dtype=torch.long))


def painted(net: nn.Module, encoder: Encoder, artworks: list[Array], exemplars: list[Array], strength: float) -> Tensor:
    """The latents that the network foresees at a random step of painting; gradients are of that step alone."""
    prepared, grounds = [], []
    for art, exemplar in zip(artworks, exemplars, strict=True):
        manner = canvas.manner_of(exemplar, art, words.NEUTRAL)
        asked = Brief(artwork=art, style=None, seed=0, strength=strength)
        prepared.append(canvas.conditioned(asked, manner, softness=0.0))
        grounds.append(canvas.tinted(art, manner))
    inputs = {key: torch.from_numpy(np.concatenate([p[key] for p in prepared])) for key in prepared[0]}
    begin = canvas.between(canvas.START_RANGE, strength)
    times = begin * flow.schedule(LumiaPainter.defaults.steps)
    times = times[: 2 + int(torch.randint(len(times) - 2, ()))]
    with torch.no_grad():
        ground = encoder(to_tensor(grounds)).float()
        x = (1 - begin) * ground + begin * torch.randn_like(ground)
        for t, after in pairwise(times):
            x = x + (after - t) * guided(net, x, t, inputs)
    return x - times[-1] * guided(net, x, times[-1], inputs)


def guided(net: nn.Module, x: Tensor, t: float, inputs: dict[str, Tensor]) -> Tensor:
    """Velocity pushed towards the style as in a render; gradients flow through the styled half alone."""
    at = torch.full((len(x),), float(t))
    plain_inputs, styled_inputs = ({key: value[half::2] for key, value in inputs.items()} for half in (0, 1))
    with torch.no_grad():
        plain = net(x, at, **plain_inputs).float()
    return plain + LumiaPainter.defaults.guidance * (net(x, at, **styled_inputs).float() - plain)


def light_and_detail(pictures: Tensor) -> tuple[Tensor, Tensor]:
    """Mean luma and log deviation of luma of 16x16 blocks; both with mean 0 and deviation 1 for each picture."""
    luma = (pictures * torch.from_numpy(conditions.LUMA).view(1, 3, 1, 1)).sum(1, keepdim=True)
    mean = F.avg_pool2d(luma, BLOCK)
    variance = F.avg_pool2d(luma.square(), BLOCK) - mean.square()
    return standardised(mean, 0.02), standardised(torch.log(variance.clamp(min=0) + 1e-4) / 2, 0.2)


def standardised(maps: Tensor, least: float) -> Tensor:
    """With mean 0 and deviation 1 for each picture; flat ones stay flat."""
    return (maps - maps.mean((1, 2, 3), keepdim=True)) / (maps.std((1, 2, 3), keepdim=True) + least)


def schoolings(data: Path, names: list[str], rows: list[list[Version]]) -> tuple[Schooling, Schooling]:
    """For training, and with artworks that no network sees."""
    stems, pictures = load_pictures(data / "pictures" / "open")
    fit = [kind in GIVEN and min(p.shape[:2]) >= SIDE for p, kind in zip(pictures, kinds_of(stems), strict=True)]
    stems, pictures = ([item for item, ok in zip(items, fit, strict=True) if ok] for items in (stems, pictures))
    seen = split(names, [versions[0] for versions in rows])[0]
    kinds = split(names, kinds_of(names))[0]
    manners = [
        (v.statistics, v.colour.reshape(-1, 3).astype(float), float(kind != "synthetic"))
        for v, kind in zip(seen, kinds, strict=True)
    ]
    shared = {
        "known": list(statistics_of(data, book()).values()),
        "any": manners,
        "often": shares(split(names, names)[0]),
        "basis": style_basis(rows),
    }
    train, held_out = split(stems, pictures)
    return Schooling(artworks=train, **shared), Schooling(artworks=held_out, **shared)


def judged(net: nn.Module, judge: Judge, schooling: Schooling, held_out: list[list[Version]]) -> str:
    """All losses on artworks never trained on, always the same paintings."""
    rng = np.random.default_rng(1)
    with torch.random.fork_rng(), torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        torch.manual_seed(1)
        losses = [
            [float(part) for part in judge.losses(net, schooling.draw(4, rng), schooling.basis, strength)]
            for strength in np.linspace(*STRENGTHS, 12).tolist()
        ]
    style, mistaken, light, detail = np.mean(losses, axis=0)
    plain = held_out_loss(net, held_out, schooling.basis, CROP)
    return (
        f"held-out: style {style:.4f} mistakable {mistaken:.4f} light {light:.4f} detail {detail:.4f} flow {plain:.4f}"
    )


def main() -> None:
    """Train for the given time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    parser.add_argument("--from", dest="begin", type=Path, required=True, help="weights of train_diffusion.py")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--paintings", type=int, default=3, help="a step")
    parser.add_argument("--batch", type=int, default=16, help="crops a step for the flow loss")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)

    autoencoder = torch.load(args.runs / "autoencoder.pt", weights_only=True)
    encoder, decoder = Encoder(), Decoder()
    encoder.load_state_dict(autoencoder["encoder"])
    decoder.load_state_dict(autoencoder["decoder"])
    names, rows = table(args.data, encoder.eval(), args.runs / "latents.pt")
    train, held_out = split(names, rows)
    schooling, unseen = schoolings(args.data, names, rows)
    scale = np.stack([v.statistics for versions in rows for v in versions]).std(0)
    judge = Judge(encoder, decoder, VGG(args.data / "vgg19.pth"), scale, schooling.known)
    net = UNet().to(memory_format=torch.channels_last)
    net.load_state_dict(torch.load(args.begin, weights_only=True)["unet"])
    average = copy.deepcopy(net).requires_grad_(False)
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, betas=(0.9, 0.98), weight_decay=1e-3)

    def told(step: int) -> None:
        print(f"{step} {judged(average, judge, unseen, held_out)}", flush=True)
        basis = [torch.from_numpy(b) for b in schooling.basis]
        torch.save({"unet": average.state_dict(), "basis": basis}, args.runs / "transfer.pt")

    start, step = time.monotonic(), 0
    while (share := (time.monotonic() - start) / (60 * args.minutes)) < 1:
        if step % 300 == 0:
            told(step)
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1, (step + 1) / 100) * (0.5 + 0.5 * np.cos(np.pi * share)) + 1e-6
        chosen = rng.choice(len(train), args.batch, p=schooling.often)
        crops = batch([sample(train[i], schooling.basis, CROP, rng) for i in chosen])
        lesson, strength = schooling.draw(args.paintings, rng), float(rng.uniform(*STRENGTHS))
        with torch.autocast("cpu", torch.bfloat16):
            losses = judge.losses(net, lesson, schooling.basis, strength)
            loss = flow_loss(net, crops) + sum(w * part for w, part in zip(WEIGHTS, losses, strict=True))
        step += 1
        learn(loss, net, optimiser, average, keep=min(0.997, (1 + step) / (10 + step)))
    told(step)


if __name__ == "__main__":
    main()
