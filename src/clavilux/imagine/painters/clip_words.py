"""Prompts of any length for U-Nets that hear words through CLIP, whose text encoder reads 75 tokens at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from math import lcm
from typing import Any, NamedTuple

from clavilux import extras
from clavilux.imagine.prompts import NEGATIVE

__all__ = ["Words", "as_long", "encoded"]

ENDS = re.compile(r"(?<=[.!?])\s+"), re.compile(r"\s+")
"""Where a text that is too long is parted, best first: between sentences, between words."""


class Words(NamedTuple):
    """What a prompt and the negative one become: [2, tokens, width], and [2, width] or None."""

    tokens: Any
    pooled: Any | None

    def arguments(self) -> dict[str, Any]:
        """What a pipeline takes in place of its prompt."""
        told = {"prompt_embeds": self.tokens[:1], "negative_prompt_embeds": self.tokens[1:]}
        if self.pooled is not None:
            told |= {"pooled_prompt_embeds": self.pooled[:1], "negative_pooled_prompt_embeds": self.pooled[1:]}
        return {"prompt": None, "negative_prompt": None} | told


def encoded(pipe: Any, parts: Sequence[str]) -> Words:
    """The words of a prompt as a pipeline's text encoders tell them, and those of the negative prompt.

    A prompt that the encoder can read at once is encoded as it is. Of a longer one it would see the beginning alone,
    so each part, and where need be each piece of a part, is encoded for itself: the U-Net attends to the tokens of all,
    and none outweighs another by its length. What stands for the whole (SDXL's pooled vector) is their mean.

    Parameters
    ----------
    pipe : diffusers pipeline
        Of Stable Diffusion or Stable Diffusion XL.
    parts : sequence of str
        As from `prompts.prompt_parts`.
    """
    torch, tokenizer = extras.lazy_import("torch"), pipe.tokenizer

    def fits(text: str) -> bool:
        return len(tokenizer(text).input_ids) <= int(tokenizer.model_max_length)

    def encode(text: str) -> tuple[Any, ...]:
        out = pipe.encode_prompt(
            text,
            device=pipe._execution_device,
            num_images_per_prompt=1,
            do_classifier_free_guidance=True,
            negative_prompt=NEGATIVE,
        )
        return tuple(torch.cat(pair) for pair in (out[:2], out[2:]) if pair)

    with torch.inference_mode(), extras.quiet_logs("diffusers", "transformers"):
        tokens, *pooled = zip(*map(encode, pieces(parts, fits)), strict=True)
        return Words(torch.cat(tokens, dim=1), torch.stack(pooled[0]).mean(0) if pooled else None)


def as_long(*tokens: Any) -> list[Any]:
    """Tokens [..., n, width] of several prompts, each repeated until all are of one length.

    Attention to them stays what it was, as each stands there equally often.
    """
    length = lcm(*(one.shape[-2] for one in tokens))
    return [one.repeat(*[1] * (one.ndim - 2), length // one.shape[-2], 1) for one in tokens]


def pieces(parts: Sequence[str], fits: Callable[[str], bool]) -> list[str]:
    """The texts that are encoded: one if all parts fit together, else each for itself, or in pieces that fit."""
    whole = " ".join(parts)
    return [whole] if fits(whole) else [piece for part in parts for piece in _parted(part, fits)]


def _parted(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """Pieces of a text that fit, of about the same length."""
    if fits(text) or len(text) < 2:
        yield text
        return
    middle = len(text) // 2
    places = next(filter(None, ([found.start() for found in end.finditer(text)] for end in ENDS)), [middle])
    place = min(places, key=lambda place: abs(place - middle))
    for piece in (text[:place], text[place:].lstrip()):
        yield from _parted(piece, fits)
