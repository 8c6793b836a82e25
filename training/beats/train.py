"""Train the network of `clavilux.listen.bar_network` on `practice` and write it into the package.

``python train.py``: songs are played (about 1 s each, once: they are kept in ``cache/``), then it is trained, some ten
minutes on one core. Every tenth song is kept apart: on those trust is fitted (``fit_trust.py``).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from beatless import beatless
from numpy.typing import NDArray
from practice import Known, practise
from torch import Tensor, nn

from clavilux.listen.bar_network import shown
from clavilux.listen.beat_network import FPS, beat_activations

HERE = Path(__file__).parent
CACHE = HERE / "cache"
TARGET = HERE.parents[1] / "src" / "clavilux" / "listen" / "weights" / "bars.onnx"
INPUTS, CHANNELS, KERNEL, DILATIONS = 98, 32, 5, tuple(2**i for i in range(10))
ODDS = slice(96, 98)
"""Where the log odds of the other network stand."""
LAST = 868
STAGES = ((range(420), 5000, 2.5e-3), ((*range(600), *range(635, LAST)), 2600, 2e-3))
"""Seeds of songs, steps, and how fast is learned: in the second stage also behind walls of sound."""
BEATLESS = 45
LENGTH, BATCH = 1250, 4
APART = 9  # the last digit of the seeds of songs that are kept apart
DEAF = 0.3  # of the songs are heard without the other network
NEAR = 0.5  # probability of the frames beside a beat
STRETCH = (0.1, 0.15)  # of the logarithm of the pace, in either stage
WALLED = 0.4  # of the songs of the second stage
LEVELS, RISES, CHROMA, LOWS = slice(0, 34), slice(34, 68), slice(68, 80), slice(80, 92)
"""Where they stand in what is shown."""


class Block(nn.Module):
    """A dilated convolution beside a straight way."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.wide = nn.Conv1d(CHANNELS, CHANNELS, KERNEL, dilation=dilation, padding=KERNEL // 2 * dilation)
        self.mix = nn.Conv1d(CHANNELS, CHANNELS, 1)
        self.drop = nn.Dropout1d(0.1)

    def forward(self, heard: Tensor) -> Tensor:
        """[songs, channels, frames] to the same."""
        return self.mix(self.drop(nn.functional.elu(self.wide(heard))))


