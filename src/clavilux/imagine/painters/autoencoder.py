"""Autoencoders of diffusers: pictures to latents, and latents to the frames of a film."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clavilux import extras, hub
from clavilux.errors import RenderError, UserError
from clavilux.imagine.painters.batches import Batches
from clavilux.values import Image

__all__ = ["Autoencoder"]

KINDS = ("AutoencoderKL", "AutoencoderTiny", "AutoencoderDC", "AutoencoderKLFlux2", "VQModel")
"""Classes of diffusers that code single pictures."""
MOST = 64
"""Pictures at once at most: more makes no GPU faster."""
SHARE = 0.7
"""Of the free memory that a batch may fill; the rest is for what the estimate does not see."""


class Autoencoder:
    """A network that codes pictures, on its device.

    The latents are those that diffusion works on: shifted and scaled as the network's configuration says. They are the
    mode of what the encoder gives, never a sample, so the same picture has the same latents.

    Parameters
    ----------
    network : torch module
        An autoencoder of diffusers, one of `KINDS`.
    name : str
        What the user calls the model.
    licence : str, optional
        Of its weights.
    compiled : bool
        Have its decoder compiled.

    Raises
    ------
    UserError
        If it is of another class.
    """

    def __init__(self, network: Any, name: str, *, licence: str | None = None, compiled: bool = False) -> None:
        if type(network).__name__ not in KINDS:
            raise UserError(f"{name}: frames cannot be made by a {type(network).__name__}; choose one with --vae")
        self._torch = extras.lazy_import("torch")
        with extras.quiet_logs("diffusers"):
            self._network = network.eval().to(memory_format=self._torch.channels_last)
        if compiled:
            network.decoder.compile()
        self._name, self.licence = name, licence
        self._batches = Batches(MOST)
        self._pixels = 0

    @classmethod
    def load(cls, source: str, place: str, dtype: Any, *, compiled: bool = False) -> Autoencoder:
        """From a folder or the hub: an autoencoder by itself, or that of a whole model.

        Raises
        ------
        UserError
            If the files cannot be had, or are no autoencoder.
        """
        folder = _fetched(source)
        part = "vae" if (folder / "vae" / "config.json").is_file() else ""
        kind = hub.settings(folder / part / "config.json").get("_class_name")
        if kind not in KINDS:
            raise UserError(f"{source}: has no autoencoder for pictures; choose one such as madebyollin/taesd")
        licence = hub.licence(folder)
        hub.warn_of_licence(source, licence)
        with extras.load_errors(source), extras.quiet_logs("diffusers"):
            network = getattr(extras.lazy_import("diffusers"), kind).from_pretrained(folder / part, dtype=dtype)
            return cls(network.to(place), source, licence=licence, compiled=compiled)

    def encode(self, image: Image) -> NDArray[np.float32]:
        """Latents of a picture: [channels, h, w].

        Raises
        ------
        RenderError
            If the memory is too small, or they are not finite, in float32 either.
        """
        self._pixels = image.shape[0] * image.shape[1]
        with extras.run_errors(self._name):
            latents = self._finite(self._encoded, np.ascontiguousarray(image.transpose(2, 0, 1))[np.newaxis])
        return np.asarray(latents[0].cpu().numpy(), np.float32)

    def decode(self, latents: NDArray[np.float32]) -> Image:
        """Pictures of latents: [n, channels, h, w] -> uint8 [n, height, width, 3].

        Raises
        ------
        RenderError
            If not even one fits in the memory, or the pictures are not finite, in float32 either.
        """
        with extras.run_errors(self._name):
            return self._batches.run(lambda part: self._pictures(latents[part]), len(latents))

    @property
    def batch(self) -> int:
        """How many pictures of the size of the last one encoded fit in the free memory; 1 on a processor."""
        if self._network.device.type != "cuda" or not self._pixels:
            # The activations of one picture fit a processor's cache, those of a batch do not.
            return 1
        free, _ = self._torch.cuda.mem_get_info(self._network.device)
        return max(1, min(self._batches.most, int(SHARE * free / (self._pixels * self._bytes_per_pixel))))

    @property
    def _bytes_per_pixel(self) -> int:
        """Memory that decoding takes: the widest layer at full size, in, out, and normalised."""
        config = self._network.config
        widths = config.get("block_out_channels") or config.get("decoder_block_out_channels") or [128]
        return 4 * 2 * int(widths[0]) * int(self._network.dtype.itemsize)

    def _pictures(self, latents: NDArray[np.float32]) -> Image:
        """Rounded to bytes on the device: a quarter of the way to the host."""
        pixels = self._finite(self._decoded, latents)
        rounded = (pixels / 2 + 0.5).clamp(0, 1).mul(255).round().to(self._torch.uint8)
        return np.asarray(rounded.permute(0, 2, 3, 1).cpu().numpy())

    def _finite(self, code: Any, array: NDArray[Any]) -> Any:
        """Run `code`; once more in float32 if half precision overflowed."""
        torch = self._torch
        with torch.inference_mode():
            given = torch.from_numpy(array).to(self._network.device)
            result = code(given.to(self._network.dtype))
            if not bool(result.isfinite().all()) and self._network.dtype != torch.float32:
                self._network = deepcopy(self._network).float()  # a copy, as a pipeline may own the network
                result = code(given.float())
        if not bool(result.isfinite().all()):
            raise RenderError(f"{self._name}: its autoencoder produced an invalid picture; choose another --vae")
        return result

    def _encoded(self, bytes_: Any) -> Any:
        out = self._network.encode(bytes_ / 127.5 - 1)
        raw = out.latent_dist.mode() if hasattr(out, "latent_dist") else out[0]
        if hasattr(self._network, "bn"):
            mean, deviation = self._patch_statistics()
            return ((self._torch.pixel_unshuffle(raw, 2) - mean) / deviation).float()
        shift, scale = self._range()
        return ((raw - shift) * scale).float()

    def _decoded(self, latents: Any) -> Any:
        if hasattr(self._network, "bn"):
            mean, deviation = self._patch_statistics()
            raw = self._torch.pixel_shuffle(latents * deviation + mean, 2)
        else:
            shift, scale = self._range()
            raw = latents / scale + shift
        # What lies between two pictures is in no codebook: quantising it would make the film jump.
        free = {"force_not_quantize": True} if type(self._network).__name__ == "VQModel" else {}
        return self._network.decode(raw, **free).sample.float()

    def _range(self) -> tuple[float, float]:
        """Shift and scale of the latents."""
        config = self._network.config
        return float(config.get("shift_factor") or 0.0), float(config.get("scaling_factor") or 1.0)

    def _patch_statistics(self) -> tuple[Any, Any]:
        """Mean and deviation of FLUX.2's latents, which come in patches of 2 x 2: [1, channels, 1, 1] each."""
        norm = self._network.bn
        mean, variance = (part.view(1, -1, 1, 1) for part in (norm.running_mean, norm.running_var))
        return mean, (variance + self._network.config.batch_norm_eps).sqrt()


def _fetched(source: str) -> Path:
    """Files of an autoencoder, which may be part of a model; pickled weights only when there are no others."""
    small = ["config.json", "vae/config.json", "README.md"]
    for ending in ("safetensors", "bin"):
        weights = [f"{part}diffusion_pytorch_model.{ending}" for part in ("", "vae/")]
        folder = hub.fetch(source, [*small, *weights])
        if any((folder / weight).is_file() for weight in weights):
            break
    return folder
