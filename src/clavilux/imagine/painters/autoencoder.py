"""Autoencoders of diffusers: pictures to latents, and latents to the frames of a film."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clavilux import extras, hub
from clavilux.errors import RenderError, UserError
from clavilux.imagine.painters.batches import Batches
from clavilux.imagine.painters.memory import Thrift, Way
from clavilux.imagine.painters.weights import variants
from clavilux.values import Image

__all__ = ["Autoencoder", "cell_side", "in_float32"]

VIDEO = "AutoencoderKLQwenImage"
"""A class of diffusers that codes videos, and pictures as videos of one frame."""
KINDS = ("AutoencoderKL", "AutoencoderTiny", "AutoencoderDC", "AutoencoderKLFlux2", "VQModel", VIDEO)
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
    place : str
        The device; the network is there, or comes there when it is needed.
    licence : str, optional
        Of its weights.
    compiled : bool
        Have its decoder compiled.

    Raises
    ------
    UserError
        If it is of another class.
    """

    def __init__(
        self, network: Any, name: str, place: str, *, licence: str | None = None, compiled: bool = False
    ) -> None:
        if type(network).__name__ not in KINDS:
            raise UserError(f"{name}: frames cannot be made by a {type(network).__name__}; choose one with --vae")
        self._torch = extras.lazy_import("torch")
        with extras.quiet_logs("diffusers"):
            self._network = network.eval()
            if type(network).__name__ != VIDEO:
                network.to(memory_format=self._torch.channels_last)
        if compiled:
            network.decoder.compile()
        self._name, self._place, self.licence = name, place, licence
        self._batches = Batches(MOST)
        self._thrift = Thrift(name, *self._ways())
        self._pixels = 0

    @classmethod
    def load(cls, source: str, place: str, dtype: Any, *, compiled: bool = False) -> Autoencoder:
        """From a folder or the hub: an autoencoder by itself, or that of a whole model.

        Raises
        ------
        UserError
            If the files cannot be had, or are no autoencoder.
        """
        folder, wanted = _fetched(source, variants(dtype)), variants(dtype)
        part = "vae" if (folder / "vae" / "config.json").is_file() else ""
        kind = hub.settings(folder / part / "config.json").get("_class_name")
        if kind not in KINDS:
            raise UserError(f"{source}: has no autoencoder for pictures; choose one such as madebyollin/taesd")
        licence = hub.licence(folder)
        hub.warn_of_licence(source, licence)
        file, variant = hub.weights_file(folder / part, wanted)
        safe = {"use_safetensors": file.suffix == ".safetensors"} if file else {}
        with extras.load_errors(source), extras.quiet_logs("diffusers"):
            kind = getattr(extras.lazy_import("diffusers"), kind)
            network = kind.from_pretrained(folder / part, dtype=dtype, variant=variant, **safe)
            return cls(network.to(place), source, place, licence=licence, compiled=compiled)

    def encode(self, image: Image) -> NDArray[np.float32]:
        """Latents of a picture: [channels, h, w].

        Raises
        ------
        RenderError
            If the memory is too small, or they are not finite, in float32 either.
        """
        self._pixels = image.shape[0] * image.shape[1]
        with extras.run_errors(self._name):
            bytes_ = np.ascontiguousarray(image.transpose(2, 0, 1))[np.newaxis]
            latents = self._thrift.run(lambda: self._finite(self._encoded, bytes_))
        return np.asarray(latents[0].cpu().numpy(), np.float32)

    def decode(self, latents: NDArray[np.float32]) -> Image:
        """Pictures of latents: [n, channels, h, w] -> uint8 [n, height, width, 3].

        Raises
        ------
        RenderError
            If not even one fits in the memory, or the pictures are not finite, in float32 either.
        """
        with extras.run_errors(self._name):
            return self._thrift.run(lambda: self._batches.run(lambda part: self._pictures(latents[part]), len(latents)))

    @property
    def batch(self) -> int:
        """How many pictures of the size of the last one encoded fit in the free memory; 1 on a processor."""
        if self._place != "cuda" or not self._pixels:
            # The activations of one picture fit a processor's cache, those of a batch do not.
            return 1
        free, _ = self._torch.cuda.mem_get_info(self._place)
        return max(1, min(self._batches.most, int(SHARE * free / (self._pixels * self._bytes_per_pixel))))

    @property
    def _bytes_per_pixel(self) -> int:
        """Memory that decoding takes: the widest layer at full size, in, out, and normalised."""
        return 4 * 2 * _widths(self._network)[0] * int(self._network.dtype.itemsize)

    def _ways(self) -> list[Way]:
        """What is done when not even one picture fits."""
        network = self._network
        told = "the memory of the device is too small for a whole frame, so frames are made of tiles"
        return [Way(told, lambda: self._network.enable_tiling())] if hasattr(network, "enable_tiling") else []

    def _pictures(self, latents: NDArray[np.float32]) -> Image:
        """Rounded to bytes on the device: a quarter of the way to the host."""
        pixels = self._finite(self._decoded, latents)
        rounded = (pixels / 2 + 0.5).clamp(0, 1).mul(255).round().to(self._torch.uint8)
        return np.asarray(rounded.permute(0, 2, 3, 1).cpu().numpy())

    def _finite(self, code: Any, array: NDArray[Any]) -> Any:
        """Run `code`; once more in float32 if half precision overflowed."""
        torch = self._torch
        with torch.inference_mode():
            given = torch.from_numpy(array).to(self._place)
            result = code(given.to(self._network.dtype))
            if not bool(result.isfinite().all()) and self._network.dtype != torch.float32:
                self._network = in_float32(self._network, self._place)
                result = code(given.float())
        if not bool(result.isfinite().all()):
            raise RenderError(f"{self._name}: its autoencoder produced an invalid picture; choose another --vae")
        return result

    def _encoded(self, bytes_: Any) -> Any:
        pixels = bytes_ / 127.5 - 1
        out = self._network.encode(pixels.unsqueeze(2) if self._of_video else pixels)
        raw = out.latent_dist.mode() if hasattr(out, "latent_dist") else out[0]
        raw = raw[:, :, 0] if self._of_video else raw
        mean, deviation = self._statistics()
        return (((self._torch.pixel_unshuffle(raw, 2) if self._in_patches else raw) - mean) / deviation).float()

    def _decoded(self, latents: Any) -> Any:
        mean, deviation = self._statistics()
        raw = latents * deviation + mean
        raw = self._torch.pixel_shuffle(raw, 2) if self._in_patches else raw
        if self._of_video:
            return self._network.decode(raw.unsqueeze(2)).sample[:, :, 0].float()
        # What lies between two pictures is in no codebook: quantising it would make the film jump.
        free = {"force_not_quantize": True} if type(self._network).__name__ == "VQModel" else {}
        return self._network.decode(raw, **free).sample.float()

    @property
    def _of_video(self) -> bool:
        return type(self._network).__name__ == VIDEO

    @property
    def _in_patches(self) -> bool:
        """Whether the latents, FLUX.2's, come in patches of 2 x 2, whose statistics the network holds."""
        return hasattr(self._network, "bn")

    def _statistics(self) -> tuple[Any, Any]:
        """Mean and deviation of the network's latents: numbers, or [1, channels, 1, 1]."""
        network, config = self._network, self._network.config
        if self._in_patches:
            mean, variance = (part.view(1, -1, 1, 1) for part in (network.bn.running_mean, network.bn.running_var))
            return mean, (variance + config.batch_norm_eps).sqrt()
        scale = float(config.get("scaling_factor") or 1.0)
        if config.get("latents_mean") and config.get("latents_std"):
            told = self._torch.tensor([config.latents_mean, config.latents_std], device=self._place)
            mean, deviation = told.to(network.dtype).view(2, 1, -1, 1, 1)
            return mean, deviation / scale
        return float(config.get("shift_factor") or 0.0), 1 / scale


