"""Write the beat network into the package: ``python convert_beatnet.py BeatNet-1.1.3-py3-none-any.whl``.

The wheel comes from ``pip download --no-deps BeatNet==1.1.3`` (Heydari, Cwitkowitz and Duan 2021; weights CC-BY-4.0).
Its three networks, trained on different collections, become one ONNX file that gives the mean of their answers. Their
recurrent state goes in and comes out, so that a song of any length can be heard piece by piece.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

BANDS, HIDDEN, LAYERS = 272, 150, 2
NETWORKS = 3
TARGET = Path(__file__).parents[1] / "src" / "clavilux" / "listen" / "weights" / "beatnet.onnx"
SMALL = 256  # tensors below this many values stay in float32


class Crnn(nn.Module):
    """One network; the names of its parts are those of the published weights."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(1, 2, 10)
        self.linear0 = nn.Linear(2 * ((BANDS - 9) // 2), HIDDEN)
        self.lstm = nn.LSTM(HIDDEN, HIDDEN, LAYERS, batch_first=True)
        self.linear = nn.Linear(HIDDEN, 3)

    def forward(self, frames: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Frames [n, bands] and state [2, layers, 1, hidden] -> probabilities [n, 3] and the next state."""
        bands = torch.max_pool1d(torch.relu(self.conv1(frames[:, None])), 2).flatten(1)
        memory, (hidden, cell) = self.lstm(self.linear0(bands)[None], (state[0], state[1]))
        return torch.softmax(self.linear(memory[0]), dim=1), torch.stack([hidden, cell])


class Ensemble(nn.Module):
    """Mean of the networks: probabilities of a beat that is no downbeat, and of a downbeat."""

    def __init__(self, nets: list[Crnn]) -> None:
        super().__init__()
        self.nets = nn.ModuleList(nets)

    def forward(self, frames: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Frames [n, bands] and state [networks, 2, layers, 1, hidden] -> [n, 2] and the next state."""
        answers, states = zip(*(net(frames, state[i]) for i, net in enumerate(self.nets)), strict=True)
        return torch.stack(answers).mean(dim=0)[:, :2], torch.stack(states)


def read(wheel: Path) -> Ensemble:
    """The networks out of the published wheel."""
    nets = []
    with zipfile.ZipFile(wheel) as archive:
        for number in range(1, NETWORKS + 1):
            data = io.BytesIO(archive.read(f"BeatNet/models/model_{number}_weights.pt"))
            net = Crnn()
            net.load_state_dict(torch.load(data, weights_only=True, map_location="cpu"))
            nets.append(net)
    return Ensemble(nets).eval()


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


def main() -> None:
    """Convert."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    wheel = parser.parse_args().wheel
    TARGET.parent.mkdir(exist_ok=True)
    torch.onnx.export(
        read(wheel),
        (torch.zeros(50, BANDS), torch.zeros(NETWORKS, 2, LAYERS, 1, HIDDEN)),
        TARGET,
        input_names=["frames", "state"],
        output_names=["activations", "next_state"],
        dynamic_axes={"frames": {0: "n"}, "activations": {0: "n"}},
        dynamo=False,
    )
    onnx.save(halve(onnx.load(TARGET)), TARGET)


if __name__ == "__main__":
    main()
