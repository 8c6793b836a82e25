"""Bring the taggers of the package ``musicnn`` into ours: ``python convert_musicnn.py``.

Fetches musicnn 0.1.0 (Pons & Serra, 2019; ISC licence), reads its two TensorFlow checkpoints without TensorFlow,
rebuilds the network in torch and writes one ONNX file per checkpoint to ``src/clavilux/listen/weights``.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from archives import download, unpack

HERE = Path(__file__).parent
PACKAGE = "musicnn==0.1.0"
SHA256 = "f38a4890c648c1ddbb141c5d96d2b0a8cfcd36746002d896989f7b88beb65cfa"
FRAMES, BANDS, TAGS = 187, 96, 50
TIMBRE_WIDTHS, TIMBRE_FILTERS = (38, 67), 204  # mel bands
RHYTHM_HEIGHTS, RHYTHM_FILTERS = (128, 64, 32), 51  # frames
FRONT = 2 * TIMBRE_FILTERS + 3 * RHYTHM_FILTERS
MIDDLE, EMBEDDING = 64, 200
ASLEEP = 1e-4  # no weight of a filter larger than this: it was never used, or weight decay has put it to sleep
EPSILON = 1e-3  # of TensorFlow's batch normalisation

Weights = dict[str, NDArray[np.float32]]


def fetch(folder: Path) -> Path:
    """Download the package, check it and unpack it."""
    package = {"registry": "pypi", "requirement": PACKAGE, "sha256": SHA256}
    return unpack(download(package, folder / "wheel"), folder / "unpacked") / "musicnn"


# A checkpoint is a "tensor bundle": a file of raw values, and an index in the table format of LevelDB, whose values are
# protocol buffers that tell shape and place of each tensor.


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits per byte, and the position behind it."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def block(table: bytes, handle: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of one uncompressed block; the handle gives its offset and size."""
    offset, at = varint(handle, 0)
    size, _ = varint(handle, at)
    data = table[offset : offset + size]
    restarts = int.from_bytes(data[-4:], "little")
    at, key = 0, b""
    while at < size - 4 * (restarts + 1):
        shared, at = varint(data, at)
        fresh, at = varint(data, at)
        length, at = varint(data, at)
        key = key[:shared] + data[at : at + fresh]
        yield key, data[at + fresh : at + fresh + length]
        at += fresh + length


def message(data: bytes) -> dict[int, list[int | bytes]]:
    """Fields of a protocol buffer by number."""
    fields: dict[int, list[int | bytes]] = {}
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        number, kind = divmod(tag, 8)
        value: int | bytes
        if kind == 0:
            value, at = varint(data, at)
        else:
            size, at = varint(data, at) if kind == 2 else ({5: 4, 1: 8}[kind], at)
            value, at = data[at : at + size], at + size
        fields.setdefault(number, []).append(value)
    return fields


def read_checkpoint(folder: Path) -> Weights:
    """All float32 tensors of a checkpoint by name, without those of the optimiser."""
    table, values = (folder / ".index").read_bytes(), (folder / ".data-00000-of-00001").read_bytes()
    footer = table[-48:]
    _, at = varint(footer, 0)  # the handle of the meta index comes first: offset
    _, at = varint(footer, at)  # and size
    weights: Weights = {}
    for _, handle in block(table, footer[at:]):
        for key, entry in block(table, handle):
            name, fields = key.decode(), message(entry)
            if name and "Adam" not in name and fields[1] == [1]:
                shape = [message(d)[1][0] for d in message(fields.get(2, [b""])[0]).get(2, [])]
                offset, size = fields.get(4, [0])[0], fields[5][0]
                weights[name] = np.frombuffer(values[offset : offset + size], np.float32).reshape(shape)
    return weights


