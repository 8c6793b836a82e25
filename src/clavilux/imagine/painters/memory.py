"""What is done when the memory of a device is too small, before giving up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from clavilux import extras
from clavilux.errors import warn

__all__ = ["Thrift", "pipeline_thrift"]

T = TypeVar("T")


class Way(NamedTuple):
    """A way to need less memory."""

    told: str
    """What the user reads."""
    take: Callable[[], None]


class Thrift:
    """Does work, and takes one way after the other to need less memory when it runs out.

    What was taken stays so from then on.

    Parameters
    ----------
    name : str
        What the user calls the model.
    *ways : Way
        The mildest first.
    """

    def __init__(self, name: str, *ways: Way) -> None:
        self._name, self._left = name, list(ways)

    def run(self, work: Callable[[], T]) -> T:
        """What `work` gives.

        Raises
        ------
        torch.OutOfMemoryError
            If no way is left.

        Warns
        -----
        ClaviluxWarning
            Of each way that is taken.
        """
        torch = extras.lazy_import("torch")
        while True:
            try:
                return work()
            except torch.OutOfMemoryError:
                if not self._left:
                    raise
            way = self._left.pop(0)  # here, as the error holds what it was raised among
            warn(f"{self._name}: {way.told}")
            torch.cuda.empty_cache()
            way.take()


def pipeline_thrift(pipe: Any, name: str, place: str, network: Any) -> Thrift:
    """For a pipeline: its networks take turns on the device; then their layers do.

    Parameters
    ----------
    pipe : diffusers pipeline
        It is changed.
    name, place : str
        What the user calls the model, and its device.
    network : torch module
        The pipeline's autoencoder, which makes the frames too, so its layers stay together.
    """

    def turns() -> None:
        if hasattr(network, "enable_tiling"):
            network.enable_tiling()
        pipe.enable_model_cpu_offload(device=place)

    def layers() -> None:
        torch = extras.lazy_import("torch")
        pipe.remove_all_hooks()
        pipe.to("cpu")
        apart = [key for key, part in pipe.components.items() if part is network]
        pipe.enable_group_offload(torch.device(place), offload_type="leaf_level", exclude_modules=apart)

    small = "the memory of the device is too small for all of it at once, so"
    return Thrift(
        name,
        Way(f"{small} its networks take turns there, which is slower", turns),
        Way(f"{small} the layers of its networks take turns there, which is much slower", layers),
    )
