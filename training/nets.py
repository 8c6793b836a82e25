"""The networks of Lumia, and the VGG yardstick they are trained with.

An autoencoder brings a picture to latents of 1/8 its size with 8 channels; a convolutional U-Net denoises such
latents. All are fully convolutional, so any size that the strides divide works.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812 (the field's name for it)
from torch import Tensor, nn

LATENT_CHANNELS = 8
STYLE_DIM = 64


class Residual(nn.Module):
    """Two 3x3 convolutions around a skip, without normalisation: cheap and free of size effects."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.LeakyReLU(0.1),
            nn.Conv2d(channels, channels, 3, padding=1),
        )
        nn.init.zeros_(self.body[2].weight)
        nn.init.zeros_(self.body[2].bias)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class Encoder(nn.Module):
    """Picture [n, 3, h, w] in [-1, 1] -> latents [n, 8, h/8, w/8] of about unit variance."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.PixelUnshuffle(2),
            nn.Conv2d(12, 32, 3, padding=1),
            Residual(32),
            nn.Conv2d(32, 64, 2, stride=2),
            Residual(64),
            Residual(64),
            nn.Conv2d(64, 128, 2, stride=2),
            Residual(128),
            Residual(128),
            nn.Conv2d(128, LATENT_CHANNELS, 1),
        )
        self.register_buffer("mean", torch.zeros(1, LATENT_CHANNELS, 1, 1))
        self.register_buffer("std", torch.ones(1, LATENT_CHANNELS, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return (self.body(x) - self.mean) / self.std


class Decoder(nn.Module):
    """Latents -> picture in about [-1, 1]; 6.6 GFLOP for 512x512, most of it at the small sizes."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(LATENT_CHANNELS, 96, 3, padding=1),
            Residual(96),
            Residual(96),
            nn.Conv2d(96, 48 * 4, 1),
            nn.PixelShuffle(2),
            Residual(48),
            nn.Conv2d(48, 24 * 4, 1),
            nn.PixelShuffle(2),
            Residual(24),
            nn.Conv2d(24, 12, 3, padding=1),
            nn.PixelShuffle(2),
        )
        self.register_buffer("mean", torch.zeros(1, LATENT_CHANNELS, 1, 1))
        self.register_buffer("std", torch.ones(1, LATENT_CHANNELS, 1, 1))

    def forward(self, z: Tensor) -> Tensor:
        return self.body(z * self.std + self.mean)


