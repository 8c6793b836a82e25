"""Accompaniments that people wrote, at tempi that are usual for them, played with the sounds "tim".

They are the grooves of Musical MIDI Accompaniment (Bob van der Poel, GPL-2+, the package mma of Debian), which is
downloaded, runs here, and never ships.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import mido
import numpy as np
from practice import RATE, Known

from archives import download
from band.orchestra import DRUMS, Note, play

__all__ = ["GROOVES", "PROGRESSIONS", "accompaniment", "accompany"]

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "bench" / "data"
MMA = {
    "registry": "debian",
    "requirement": "mma=21.09-1",
    "sha256": "ee2fa4c2d029adc0750f7194ad52de4a75dafa9de0e4ee02962f807f50083acf",
}
SECONDS = 26.0
BARS = 40
PROGRESSIONS = ("C Am F G", "Am F C G", "Dm G C Am", "Em C D Em", "C F C G", "Am Am Dm E")
GROOVES: list[tuple[str, int, int]] = [
    (name, *style["tempo"])
    for style in tomllib.loads((HERE / "grooves.toml").read_text("utf-8"))["style"]
    for name in style["grooves"]
]
"""Name, and the slowest and fastest BPM that are usual."""


def accompany(number: int) -> Known:
    """Play a groove of `GROOVES`; the tempo is whole, as MMA cuts off what is not."""
    name, slowest, fastest = GROOVES[number]
    dice = np.random.default_rng(number)
    bpm, meter = int(dice.integers(slowest, fastest + 1)), 3 if "Waltz" in name else 4
    sound = play(accompaniment(name, bpm, str(dice.choice(PROGRESSIONS)), number + 1, SECONDS), SECONDS, "tim")
    beats = np.arange(0.0, len(sound) / RATE, 60 / bpm)
    return Known(name=name, sound=sound, beats=beats, downbeats=beats[::meter], tempo=float(bpm), meter=meter)


def accompaniment(groove: str, bpm: int, chords: str, seed: int, seconds: float) -> list[Note]:
    """Notes of a groove of MMA over chords of two bars each, again and again.

    Raises
    ------
    subprocess.CalledProcessError
        If MMA has no such groove.
    """
    names = chords.split()
    lines = [f"Groove {groove}", f"Tempo {bpm}", f"RndSeed {seed}"]
    lines += [f"{bar + 1} {names[bar // 2 % len(names)]}" for bar in range(BARS)]
    with tempfile.TemporaryDirectory() as folder:
        song, midi = Path(folder) / "song.mma", Path(folder) / "song.mid"
        song.write_text("\n".join(lines), "utf-8")
        _run("-f", str(midi), str(song))
        return list(_notes(midi, seconds))


@cache
def _home() -> Path:
    """MMA, unpacked, with its index of grooves, which it must write once."""
    archive = download(MMA, DATA / "packages" / "mma")
    home = DATA / "mma" / "usr" / "share" / "mma"
    if not (home / "plugins").exists():
        subprocess.run(["dpkg-deb", "-x", archive, DATA / "mma"], check=True)
        (home / "plugins").mkdir()
        _run("-G", home=home)
    return home


def _run(*arguments: str, home: Path | None = None) -> None:
    home = home or _home()
    program = home.parents[1] / "bin" / "mma"
    environment = {**os.environ, "MMA_HOME": str(home)}
    subprocess.run([sys.executable, program, *arguments], env=environment, capture_output=True, check=True)


def _notes(path: Path, seconds: float) -> Iterator[Note]:
    programs, sounding, now = dict.fromkeys(range(16), 0), {}, 0.0
    for message in mido.MidiFile(path):
        now += message.time
        if message.type == "program_change":
            programs[message.channel] = message.program
        if message.type not in ("note_on", "note_off") or now > seconds:
            continue
        where = (message.channel, message.note)
        if where in sounding:
            start, velocity = sounding.pop(where)
            program = DRUMS if message.channel == 9 else programs[message.channel]
            yield Note(start=start, end=max(now, start + 0.05), pitch=message.note, velocity=velocity, program=program)
        if message.type == "note_on" and message.velocity:
            sounding[where] = (now, message.velocity)
