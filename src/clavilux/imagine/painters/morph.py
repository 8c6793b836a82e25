"""Pictures between two pictures, painted anew from under noise by a U-Net of the Stable Diffusion family."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clavilux import extras
from clavilux.errors import UserError
from clavilux.imagine.painters.clip_words import as_long, encoded
from clavilux.imagine.prompts import prompt_parts
from clavilux.values import PaintRequest

__all__ = ["Morpher"]

Ends = tuple[PaintRequest, PaintRequest]

PARALLEL = 0.9995
"""Above this cosine the arc between two vectors is so short that a straight line is used."""


class Conditions(NamedTuple):
    """What a prompt and the negative one become: [2, tokens, width], [2, width] or None, and what an adapter sees."""

    tokens: Any
    pooled: Any | None
    seen: Any | None = None


class Morpher:
    """Paints frames anew with a pipeline's U-Net, by DDIM (Song, Meng and Ermon, ICLR 2021).

    Latents on the path between two keyframes look like a double exposure. Put under noise half-way, and painted from
    there in a few steps to prompts that are on a path too, they become a picture of their own. The noise is the same
    for all frames but for its own slow path from one keyframe's to the other's, so nothing flickers.

    Parameters
    ----------
    pipe : diffusers pipeline
        Of Stable Diffusion or Stable Diffusion XL.
    """

    def __init__(self, pipe: Any) -> None:
        self._pipe = pipe
        self._torch = extras.lazy_import("torch")
        self._encodings: dict[tuple[str, ...], Conditions] = {}

    def morph(
        self,
        latents: NDArray[np.float32],
        t: NDArray[np.float32],
        ends: Ends,
        level: float,
        steps: int,
        seen: Sequence[Any | None],
    ) -> NDArray[np.float32]:
        """Latents of the frames painted anew, [n, channels, h, w]; see `protocols.Morphs`.

        `seen` is what `Adapter.embeds` gives for the styles' pictures of the two ends; None for a U-Net without one.
        """
        torch, pipe = self._torch, self._pipe
        if latents.shape[1] != pipe.unet.config.in_channels:
            raise UserError("--vae has other latents than the model, so it cannot morph; leave --vae out")
        depth = level * np.sin(np.pi * t.astype(np.float64))
        with torch.inference_mode(), extras.quiet_logs("diffusers", "transformers"):
            where = torch.tensor(t, dtype=torch.float32, device=pipe._execution_device)
            conditions = self._between(where, *map(self._encoded, ends, seen))
            still = torch.from_numpy(latents).to(pipe._execution_device)
            noise = slerp(where, *(self._noise(request.seed, latents.shape[1:]) for request in ends))
            x = still
            # From every frame's own depth to 0 in equal steps of time.
            times = torch.tensor(np.linspace(depth, 0, steps + 1), dtype=torch.float32, device=pipe._execution_device)
            signal, sigma = self._levels(times[0])
            x = signal * still + sigma * noise
            for now, then in pairwise(times):
                x = self._step(x, now, then, conditions, ends)
            moved = (where > 0) & (where < 1)
            return np.asarray(torch.where(moved.view(-1, 1, 1, 1), x, still).cpu().numpy(), np.float32)

    def _step(self, x: Any, now: Any, then: Any, conditions: Conditions, ends: Ends) -> Any:
        """One step of DDIM without noise of its own, each frame from its time `now` to its time `then`."""
        signal, sigma = self._levels(now)
        predicted = self._predict(x, now, conditions, ends)
        if self._pipe.scheduler.config.get("prediction_type") == "v_prediction":
            clean, noise = signal * x - sigma * predicted, signal * predicted + sigma * x
        else:
            clean, noise = (x - sigma * predicted) / signal, predicted
        signal, sigma = self._levels(then)
        return signal * clean + sigma * noise

    def _predict(self, x: Any, now: Any, conditions: Conditions, ends: Ends) -> Any:
        """What the U-Net sees in `x`, pushed from the negative prompt towards the conditions."""
        torch, unet = self._torch, self._pipe.unet
        guidance = (ends[0].guidance + ends[1].guidance) / 2
        kinds = (0, 1) if guidance > 1 else (0,)  # the prompt, and the negative one
        count = len(kinds)
        more: dict[str, Any] = {"added_cond_kwargs": {}}
        if conditions.seen is not None:
            seen = torch.cat([conditions.seen[kind] for kind in kinds])
            more["added_cond_kwargs"]["image_embeds"] = [seen.to(unet.dtype)]
        if conditions.pooled is not None:
            height, width = ends[0].artwork.shape[:2]
            place = torch.tensor([height, width, 0, 0, height, width], dtype=unet.dtype, device=x.device)
            pooled = torch.cat([conditions.pooled[kind] for kind in kinds]).to(unet.dtype)
            more["added_cond_kwargs"] |= {"text_embeds": pooled, "time_ids": place.repeat(len(pooled), 1)}
        if unet.config.get("time_cond_proj_dim"):
            embedding = self._pipe.get_guidance_scale_embedding(
                torch.tensor([guidance - 1]), embedding_dim=unet.config.time_cond_proj_dim
            )
            more["timestep_cond"] = embedding.to(x.device, unet.dtype).repeat(count * len(x), 1)
        out = unet(
            x.to(unet.dtype).repeat(count, 1, 1, 1),
            (now * self._trained - 1).clamp(min=0).repeat(count),
            encoder_hidden_states=torch.cat([conditions.tokens[kind] for kind in kinds]).to(unet.dtype),
            **more,
        ).sample.float()
        if count == 1:
            return out
        told, untold = out.chunk(2)
        return untold + guidance * (told - untold)

    @property
    def _trained(self) -> int:
        return int(self._pipe.scheduler.config.num_train_timesteps)

    def _levels(self, times: Any) -> tuple[Any, Any]:
        """Shares of signal and noise, [n, 1, 1, 1], at times in [0, 1]: no noise at 0, then those of training."""
        torch = self._torch
        trained = self._pipe.scheduler.alphas_cumprod.to(times.device, torch.float32)
        table = torch.cat([torch.ones(1, device=times.device), trained])
        at = times * (len(table) - 1)
        low = at.floor().long().clamp(max=len(table) - 2)
        power = torch.lerp(table[low], table[low + 1], at - low).view(-1, 1, 1, 1)
        return power.sqrt(), (1 - power).sqrt()

    def _noise(self, seed: int, shape: tuple[int, ...]) -> Any:
        torch = self._torch
        drawn = torch.randn(shape, generator=torch.Generator("cpu").manual_seed(seed))
        return drawn.to(self._pipe._execution_device)

    def _encoded(self, request: PaintRequest, seen: Any | None) -> Conditions:
        """The prompt as the text encoders tell it, remembered, as many frames have the same; and what is seen."""
        parts = tuple(prompt_parts(request.prompt, request.caption, request.style))
        if parts not in self._encodings:
            tokens, pooled = encoded(self._pipe, parts)
            self._encodings[parts] = Conditions(tokens.float(), None if pooled is None else pooled.float())
        return self._encodings[parts]._replace(seen=seen)

    def _between(self, t: Any, start: Conditions, end: Conditions) -> Conditions:
        """The conditions of every frame: all that the two ends have, [2, n, ...]."""

        def mixed(a: Any | None, b: Any | None) -> Any | None:
            if a is None or b is None:
                return None
            return self._torch.stack([slerp(t, x, y) for x, y in zip(a, b, strict=True)])

        tokens = as_long(start.tokens, end.tokens)
        start, end = (one._replace(tokens=told) for one, told in zip((start, end), tokens, strict=True))
        return Conditions(*map(mixed, start, end))


def slerp(t: Any, a: Any, b: Any) -> Any:
    """Points at places t [n] of the arc between two tensors, in one call: [n, *shape]."""
    cosine = ((a * b).sum() / (a.norm() * b.norm()).clamp(min=1e-12)).clamp(-1, 1)
    t = t.view(-1, *[1] * a.ndim)
    if abs(float(cosine)) > PARALLEL:
        return (1 - t) * a + t * b
    angle = cosine.arccos()
    return (((1 - t) * angle).sin() * a + (t * angle).sin() * b) / angle.sin()
