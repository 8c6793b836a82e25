"""A song as every browser plays it: FLAC, which loses nothing and begins exactly where the song does."""

from __future__ import annotations

from pathlib import Path

import av
from av.audio.resampler import AudioResampler

from clavilux.media.output import write_errors
from clavilux.media.soundtrack import Soundtrack
from clavilux.values import Sound

__all__ = ["write_flac"]

RATES = 48000, 44100, 32000
"""Hz that every browser plays."""
BLOCK = 4096
"""Samples that are encoded together."""
FAST = "2"
"""FFmpeg's level of compression: the file is there sooner and hardly larger."""


def write_flac(sound: Sound, path: Path) -> None:
    """Write a song, in 16 bits and at most two channels, block by block.

    Parameters
    ----------
    sound : Sound
        The song, or a part of it.
    path : Path
        The file, whose folder exists.

    Raises
    ------
    UserError
        If nobody knows how to mix the song's channels.
    RenderError
        If the disk refuses.
    """
    track = Soundtrack(sound, RATES)
    resampler = AudioResampler("s16", track.encoded_layout, track.encoded_rate, frame_size=BLOCK)
    with write_errors(path), av.open(path, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=track.encoded_rate, options={"compression_level": FAST})
        stream.layout, stream.format = track.encoded_layout, "s16"
        count = round(sound.duration * sound.rate)
        for stop in (*range(BLOCK, count, BLOCK), count):
            for frame in resampler.resample(track.next(stop)):
                container.mux(stream.encode(frame))
        for frame in resampler.resample(None):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
