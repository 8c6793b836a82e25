"""To be measured: whether on a GPU nearly all time is the models' (95 % is the aim), and how near the fastest we come.

No figures yet, as no GPU was at hand: all that is known is that this script runs to its end (``python bench/gpu.py
--tiny``, the same code with tiny networks on a processor). It is made to take less than 8 minutes, without downloads:
networks of the sizes of SD 1.5, SDXL and SD-Turbo with TAESD are made with random weights. Every row is a film as
`make` films it, with every frame made (``path.stops=0``): listening apart, from the keyframes to the finished mp4.
*Not the models'* is the share of time in which no network runs; the device is waited for around each call. *Batch* is
what the painter chose by the free memory. The mark is StreamDiffusion's (Kodaira et al. 2023): 106 frames/s with
SD-Turbo in one step and the tiny autoencoder, 512x512, on an RTX 4090, by its authors' figure.
"""

from __future__ import annotations

import argparse
import gc
import math
import tempfile
import time
import timeit
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import NamedTuple

import msgspec
import numpy as np

from clavilux.examples import ARTWORK
from clavilux.imagine.framing import framed
from clavilux.imagine.painters.lumia.painter import LumiaPainter
from clavilux.kernel.slerp import slerp
from clavilux.media.pictures import load
from clavilux.plan import PathOptions
from clavilux.styles import StyleBook
from clavilux.values import PaintRequest
from glide import GLIDE, MORPH, Clock, keys, now, ours
from networks.unlearned import painter
from way import travelled

LIMIT = 5 * 60
"""Seconds after which no further model is begun; one that must be compiled may take two minutes."""
FRAMES = {512: 64, 1024: 24}
TURBO = "SD-Turbo, tiny VAE"
ONE_STEP = msgspec.structs.replace(MORPH, morph_steps=1)
BATCHES = (1, 2, 4, 8, 16, 32)
NATIVE = {"SD 1.5": 512, "SDXL": 1024}
"""Sides of the squares that models were trained on, pixels."""
Film = tuple[int, PathOptions]
"""Its side in pixels, and what lies between the keyframes."""


class Network(NamedTuple):
    """A model, and how it runs."""

    model: str
    half: str = "float16"
    compiled: bool = False


class Place(NamedTuple):
    """Where it runs, and how large everything is."""

    device: str
    tiny: bool

    def size(self, side: int) -> int:
        """Of a film, pixels."""
        return side // 4 if self.tiny else side

    def frames(self, side: int) -> int:
        """Of a film."""
        return 3 if self.tiny else FRAMES[side]

    def peak(self) -> float:
        """Memory since `forget`, GiB; of a processor, of the whole process since its start."""
        import torch

        most = torch.cuda.max_memory_allocated() if self.device == "cuda" else getrusage(RUSAGE_SELF).ru_maxrss * 1024
        return most / 2**30

    def forget(self) -> None:
        """Begin to count the memory anew."""
        import torch

        gc.collect()
        if self.device == "cuda":
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats()


def wanted() -> Iterator[tuple[Network, list[Film]]]:
    """What matters most comes first; what must be compiled, last."""
    yield Network(TURBO), [(512, ONE_STEP)]
    for model in NATIVE:
        yield Network(model), [(side, way) for side in FRAMES for way in (GLIDE, MORPH)]
    for how in ({"half": "bfloat16"}, {"compiled": True}):
        for model, side in NATIVE.items():
            yield Network(model, **how), [(side, GLIDE), (side, MORPH)]
    yield Network(TURBO, compiled=True), [(512, ONE_STEP)]


