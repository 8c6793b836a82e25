"""IP-Adapters: additions to a model of diffusers that have it see a picture beside the words."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from PIL import Image as Pillow

from clavilux import extras, hub
from clavilux.errors import UserError
from clavilux.imagine.painters.families import AdapterFacts
from clavilux.values import Image

__all__ = ["Adapter", "adapter_files"]

NOTHING = Pillow.fromarray(np.zeros((64, 64, 3), np.uint8))
"""What a pipeline is shown where there is nothing to see: it wants a picture all the same."""


class Adapter:
    """An IP-Adapter (Ye et al., arXiv 2308.06721) in the U-Net of a pipeline, and the model of CLIP that it sees with.

    Parameters
    ----------
    pipe : diffusers pipeline
        Of Stable Diffusion or Stable Diffusion XL. It is changed; without a picture it paints as before.
    source : str
        ``"owner/model"`` or ``"owner/model/folder/file.safetensors"`` on the hub, or a folder or file here.
    usual : AdapterFacts
        The family's: tells the file if the source does not, and how much the picture counts.

    Attributes
    ----------
    licence : str or None
        What its card states.

    Raises
    ------
    UserError
        If it cannot be had, or is made for another model.
    """

    def __init__(self, pipe: Any, source: str, usual: AdapterFacts) -> None:
        folder, weights, clip = adapter_files(source, usual)
        self.licence = hub.licence(folder)
        hub.warn_of_licence(source, self.licence)
        self._pipe, self._scale = pipe, usual.scale
        self._seen: dict[bytes, Any] = {}
        torch = extras.lazy_import("torch")
        with extras.load_errors(source), extras.quiet_logs("diffusers", "transformers"):
            kind = extras.lazy_import("transformers").CLIPVisionModelWithProjection
            pipe.register_modules(image_encoder=kind.from_pretrained(clip, dtype=pipe.dtype).to(pipe.device))
            try:
                pipe.load_ip_adapter(
                    str(weights.parent), subfolder="", weight_name=weights.name, image_encoder_folder=None
                )
                pipe.set_ip_adapter_scale(self._scale)
                with torch.inference_mode():
                    pipe.unet.encoder_hid_proj(self._look(NOTHING))
            except torch.OutOfMemoryError:
                raise
            except (KeyError, ValueError, RuntimeError) as error:
                why = "is not an IP-Adapter for this model, or not for the image_encoder beside it"
                raise UserError(f"{source}: {why}; name another with --set imagine.adapter") from error

    def show(self, picture: Image | None) -> Pillow.Image:
        """What the pipeline's ``ip_adapter_image`` has to be; for None the adapter rests."""
        self._pipe.set_ip_adapter_scale(0.0 if picture is None else self._scale)
        return NOTHING if picture is None else Pillow.fromarray(picture)

    def embeds(self, *pictures: Image | None) -> list[Any]:
        """What the U-Net's ``image_embeds`` are made of: of each picture and of nothing, [2, 1, ...] float32.

        Where all are None the adapter rests; beside a picture, None is a look at nothing.
        """
        self._pipe.set_ip_adapter_scale(self._scale if any(picture is not None for picture in pictures) else 0.0)
        return [self._embeds(picture) for picture in pictures]

    def _embeds(self, picture: Image | None) -> Any:
        """Remembered, as every frame of a section asks for the same."""
        key = b"" if picture is None else picture.tobytes()
        if key not in self._seen:
            shown = NOTHING if picture is None else Pillow.fromarray(picture)
            nothing, something = self._look(shown)[0].float()
            told = nothing if picture is None else something
            self._seen[key] = extras.lazy_import("torch").stack([told, nothing])
        return self._seen[key]

    def _look(self, picture: Pillow.Image) -> Any:
        """A list of one: embeds of nothing and of the picture, [2, 1, ...]."""
        return self._pipe.prepare_ip_adapter_image_embeds(picture, None, self._pipe._execution_device, 1, True)


def adapter_files(source: str, usual: AdapterFacts) -> tuple[Path, Path, Path]:
    """The model's folder, the adapter's file, and the folder of CLIP; arguments and errors are those of `Adapter`."""
    model, named = hub.parse_file_ref(source)
    file = named or usual.file
    folder = hub.fetch(model, [file, "README.md"])
    if not (folder / file).is_file():
        raise UserError(f"{source}: has no {file}; name its file, as in owner/model/folder/file.safetensors")
    # In h94/IP-Adapter that of the first folder serves both; the one beside SDXL's adapters is only for the oldest.
    for place in (f"{parent}/image_encoder" for parent in ("models", PurePosixPath(file).parent)):
        clip = hub.fetch(model, [f"{place}/config.json", f"{place}/model.safetensors"]) / place
        if (clip / "config.json").is_file():
            return folder, folder / file, clip
    raise UserError(f"{source}: has no image encoder; put one into a folder image_encoder beside {file}")
