"""Bring the shipped weights back to torch, to train on from them: ``python recover.py`` -> ``runs/shipped.pt``.

The ONNX files keep the names of all weights but those of normalisations, which are numbered in the order in which they
are run. ``train_autoencoder.py --from`` and ``train_diffusion.py --from`` begin with what this writes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from clavilux.imagine.painters.lumia import WEIGHTS
from nets import Decoder, Encoder, Manner, UNet
from pictures import HERE


def stored(path: Path) -> dict[str, np.ndarray]:
    """All weights of an ONNX file in float32, by name."""
    tensors = onnx.load(path).graph.initializer
    return {t.name.removesuffix("_half"): numpy_helper.to_array(t).astype(np.float32) for t in tensors}


def normalisations(net: nn.Module) -> list[str]:
    """Names of the group normalisations in the order of the forward pass."""
    order: list[nn.Module] = []
    for module in net.modules():
        if isinstance(module, nn.GroupNorm):
            module.register_forward_hook(lambda ran, *_: order.append(ran))
    with torch.inference_mode():
        net(*example())
    names = {module: name for name, module in net.named_modules()}
    return [names[module] for module in order]


def example() -> tuple[Tensor, ...]:
    """Inputs of a U-Net of the least size."""
    entries = UNet().enter.in_channels
    latents, structure = torch.zeros(1, 8, 4, 4), torch.zeros(1, entries - 12, 4, 4)
    return latents, torch.zeros(1), structure, torch.zeros(1), torch.zeros(1, 4, 4, 4), torch.zeros(1, 65)


def state(weights: dict[str, np.ndarray], net: nn.Module, prefix: str = "") -> dict[str, Tensor]:
    """A state for `net` out of the weights of its ONNX file."""
    found = {name.removeprefix(prefix): torch.from_numpy(array.copy()) for name, array in weights.items()}
    if isinstance(net, UNet):
        numbered = {
            kind: sorted((n for n in found if n.startswith(f"onnx::{kind}_")), key=lambda n: int(n.split("_")[-1]))
            for kind in ("Mul", "Add")
        }
        for place, scale, shift in zip(normalisations(net), numbered["Mul"], numbered["Add"], strict=True):
            found[f"{place}.weight"], found[f"{place}.bias"] = found[scale].flatten(), found[shift].flatten()
    return {name: found[name].reshape(tensor.shape) for name, tensor in net.state_dict().items()}


def main() -> None:
    """Write all networks."""
    folder = Path(str(WEIGHTS))
    parts: dict[str, tuple[nn.Module, str]] = {
        "encoder": (Encoder(), ""),
        "decoder": (Decoder(), "decoder."),
        "unet": (UNet(), ""),
        "manner": (Manner(), ""),
    }
    states = {name: state(stored(folder / f"{name}.onnx"), *net) for name, net in parts.items()}
    (HERE / "runs").mkdir(exist_ok=True)
    torch.save(states, HERE / "runs" / "shipped.pt")


if __name__ == "__main__":
    main()