def main() -> None:
    """Print the tables."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--tiny", action="store_true", help="tiny networks on the processor: see that it runs")
    tiny = ask.parse_args().tiny
    if why := lacking(tiny):
        print(f"Not measured: {why}.")
        return
    place = Place("cpu" if tiny else "cuda", tiny)
    print(f"{named(place)}\n")
    until = math.inf if tiny else time.perf_counter() + LIMIT
    print("| model | film | path | numbers | compiled | batch | frames/s | not the models' | peak memory GiB |")
    print("|" + "---|" * 9)
    for network, films in wanted():
        for row in measured(network, films, place, until=until):
            print(row, flush=True)
    print("\n| SD 1.5, frames at once | decode ms a frame | morph ms a frame | peak memory GiB |\n|---|---|---|---|")
    for line in batches(place):
        print(line, flush=True)
    print("\n| Lumia, on the processor of that machine | a keyframe s | a further place of a way s |\n|---|---|---|")
    for side in FRAMES:
        print(lumia(place.size(side)), flush=True)


def lacking(tiny: bool) -> str:
    """What it needs and does not find."""
    if not all(map(find_spec, ("torch", "diffusers", "transformers"))):
        return "needs the diffusers extra"
    import torch

    there = tiny or torch.cuda.is_available()
    return "" if there else "no GPU that torch can use is at hand; --tiny runs the same code with tiny networks"


def named(place: Place) -> str:
    """The device, and the version of torch."""
    import torch

    device = (
        torch.cuda.get_device_name() if place.device == "cuda" else "a processor, with tiny networks: no figure counts"
    )
    return f"On {device}; torch {torch.__version__}."


def measured(network: Network, films: Sequence[Film], place: Place, *, until: float) -> Iterator[str]:
    """A row for each film: made twice, the first time to warm up."""
    place.forget()
    if time.perf_counter() > until:
        yield (
            f"| {network.model}, {network.half}{', compiled' * network.compiled} | left out: its time was up |"
            + " |" * 6
        )
        return
    made = painter(network.model, place.device, half=network.half, compiled=network.compiled, tiny=place.tiny)
    clock = Clock(place.device)
    clock.watch(made)
    for side, way in films:
        count, size = place.frames(side), place.size(side)
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(2):
                place.forget()
                clock.seconds()
                begin = now(place.device)
                ours(made, way, size, count, Path(folder) / "film.mp4")
                whole = now(place.device) - begin
        kinds = [str(part.dtype).removeprefix("torch.") for part in (made._pipe.unet, made._autoencoder._network)]
        numbers = " and ".join(dict.fromkeys(kinds))  # SDXL's frames are made in float32
        steps = f", {way.morph_steps} step{'s' * (way.morph_steps > 1)}" if way.kind == "morph" else ""
        yield (
            f"| {network.model} | {count} of {size}x{size} | {way.kind}{steps} | {numbers} "
            f"| {'yes' if network.compiled else 'no'} | {made.batch} | {count / whole:.2f} "
            f"| {1 - clock.seconds() / whole:.1%} | {place.peak():.1f} |"
        )


def batches(place: Place) -> Iterator[str]:
    """A row for every number of frames at once: the least of three."""
    made, size = painter("SD 1.5", place.device, tiny=place.tiny), place.size(512)
    ends = keys(size, made.defaults.guidance).values()
    requests = [key.request for key in ends if key.request]
    first, last = (made.encode(key.image) for key in ends)
    for count in BATCHES[:2] if place.tiny else BATCHES:
        places = np.linspace(0.1, 0.9, count, dtype=np.float32)
        latents = slerp(places, first, last)
        place.forget()
        decode = least(place, partial(made.decode, latents))
        depth, steps = MORPH.morph, MORPH.morph_steps
        morph = least(place, partial(made.morph, latents, places, *requests, level=depth, steps=steps))
        yield f"| {count} | {1000 * decode / count:.1f} | {1000 * morph / count:.1f} | {place.peak():.1f} |"


def least(place: Place, work: Callable[[], object]) -> float:
    """Seconds that work takes, the least of three, after one to warm up."""
    work()
    return min(timeit.repeat(work, number=1, repeat=3, timer=lambda: now(place.device)))


def lumia(side: int) -> str:
    """A row of the default painter, which needs no GPU."""
    artwork = framed(load(ARTWORK, side), (side, side), "crop").picture
    request = PaintRequest(artwork=artwork, style=StyleBook.load().style("expressionism"), seed=1)
    painter = LumiaPainter()
    painter.paint(request)  # Numba compiles
    begin = time.perf_counter()
    painter.paint(replace(request, seed=2))
    painted = time.perf_counter() - begin
    return f"| {side}x{side} | {painted:.2f} | {travelled(artwork, 'expressionism')[1]:.2f} |"


if __name__ == "__main__":
    main()