class Bars(nn.Module):
    """[frames, inputs] to log odds [frames, 2] of a beat and of a downbeat."""

    def __init__(self, mean: Tensor, deviation: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.first = nn.Conv1d(INPUTS, CHANNELS, 1)
        self.near = nn.Conv1d(CHANNELS, CHANNELS, 3, padding=1)
        self.blocks = nn.ModuleList(Block(dilation) for dilation in DILATIONS)
        self.last = nn.Conv1d(CHANNELS, 2, 1)

    def forward(self, rows: Tensor) -> Tensor:
        """Of one song or several of one length."""
        heard = ((rows - self.mean) / self.deviation).transpose(-1, -2)
        heard = nn.functional.elu(self.near(nn.functional.elu(self.first(heard))))
        total = heard
        for block in self.blocks:
            said = block(heard)
            heard, total = heard + said, total + said
        return self.last(nn.functional.elu(total)).transpose(-1, -2)


def song(player: Callable[[int], Known], seed: int) -> dict[str, NDArray[Any]]:
    """What is known of a song and what is shown of it."""
    path = CACHE / f"{player.__name__} {seed}.npz"
    if not path.exists():
        known = player(seed)
        heard = beat_activations(known.sound)
        path.parent.mkdir(exist_ok=True)
        np.savez(path, kept=heard.kept, probabilities=heard.probabilities, beats=known.beats, downbeats=known.downbeats)
    return dict(np.load(path))


def targets(times: NDArray[np.float64], count: int) -> NDArray[np.float32]:
    """Probability of each frame."""
    wanted = np.zeros(count + 2, np.float32)
    at = np.rint(times * FPS).astype(int)
    at = at[at < count]
    for shift, value in ((0, NEAR), (2, NEAR), (1, 1.0)):
        wanted[at + shift] = np.maximum(wanted[at + shift], value)
    return wanted[1:-1]


def drawn(dice: np.random.Generator, data: dict[str, NDArray[Any]], stage: int) -> tuple[Tensor, Tensor]:
    """A stretch of a song, a little faster or slower, its bands louder or softer."""
    rows = data["rows"]
    pace = float(np.exp(dice.uniform(-STRETCH[stage], STRETCH[stage])))
    span = min(LENGTH * pace, len(rows) - 1)
    start = dice.uniform(0, len(rows) - span)
    at = start + np.arange(LENGTH) * pace
    low = np.minimum(at.astype(int), len(rows) - 2)
    share = np.clip(at - low, 0, 1)[:, None].astype(np.float32)
    cut = rows[low] * (1 - share) + rows[low + 1] * share
    cut[:, LEVELS] += dice.normal(0, 0.1, 34)
    if stage and dice.random() < WALLED:
        _wall(dice, cut)
    if stage:
        cut[:, ODDS] = dice.uniform(0.7, 1.2) * cut[:, ODDS] + dice.normal(0, 0.5, 2)
    if dice.random() < DEAF:
        cut[:, ODDS] = dice.normal(-4, 0.5, (LENGTH, 2))
    if dice.random() < 0.3:
        band = dice.integers(0, 30)
        cut[:, band : band + 4] = cut[:, 34 + band : 38 + band] = 0
    wanted = []
    for kind in ("beats", "downbeats"):
        moved = (data[kind] * FPS - start) / pace / FPS
        wanted.append(targets(moved[moved >= 0], LENGTH))
    return torch.from_numpy(cut.astype(np.float32)), torch.from_numpy(np.column_stack(wanted))


def _wall(dice: np.random.Generator, rows: NDArray[np.float32]) -> None:
    """Hide it behind a wall of steady sound: what stays below is levelled, what rises above rises less."""
    height = 10.0 ** dice.normal(-0.2, 0.3)
    for bands in (LEVELS, LOWS):
        magnitude = 10.0 ** rows[:, bands]
        walled = height * (magnitude.mean(axis=0) - 1) * np.exp(dice.normal(0, 0.3, magnitude.shape[1]))
        rows[:, bands] = np.log10(magnitude + np.maximum(walled, 0))
        if bands == LEVELS:
            share = magnitude / (magnitude + np.maximum(walled, 0))
    rows[:, RISES] *= share
    rows[:, CHROMA] *= share.mean(axis=1, keepdims=True)


def train(stages: Iterable[Sequence[dict[str, NDArray[Any]]]], net: Bars | None = None) -> Bars:
    """Step by step; in each stage the rate falls to nothing."""
    torch.manual_seed(0)
    dice = np.random.default_rng(0)
    for number, songs in enumerate(stages):
        _, steps, rate = STAGES[number]
        net = net or _fresh(songs)
        learner = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-3)
        mean = 0.0
        for step in range(steps):
            for group in learner.param_groups:
                group["lr"] = rate * min(1, (step + 1) / 100) * 0.5 * (1 + np.cos(np.pi * step / steps))
            batch = [drawn(dice, songs[i], number) for i in dice.integers(0, len(songs), BATCH)]
            said = net(torch.stack([cut for cut, _ in batch]))
            loss = nn.functional.binary_cross_entropy_with_logits(said, torch.stack([wanted for _, wanted in batch]))
            learner.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            learner.step()
            mean = 0.98 * mean + 0.02 * loss.item() if step else loss.item()
            if step % 100 == 99:
                print(f"stage {number + 1}, {step + 1} of {steps} steps: {mean:.4f}", flush=True)
    assert net is not None
    return net.eval()


def _fresh(songs: Sequence[dict[str, NDArray[Any]]]) -> Bars:
    """A network that has learned nothing but what is usual."""
    rows = np.concatenate([data["rows"][::10].astype(np.float32) for data in songs])
    return Bars(torch.from_numpy(rows.mean(0)), torch.from_numpy(rows.std(0) + 1e-2))


def write(net: Bars, path: Path) -> None:
    """As ONNX, its large weights in float16."""
    sys.path.insert(0, str(HERE.parent))
    from convert_beatnet import halve

    torch.onnx.export(net, (torch.zeros(3000, INPUTS),), path, input_names=["shown"], output_names=["odds"],
                      dynamic_axes={"shown": {0: "n"}, "odds": {0: "n"}}, dynamo=False)  # fmt: skip
    onnx.save(halve(onnx.load(path)), path)


def shown_songs(seeds: Iterable[int]) -> list[dict[str, NDArray[Any]]]:
    """All songs of a stage, and what has no beat."""
    songs = [song(practise, seed) for seed in seeds if seed % 10 != APART]
    songs += [song(beatless, seed) for seed in range(BEATLESS)]
    for data in songs:
        data["rows"] = shown(data.pop("kept"), data.pop("probabilities")).astype(np.float16)
    return songs


def main() -> None:
    """Play, train, write."""
    torch.set_num_threads(1)
    write(train(shown_songs(seeds) for seeds, _, _ in STAGES), TARGET)


if __name__ == "__main__":
    main()