class Tagger(nn.Module):
    """The network musicnn in evaluation, with all that is constant folded away.

    Weight decay has put many filters to sleep: their kernels are zero, so that each gives the same value for any
    sound. These are left out, and their values kept where they were added up; the result is the same in a fraction of
    the time.

    Parameters
    ----------
    weights : dict
        As `read_checkpoint` gives them.
    asleep : float
        A filter with no weight larger than this is left out.
    """

    def __init__(self, weights: Weights, asleep: float) -> None:
        super().__init__()
        self.weights = {name: torch.tensor(array) for name, array in weights.items()}
        self.gain, self.offset = (t.item() for t in self.norm(0))
        awake, constant = [], []
        self.convs, self.norms = nn.ModuleList(), []
        for layer in range(len(TIMBRE_WIDTHS) + len(RHYTHM_HEIGHTS)):
            kernel, bias = self.layer("conv2d", layer)
            scale, shift = self.norm(layer + 1)
            keep = kernel.abs().amax((0, 1, 2)) > asleep
            awake.append(keep)
            constant.append(shift + scale * bias.relu())
            # A negative scale turns the largest value of a band into the smallest: flip the filter, and flip back.
            sign = torch.where(scale < 0, -1.0, 1.0)
            self.convs.append(conv2d((kernel * sign)[..., keep], (bias * sign)[keep]))
            self.norms.append([t[keep, None] for t in (sign, scale, shift)])
        self.awake = torch.cat(awake)
        self.middle = nn.ModuleList(self.conv1d(layer) for layer in (5, 6, 7))
        self.middle_norms = [[t[:, None] for t in self.norm(layer)] for layer in (6, 7, 8)]
        self.mute(self.middle[0], torch.cat(constant))
        self.dense = self.pooled_dense(torch.cat(constant))
        self.dense_norm = self.norm(10)
        self.out = linear(*self.layer("dense", 1))

    def layer(self, kind: str, number: int) -> tuple[Tensor, Tensor]:
        """Kernel and bias."""
        name = f"{kind}_{number}" if number else kind
        return self.weights[f"{name}/kernel"], self.weights[f"{name}/bias"]

    def norm(self, number: int) -> tuple[Tensor, Tensor]:
        """A batch normalisation as scale and shift."""
        name = f"batch_normalization_{number}" if number else "batch_normalization"
        gamma, beta, mean, variance = (
            self.weights[f"{name}/{part}"] for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        scale = gamma / (variance + EPSILON).sqrt()
        return scale, beta - mean * scale

    def conv1d(self, layer: int) -> nn.Conv1d:
        """A layer of the middle, which sees all features at seven moments."""
        kernel, bias = self.layer("conv2d", layer)
        conv = nn.Conv1d(kernel.shape[1], kernel.shape[3], kernel.shape[0], padding=kernel.shape[0] // 2)
        conv.weight.data, conv.bias.data = kernel[:, :, 0].permute(2, 1, 0), bias
        return conv

    def mute(self, conv: nn.Conv1d, constant: Tensor) -> None:
        """Let one input that is always 1 stand for all sleeping filters; it fades at the ends as they do."""
        asleep = torch.einsum("oit,i->ot", conv.weight.data[:, ~self.awake], constant[~self.awake])
        conv.weight.data = torch.cat([conv.weight.data[:, self.awake], asleep[:, None]], 1)

    def pooled_dense(self, constant: Tensor) -> nn.Linear:
        """The dense layer, with the normalisation before it, over maxima and means of the features that vary."""
        kernel, bias = self.layer("dense", 0)
        scale, shift = self.norm(9)
        bias = bias + shift @ kernel
        kernel = (kernel * scale[:, None]).unflatten(0, (-1, 2))  # [feature, maximum and mean, unit]
        varies = torch.cat([self.awake, torch.ones(len(kernel) - FRONT, dtype=torch.bool)])
        bias = bias + torch.einsum("fpu,f->u", kernel[~varies], constant[~self.awake])
        return linear(kernel[varies].transpose(0, 1).flatten(0, 1), bias)

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """Log-mel [n, 187, 96] -> probabilities [n, 50] and embedding [n, 200]."""
        picture = (mel * self.gain + self.offset)[:, None]
        features = []
        for conv, (sign, scale, shift) in zip(self.convs, self.norms, strict=True):
            height = conv.kernel_size[0]
            before = (height - 1) // 2
            padded = nn.functional.pad(picture, (0, 0, before, height - 1 - before))
            features.append((conv(padded).amax(3) * sign).relu() * scale + shift)
        one = torch.ones_like(mel[:, None, :, 0])
        layers: list[Tensor] = []
        for conv, (scale, shift) in zip(self.middle, self.middle_norms, strict=True):
            heard = layers[-1] if layers else torch.cat([*features, one], 1)
            layer = conv(heard).relu() * scale + shift
            layers.append(layer + heard if layers else layer)
        everything = torch.cat([*features, *layers], 1)
        pooled = torch.cat([everything.amax(2), everything.mean(2)], 1)
        scale, shift = self.dense_norm
        embedding = self.dense(pooled).relu() * scale + shift
        return self.out(embedding).sigmoid(), embedding


def conv2d(kernel: Tensor, bias: Tensor) -> nn.Conv2d:
    """A layer from TensorFlow's [height, width, in, out]."""
    height, width, _, filters = kernel.shape
    conv = nn.Conv2d(1, filters, (height, width))
    conv.weight.data, conv.bias.data = kernel.permute(3, 2, 0, 1).contiguous(), bias
    return conv


def linear(kernel: Tensor, bias: Tensor) -> nn.Linear:
    """A layer from TensorFlow's [in, out]."""
    layer = nn.Linear(*kernel.shape)
    layer.weight.data, layer.bias.data = kernel.T.contiguous(), bias
    return layer


def export(net: Tagger, path: Path) -> None:
    """One network as one ONNX file."""
    torch.onnx.export(
        net.eval(),
        (torch.rand(2, FRAMES, BANDS),),
        path,
        input_names=["mel"],
        output_names=["probabilities", "embedding"],
        dynamic_axes={name: {0: "n"} for name in ("mel", "probabilities", "embedding")},
        opset_version=18,
        dynamo=False,
    )
    print(f"{path.name}: {[conv.out_channels for conv in net.convs]} filters awake, {path.stat().st_size / 1e6:.1f} MB")


def main() -> None:
    """Convert both checkpoints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE.parent / "src" / "clavilux" / "listen" / "weights")
    out = parser.parse_args().out
    out.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        package = fetch(Path(folder))
        for name in ("MSD_musicnn", "MTT_musicnn"):
            export(Tagger(read_checkpoint(package / name), ASLEEP), out / f"{name.lower()}.onnx")


if __name__ == "__main__":
    main()
