"""What a pipeline of diffusers is called with."""

from __future__ import annotations

import math
from typing import Any

from PIL import Image as Pillow

from clavilux import extras
from clavilux.imagine.painters.clip_words import encoded
from clavilux.imagine.painters.families import Family
from clavilux.imagine.prompts import NEGATIVE, prompt_parts
from clavilux.values import Image, PaintRequest

__all__ = ["arguments", "schedule", "style_picture"]


def arguments(pipe: Any, family: Family, request: PaintRequest, steps: int) -> dict[str, Any]:
    """All that a pipeline may take; `steps` is the length of its schedule."""
    height, width = request.artwork.shape[:2]
    parts = prompt_parts(request.prompt, request.caption, request.style)

    def stepped(*told: Any) -> Any:
        request.look_up()
        return told[-1]

    words = encoded(pipe, parts).arguments() if family.clip else {"prompt": " ".join(parts)}
    return {
        "negative_prompt": NEGATIVE,
        "image": Pillow.fromarray(request.artwork),
        "width": height if family.swaps else width,
        "height": width if family.swaps else height,
        "max_area": width * height,
        "strength": request.strength,
        family.cfg: request.guidance,
        "num_inference_steps": steps,
        # On the processor, so that every device gets the same noise.
        "generator": extras.lazy_import("torch").Generator("cpu").manual_seed(request.seed),
        "output_type": "np",
        "callback_on_step_end": stepped,
        **words,
        **family.given,
        **dict.fromkeys(family.without),
    }


def schedule(steps: int, strength: float, longest: int) -> int:
    """Length of the schedule whose share `strength` has so many steps; 0 when even the longest has none.

    The pipelines of diffusers make ``int(length * strength)`` steps.
    """
    if int(longest * strength) == 0:
        return 0
    length = math.ceil(steps / strength - 1e-9)
    return min(longest, length + (int(length * strength) < steps))


def style_picture(request: PaintRequest) -> Image | None:
    """The picture that shows the style; None where words do."""
    return request.style.picture if request.style else None
