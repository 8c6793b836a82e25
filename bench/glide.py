"""Claim: with models of diffusers nearly all time is the model's. Random weights of Stable Diffusion 1.5's size."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

import numpy as np
from PIL import Image as Pillow

from clavilux.direct.timeline import straight
from clavilux.media.encode import encode
from clavilux.plan import PathOptions
from clavilux.render.frames import frames
from clavilux.values import Audio, Keyframe
from networks.unlearned import painter as unlearned

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from plans import keyframe, plan

FPS = Fraction(24)
GLIDE, MORPH = PathOptions(kind="glide", stops=0), PathOptions(kind="morph", stops=0, morph_stops=0)


class Clock:
    """Remembers when some functions ran, on the device too; they may run beside each other."""

    def __init__(self, device: str) -> None:
        self.times: list[tuple[float, float]] = []
        self.device = device

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed."""

        def timed(*given: Any, **named: Any) -> Any:
            begin = now(self.device)
            result = function(*given, **named)
            self.times.append((begin, now(self.device)))
            return result

        return timed

    def watch(self, painter: Any) -> None:
        """Time all networks of a painter of diffusers, compiled or not."""
        pipe, vae = painter._pipe, painter._autoencoder._network
        compiled = "_compiled_call_impl"  # what torch calls in place of `forward` then
        for owner, name in (
            (vae, "encode"),
            (vae, "decode"),
            (pipe, "encode_prompt"),
            (pipe.unet, compiled if getattr(pipe.unet, compiled) else "forward"),
        ):
            setattr(owner, name, self.around(getattr(owner, name)))

    def seconds(self) -> float:
        """In which at least one of them ran, since this was last asked."""
        total, until = 0.0, 0.0
        for begin, end in sorted(self.times):
            total += max(0.0, end - max(begin, until))
            until = max(until, end)
        self.times.clear()
        return total


def now(device: str) -> float:
    """Seconds, after the device has done what it was asked for."""
    import torch

    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


def keys(size: int, guidance: float) -> dict[str, Keyframe]:
    """Two keyframes of noise."""
    dice = np.random.default_rng(0)
    noise = [keyframe(dice.integers(0, 255, (size, size, 3)), seed=n) for n in range(2)]
    return {f"k{n}": replace(key, request=replace(key.request, guidance=guidance)) for n, key in enumerate(noise)}


def ours(painter: Any, options: PathOptions, size: int, count: int, path: Path) -> None:
    """As `make` does it: frames go to the encoder as they are made."""
    film = plan([0, count], fps=FPS, path=options)
    ends = keys(size, painter.defaults.guidance)
    encode(
        frames(film, straight(count, FPS), ends.__getitem__, painter),
        path,
        fps=FPS,
        size=(size, size),
        audio=silence(count),
        crf=18,
    )


def papers(painter: Any, size: int, count: int, path: Path) -> None:
    """One frame at a time, slerp in NumPy on the host, PNG files, the encoder afterwards."""
    import torch

    vae = painter._pipe.vae
    ends = [painter.encode(key.image).astype(np.float64) for key in keys(size, 1.0).values()]
    angle = np.arccos(np.vdot(*ends) / np.linalg.norm(ends[0]) / np.linalg.norm(ends[1]))
    with tempfile.TemporaryDirectory() as folder:
        for i, t in enumerate(np.linspace(0, 1, count)):
            z = (np.sin((1 - t) * angle) * ends[0] + np.sin(t * angle) * ends[1]) / np.sin(angle)
            with torch.inference_mode():
                latent = torch.from_numpy(z[None] / vae.config.scaling_factor).to(vae.device, vae.dtype)
                pixels = (vae.decode(latent).sample / 2 + 0.5).clamp(0, 1).cpu().float().permute(0, 2, 3, 1).numpy()
            Pillow.fromarray((pixels[0] * 255).round().astype(np.uint8)).save(f"{folder}/{i:06d}.png")
        pngs = (np.asarray(Pillow.open(file)) for file in sorted(Path(folder).glob("*.png")))
        encode(pngs, path, fps=FPS, size=(size, size), audio=silence(count), crf=18)


def silence(count: int) -> Audio:
    """As long as the film."""
    return Audio(samples=np.zeros((1, round(count / FPS * 44100)), np.float32), rate=44100)


def main() -> None:
    """Print the table."""
    if not find_spec("diffusers"):
        print("Not measured: needs the diffusers extra.")
        return
    import torch

    ask = argparse.ArgumentParser()
    ask.add_argument("--size", type=int, default=256)
    ask.add_argument("--frames", type=int, default=6)
    ask.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    told = ask.parse_args()
    painter = unlearned("SD 1.5", told.device)
    clock = Clock(told.device)
    clock.watch(painter)
    size, count = told.size, told.frames
    ways = {
        "one frame at a time, NumPy, PNG, then the encoder": lambda path: papers(painter, size, count, path),
        "glide": lambda path: ours(painter, GLIDE, size, count, path),
        "morph, 2 steps with guidance, every frame": lambda path: ours(painter, MORPH, size, count, path),
    }
    print(f"| {count} frames of {size}x{size}, {told.device} | frames/s | not the model's |")
    print("|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        ours(painter, GLIDE, size, 2, Path(folder) / "warm.mp4")
        for name, way in ways.items():
            clock.seconds()
            begin = now(told.device)
            way(Path(folder) / "film.mp4")
            all_ = now(told.device) - begin
            print(f"| {name} | {count / all_:.3f} | {1 - clock.seconds() / all_:.1%} |", flush=True)
    peak = torch.cuda.max_memory_allocated() if told.device == "cuda" else getrusage(RUSAGE_SELF).ru_maxrss * 1024
    memory = f"Peak memory, weights included: {peak / 2**30:.1f} GiB."
    print(f"\n{memory} Not compared: stable-diffusion-videos 0.9.2, the last")
    print("version, which imports a class that transformers 5 no longer has (CLIPFeatureExtractor).")


if __name__ == "__main__":
    main()
