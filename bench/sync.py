"""Claim: the default recipe moves with the music far above chance, and the motion of the paper does not.

Excerpts of 30 s of real songs (``songs.py``), one painting, Lumia at 512x512 and 24 frames a second. *paper* has the
paper's motion (its T, fixed sections, slow cross-fades), *straight* and *constant* its baselines of T. What a column
means, and what a p value is against, stands in ``docs/metrics.md``. *F, our beats* is against the beats of our own
tracker in ``listen``, which also moved the picture; *F, librosa's* against those of librosa's tracker, of which the
picture never heard, but which are half a beat off on some songs. *lift of beats* is the onset lift of a video that
moves on every one of our beats and nowhere else.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt

import clavilux
import songs
from clavilux.examples import ARTWORK
from clavilux.judge import sync
from clavilux.judge.score import analyse
from clavilux.judge.score import judge as judgement
from clavilux.listen.beats import rhythm, within
from clavilux.media.decode import decode
from clavilux.media.video import read
from clavilux.recipe import Recipe
from clavilux.values import FloatArray, SyncReport

PICTURE = songs.HERE.parent / "docs" / "sync.png"
SECONDS = 30.0
EXCERPTS = {  # title -> second at which the excerpt begins
    "Stage 1": 20.0,
    "Motorway": 40.0,
    "Chaos God": 60.0,
    "Crushed Ice Cocktail": 60.0,
    "Vibe Ace": 20.0,
    "Morning Mood": 60.0,
}
PAPERS = ("direct.", "path.", "lanes.", "effects.", "film.safe", "listen.rate", "listen.sections")
MOTION: dict[str, Any] = {key: v for key, v in Recipe.named("paper").flat().items() if key.startswith(PAPERS)}
MOTION |= {"path.stops": Recipe().path.stops}  # within two levels of every frame made
RECIPES: dict[str, dict[str, Any]] = {
    "default": {},
    "paper": MOTION,
    "straight": MOTION | {"lanes.travel.kind": "linear"},
    "constant": MOTION | {"lanes.travel.kind": "constant"},
}
SHOWN = {
    "beat_f": "beat F, our tracker's beats",
    "librosa_f": "beat F, librosa's beats",
    "onset_lift": "onset lift",
    "avs": "AVS",
    "energy_correlation": "energy correlation",
}


def main() -> None:
    """Render, score, print the table and draw it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--recipes", nargs="+", default=list(RECIPES), choices=list(RECIPES))
    args = parser.parse_args()
    print(
        "| song | recipe | AVS | ceiling | metronome | p | F, our beats | p | F, librosa's | p | onset F | lift | p "
        "| lift of beats | AV-Align | lag ms | loudness |\n" + "|---" * 17 + "|"
    )
    results: dict[str, dict[str, SyncReport]] = {}
    for song in songs.fetch():
        if song.title not in EXCERPTS:
            continue
        start = EXCERPTS[song.title]
        heard = decode(song.path, start=start, duration=SECONDS).heard
        own = within(rhythm(heard.samples), heard.lead, heard.duration).beats.times
        for name in args.recipes:
            values = RECIPES[name] | {"film.width": args.size, "film.height": args.size}
            judged, most = judge(song.path, start, values, own)
            results.setdefault(song.title, {})[name] = judged
            print(row(song, name, judged, most), flush=True)
    if list(args.recipes) == list(RECIPES):
        draw(results)


def judge(path: Path, start: float, values: dict[str, Any], beats: FloatArray) -> tuple[SyncReport, float]:
    """Render an excerpt and score the file; also the lift of the beats themselves."""
    values = {"listen.start": start, "listen.duration": SECONDS} | values
    with tempfile.TemporaryDirectory() as folder:
        film = clavilux.make(path, [ARTWORK], Recipe().with_values(values), output=Path(folder) / "film.mp4")
        audio, video = analyse(read(film.path), decode(film.path), beats=beats)
    baseline = sync.baseline_strength(audio.strength, video.seconds)
    return judgement(audio, video, path.name).report, sync.onset_lift(audio.strength, baseline, audio.beats)


def row(song: songs.Song, name: str, v: SyncReport, most: float) -> str:
    """One line of the table."""
    return (
        f"| {song.genre}: {song.title} | {name} | {v.avs:.3f} | {v.avs_ceiling:.3f} | {v.avs_metronome:.3f} "
        f"| {v.avs_p:.3f} | {v.beat_f:.2f} | {v.beat_f_p:.3f} | {v.librosa_f:.2f} | {v.librosa_f_p:.3f} "
        f"| {v.onset_f:.2f} | {v.onset_lift:.2f} | {v.onset_lift_p:.3f} | {most:.2f} | {v.av_align:.2f} "
        f"| {v.lag_ms:+.0f} | {v.energy_correlation:+.2f} |"
    )


def draw(results: dict[str, dict[str, SyncReport]]) -> None:
    """The table as a picture: per measure, every song under every recipe."""
    figure, axes = plt.subplots(1, len(SHOWN), figsize=(16, 4), layout="constrained")
    for axis, (measure, title) in zip(axes, SHOWN.items(), strict=True):
        for offset, name in enumerate(RECIPES):
            places = [n + (offset - 1.5) * 0.2 for n in range(len(results))]
            axis.barh(places, [getattr(r[name], measure) for r in results.values()], 0.18, label=name)
        axis.set_yticks(range(len(results)), results if axis is axes[0] else [""] * len(results))
        axis.invert_yaxis()
        axis.set_title(title)
        axis.spines[["top", "right"]].set_visible(False)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(RECIPES), frameon=False)
    figure.savefig(PICTURE, dpi=100)


if __name__ == "__main__":
    main()