class Modulated(nn.Module):
    """Residual block whose features are scaled and shifted by the condition (FiLM)."""

    def __init__(self, channels_in: int, channels: int, condition: int) -> None:
        super().__init__()
        self.norm1 = nn.GroupNorm(8, channels_in)
        self.conv1 = nn.Conv2d(channels_in, channels, 3, padding=1)
        self.film = nn.Linear(condition, 2 * channels)
        self.norm2 = nn.GroupNorm(8, channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.skip = nn.Conv2d(channels_in, channels, 1) if channels_in != channels else nn.Identity()
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        scale, shift = self.film(condition)[:, :, None, None].chunk(2, dim=1)
        h = self.conv1(F.silu(self.norm1(x)))
        h = self.conv2(F.silu(self.norm2(h) * (1 + scale) + shift))
        return self.skip(x) + h


def fourier(values: Tensor, size: int) -> Tensor:
    """Sines and cosines of scalars in about [0, 1]: [n] -> [n, size]."""
    frequencies = torch.exp(torch.linspace(0, math.log(100.0), size // 2, device=values.device))
    angles = values[:, None] * frequencies * math.pi / 2
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class UNet(nn.Module):
    """Velocity of the flow from picture to noise.

    Inputs
    ------
    x : [n, 8, h, w], h and w multiples of 4: the noisy latents.
    t : [n] in [0, 1]: 0 picture, 1 noise.
    structure : [n, 5, h, w]: four values of blurred luma per latent pixel, and a mask of ones; zeros where dropped.
    sigma : [n]: its blur in latent pixels.
    colour : [n, 4, h, w]: smooth RGB in [-1, 1] and a mask; zeros where dropped.
    style : [n, 65]: whitened style vector and a mask; zeros where dropped.
    """

    WIDTHS = (64, 128, 256)

    def __init__(self) -> None:
        super().__init__()
        a, b, c = self.WIDTHS
        e = 256
        self.embed = nn.Sequential(nn.Linear(32 + 16 + STYLE_DIM + 1, e), nn.SiLU(), nn.Linear(e, e), nn.SiLU())
        self.enter = nn.Conv2d(LATENT_CHANNELS + 9, a, 3, padding=1)
        self.down_a = Modulated(a, a, e)
        self.to_b = nn.Conv2d(a, b, 2, stride=2)
        self.down_b = nn.ModuleList([Modulated(b, b, e) for _ in range(2)])
        self.to_c = nn.Conv2d(b, c, 2, stride=2)
        self.middle = nn.ModuleList([Modulated(c, c, e) for _ in range(5)])
        self.from_c = nn.Conv2d(c, b, 1)
        self.up_b = nn.ModuleList([Modulated(2 * b, b, e), Modulated(b, b, e)])
        self.from_b = nn.Conv2d(b, a, 1)
        self.up_a = nn.ModuleList([Modulated(2 * a, a, e), Modulated(a, a, e)])
        self.leave = nn.Sequential(nn.GroupNorm(8, a), nn.SiLU(), nn.Conv2d(a, LATENT_CHANNELS, 3, padding=1))

    def forward(self, x: Tensor, t: Tensor, structure: Tensor, sigma: Tensor, colour: Tensor, style: Tensor) -> Tensor:
        e = self.embed(torch.cat([fourier(t, 32), fourier(sigma / 4, 16), style], dim=1))
        a = self.down_a(self.enter(torch.cat([x, structure, colour], dim=1)), e)
        b = self.to_b(a)
        for block in self.down_b:
            b = block(b, e)
        c = self.to_c(b)
        for block in self.middle:
            c = block(c, e)
        b = torch.cat([b, F.interpolate(self.from_c(c), scale_factor=2.0, mode="nearest")], dim=1)
        for block in self.up_b:
            b = block(b, e)
        a = torch.cat([a, F.interpolate(self.from_b(b), scale_factor=2.0, mode="nearest")], dim=1)
        for block in self.up_a:
            a = block(a, e)
        return self.leave(a)


class Manner(nn.Module):
    """Latents of a picture of any size [n, 8, h, w] -> its whitened style vector [n, 64], without the VGG yardstick."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(LATENT_CHANNELS, 96, 3, padding=1),
            nn.LeakyReLU(0.1),
            Residual(96),
            nn.Conv2d(96, 160, 2, stride=2),
            nn.LeakyReLU(0.1),
            Residual(160),
        )
        self.head = nn.Sequential(nn.Linear(2 * (96 + 160), 256), nn.SiLU(), nn.Linear(256, STYLE_DIM))

    def forward(self, z: Tensor) -> Tensor:
        fine = self.body[:3](z)
        coarse = self.body[3:](fine)
        return self.head(torch.cat([*pooled(fine), *pooled(coarse)], dim=1))


def pooled(x: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and log standard deviation over the picture: [n, channels] each."""
    mean = x.mean((2, 3))
    variance = (x - mean[:, :, None, None]).square().mean((2, 3))
    return mean, 0.5 * torch.log(variance + 1e-3)


class VGG(nn.Module):
    """First blocks of the normalised VGG19: features after relu1_1, relu2_1 and relu3_1."""

    CHANNELS = (64, 128, 256)

    def __init__(self, weights: Path) -> None:
        super().__init__()
        state = torch.load(weights, map_location="cpu", weights_only=True)
        # The file numbers the layers of one Sequential: a 1x1 colour map, then padding, convolution, relu, pool.
        convolutions = [(int(key.split(".")[0]), value) for key, value in state.items() if key.endswith("weight")]
        biases = {int(key.split(".")[0]): value for key, value in state.items() if key.endswith("bias")}
        self.convolutions = nn.ParameterList()
        for index, weight in convolutions[:6]:
            self.convolutions.append(nn.Parameter(weight, requires_grad=False))
            self.convolutions.append(nn.Parameter(biases[index], requires_grad=False))

    def forward(self, x: Tensor) -> list[Tensor]:
        """Pictures [n, 3, h, w] in [-1, 1] -> three feature maps."""
        p = list(self.convolutions)
        x = F.conv2d((x + 1) / 2, p[0], p[1])
        out = []
        for n in range(1, 6):
            x = F.relu(F.conv2d(F.pad(x, (1, 1, 1, 1), mode="reflect"), p[2 * n], p[2 * n + 1]))
            if n in (1, 3, 5):
                out.append(x)
            if n in (2, 4):
                x = F.max_pool2d(x, 2)
        return out


def style_statistics(features: list[Tensor]) -> Tensor:
    """Log mean and log standard deviation of every channel, [n, 896]."""
    means = [f.mean((2, 3)) for f in features]
    stds = [f.std((2, 3)) for f in features]
    return torch.cat([torch.log(s + 1e-2) for s in (*means, *stds)], dim=1)
