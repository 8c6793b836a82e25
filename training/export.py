"""Write Lumia's weights into the package: ``python export.py`` after the trainings.

ONNX files whose weights are stored in float16 and cast to float32 when loaded; the decoder takes latents and gives
uint8 pictures. ``styles.npz`` holds the exemplars that the style book names.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from clavilux.imagine.painters import conditions
from exemplars import as_known, book, statistics_of
from nets import LATENT_CHANNELS, STYLE_DIM, Decoder, Encoder, Manner, UNet
from pictures import HERE

PACKAGE = HERE.parent / "src" / "clavilux" / "imagine"
SMALL = 256  # tensors below this many values stay in float32


class Picture(nn.Module):
    """The decoder with its last step to uint8 [n, h, w, 3] inside the graph, which spares a copy per frame."""

    def __init__(self, decoder: Decoder) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(self, latents: Tensor) -> Tensor:
        return ((self.decoder(latents).clamp(-1, 1) + 1) * 127.5).round().permute(0, 2, 3, 1).to(torch.uint8)


def halve(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store large float32 weights as float16, with a cast that the runtime folds when it loads the file."""
    casts = []
    for tensor in model.graph.initializer:
        array = numpy_helper.to_array(tensor)
        if array.dtype == np.float32 and array.size >= SMALL:
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(array.astype(np.float16), name + "_half"))
            casts.append(helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


def export(net: nn.Module, inputs: dict[str, Tensor], axes: dict[str, dict[int, str]], output: str, path: Path) -> None:
    """One network as one ONNX file."""
    net.eval().to(memory_format=torch.contiguous_format)
    torch.onnx.export(
        net,
        tuple(inputs.values()),
        path,
        input_names=list(inputs),
        output_names=[output],
        dynamic_axes=axes,
        opset_version=18,
        dynamo=False,
    )
    onnx.save(halve(onnx.load(path)), path)
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


def known(data: Path, basis: list[Tensor]) -> dict[str, np.ndarray]:
    """The style book's exemplars as the painter knows them, by name; see `exemplars.as_known`."""
    mean, projection = (part.numpy() for part in basis)
    return {
        name: as_known(found, (mean, projection)).astype(np.float16)
        for name, found in statistics_of(data, book()).items()
    }


def main() -> None:
    """Export everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    parser.add_argument("--out", type=Path, default=PACKAGE / "painters" / "weights")
    args = parser.parse_args()
    args.out.mkdir(exist_ok=True)
    autoencoder = torch.load(args.runs / "autoencoder.pt", weights_only=True)
    diffusion = torch.load(args.runs / "transfer.pt", weights_only=True)
    encoder, decoder, unet = Encoder(), Decoder(), UNet()
    encoder.load_state_dict(autoencoder["encoder"])
    decoder.load_state_dict(autoencoder["decoder"])
    unet.load_state_dict(diffusion["unet"])

    n, s = 2, 16
    latents = torch.randn(n, LATENT_CHANNELS, s, s)
    size = {0: "n", 2: "h", 3: "w"}
    export(
        encoder,
        {"picture": torch.rand(n, 3, s * conditions.STRIDE, s * conditions.STRIDE)},
        {"picture": size},
        "latents",
        args.out / "encoder.onnx",
    )
    export(Picture(decoder), {"latents": latents}, {"latents": size}, "picture", args.out / "decoder.onnx")
    inputs = {
        "x": latents,
        "t": torch.rand(n),
        "structure": torch.randn(n, 5, s, s),
        "sigma": torch.rand(n),
        "colour": torch.randn(n, 4, s, s),
        "style": torch.randn(n, STYLE_DIM + 1),
    }
    axes = {name: size if tensor.ndim == 4 else {0: "n"} for name, tensor in inputs.items()}
    export(unet, inputs, axes, "velocity", args.out / "unet.onnx")
    manner = Manner()
    manner.load_state_dict(torch.load(args.runs / "manner.pt", weights_only=True)["manner"])
    export(manner, {"latents": latents}, {"latents": size}, "vector", args.out / "manner.onnx")
    np.savez_compressed(args.out / "styles.npz", **known(args.data, diffusion["basis"]))


if __name__ == "__main__":
    main()
