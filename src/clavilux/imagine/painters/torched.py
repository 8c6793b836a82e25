"""What the painters have in common whose networks torch runs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clavilux import hub
from clavilux.errors import RenderError
from clavilux.imagine.painters.autoencoder import Autoencoder
from clavilux.types import Brief, Image

__all__ = ["TorchPainter"]

LIBRARIES = ("torch", "diffusers", "transformers", "huggingface_hub")


class TorchPainter(ABC):
    """Paints with pipelines of diffusers, codes with an `Autoencoder`, and goes on in float32 where half overflows.

    Parameters
    ----------
    extra : str
        Which extras of Clavilux bring what it needs.
    device : str, optional
        ``"cuda"``, ``"mps"`` or ``"cpu"``; the best of the machine when left out.
    compiled : bool
        Whether the networks are compiled by torch.

    Raises
    ------
    MissingExtra
        If the extras are not installed.
    UserError
        If the machine does not have the device.
    """

    name: str
    licence: str

    def __init__(self, extra: str, *, device: str | None, compiled: bool) -> None:
        hub.require(f"painter '{self.name}'", extra, LIBRARIES)
        if device:
            hub.device(device)  # refuses one that is not there; without a choice, torch is not even imported yet
        self._device, self._compiled = device, compiled

    @property
    def batch(self) -> int:
        """How many frames fit in the free memory."""
        return self._frames.batch

    def prepare(self) -> None:
        """Load all networks; see `types.Prepares`."""
        _ = self._frames, self._pipes

    def paint(self, brief: Brief) -> Image:
        """Paint one picture; in half precision, and once more in float32 if that overflows.

        Raises
        ------
        RenderError
            If the result is no picture, or the memory of the device too small.
        """
        _ = self._frames  # first, so that a wrong --vae is told before minutes of painting
        picture = self._painted(brief)
        if not _is_picture(picture) and self._widened():
            picture = self._painted(brief)
        if not np.isfinite(picture).all():
            raise RenderError(f"{self._called}: produced an invalid picture (seed {brief.seed}); try another --seed")
        return np.asarray(np.rint(picture * 255), np.uint8)

    def encode(self, image: Image) -> NDArray[np.float32]:
        """Latents of a picture, scaled as the autoencoder says: [channels, h, w]."""
        return self._frames.encode(image)

    def decode(self, latents: NDArray[np.float32]) -> Image:
        """Pictures of a batch of latents: [n, channels, h, w] -> uint8 [n, height, width, 3]."""
        return self._frames.decode(latents)

    @property
    @abstractmethod
    def _called(self) -> str:
        """What the user calls the model."""

    @property
    @abstractmethod
    def _frames(self) -> Autoencoder:
        """What makes the frames."""

    @property
    @abstractmethod
    def _pipes(self) -> Sequence[Any]:
        """The pipelines that paint."""

    @abstractmethod
    def _painted(self, brief: Brief) -> NDArray[np.float32]:
        """What the pipelines give, [height, width, 3] in [0, 1], or not a number."""

    @cached_property
    def _place(self) -> str:
        return hub.device(self._device)

    def _widened(self) -> bool:
        """Go on in float32; False if all pipelines are already."""
        float32 = hub.library("torch").float32
        narrow = [pipe for pipe in self._pipes if pipe.dtype != float32]
        with hub.quietly("diffusers"):
            for pipe in narrow:
                pipe.to(float32)
        return bool(narrow)


def _is_picture(picture: NDArray[np.float32]) -> bool:
    """Whether it is finite and not all of one value, as an overflow is."""
    return bool(np.isfinite(picture).all() and np.ptp(picture) > 0)
