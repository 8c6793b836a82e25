"""What the painters of the ``diffusers`` extra have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clavilux import extras
from clavilux.errors import RenderError
from clavilux.imagine.painters.autoencoder import Autoencoder
from clavilux.values import Image, PaintRequest

__all__ = ["DiffusersBase", "is_picture"]

LIBRARIES = ("torch", "diffusers", "transformers", "huggingface_hub")


class DiffusersBase(ABC):
    """Paints with pipelines of diffusers, codes with an `Autoencoder`, and goes on in float32 where half overflows.

    Parameters
    ----------
    model_id : str
        What the user calls the model: its name on the hub, or a folder.
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

    def __init__(self, model_id: str, extra: str, *, device: str | None, compiled: bool) -> None:
        extras.require(f"painter '{self.name}'", extra, LIBRARIES)
        if device:
            extras.device(device)  # refuses one that is not there; without a choice, torch is not even imported yet
        self._model_id, self._chosen_device, self._compiled = model_id, device, compiled

    @property
    def gpus(self) -> float:
        """A whole card, as most models fill one; see `protocols.UsesGpu`."""
        return 0.0 if self._chosen_device == "cpu" else 1.0

    @property
    def batch(self) -> int:
        """How many frames fit in the free memory."""
        return self._autoencoder.batch

    def prepare(self) -> None:
        """Load all networks; see `protocols.Prepares`."""
        _ = self._autoencoder, self._pipes

    def paint(self, request: PaintRequest) -> Image:
        """Paint one picture; in half precision, and once more in float32 if that overflows.

        Raises
        ------
        RenderError
            If the result is no picture, or the memory of the device too small.
        """
        _ = self._autoencoder  # first, so that a wrong --vae is told before minutes of painting
        picture = self._painted(request)
        if not is_picture(picture) and self._upcast():
            picture = self._painted(request)
        if not np.isfinite(picture).all():
            raise RenderError(
                f"{self._model_id}: produced an invalid picture (seed {request.seed}); try another --seed"
            )
        return np.asarray(np.rint(picture * 255), np.uint8)

    def encode(self, image: Image) -> NDArray[np.float32]:
        """Latents of a picture, scaled as the autoencoder says: [channels, h, w]."""
        return self._autoencoder.encode(image)

    def decode(self, latents: NDArray[np.float32]) -> Image:
        """Pictures of a batch of latents: [n, channels, h, w] -> uint8 [n, height, width, 3]."""
        return self._autoencoder.decode(latents)

    @property
    @abstractmethod
    def _autoencoder(self) -> Autoencoder:
        """What makes the frames."""

    @property
    @abstractmethod
    def _pipes(self) -> Sequence[Any]:
        """The pipelines that paint."""

    @abstractmethod
    def _painted(self, request: PaintRequest) -> NDArray[np.float32]:
        """What the pipelines give, [height, width, 3] in [0, 1], or not a number."""

    @cached_property
    def _device(self) -> str:
        return extras.device(self._chosen_device)

    def _upcast(self) -> bool:
        """Go on in float32; False if all pipelines are already."""
        float32 = extras.lazy_import("torch").float32
        narrow = [pipe for pipe in self._pipes if pipe.dtype != float32]
        with extras.quiet_logs("diffusers"):
            for pipe in narrow:
                pipe.to(float32)
        return bool(narrow)


def is_picture(picture: NDArray[np.float32]) -> bool:
    """Whether it is finite and not all of one value, as an overflow is."""
    return bool(np.isfinite(picture).all() and np.ptp(picture) > 0)