def in_float32(network: Any, place: str) -> Any:
    """A copy of an autoencoder, as a pipeline may own it, and without what has it wait elsewhere."""
    copy = type(network).from_config(network.config)
    copy.load_state_dict(network.state_dict())
    return copy.eval().float().to(place)


def cell_side(network: Any) -> int:
    """Pixels along the side of one cell of an autoencoder's latents."""
    return 1 << (len(_widths(network)) - 1)


def _widths(network: Any) -> list[int]:
    """Channels at full size, half size and so on."""
    config = network.config
    if type(network).__name__ == VIDEO:
        return [config.base_dim * factor for factor in config.dim_mult]
    widths = config.get("block_out_channels") or config["encoder_block_out_channels"]
    return [int(width) for width in widths]


def _fetched(source: str, wanted: Sequence[str | None]) -> Path:
    """Files of an autoencoder, which may be part of a model; pickled weights only when there are no others."""
    small = ["config.json", "vae/config.json", "README.md"]
    for ending in ("safetensors", "bin"):
        for variant in wanted:
            name = ".".join(filter(None, ("diffusion_pytorch_model", variant, ending)))
            folder = hub.fetch(source, [*small, name, f"vae/{name}"])
            if any((folder / part / name).is_file() for part in ("", "vae")):
                return folder
    return folder
