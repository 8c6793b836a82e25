"""Where the sound of a film comes from, and that it is where it was."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from clavilux.media.decode import decode
from clavilux.media.formats import formats
from clavilux.media.join import join
from clavilux.media.segments import write_segment
from clavilux.values import Sound

RATE, SECONDS, FPS = 48000, 6, Fraction(30000, 1001)
CLICK = 480  # samples


def clicks(seconds: float = SECONDS, rate: int = RATE) -> np.ndarray:
    """One at the beginning of each second after a half, between soft noise."""
    samples = np.random.default_rng(0).normal(0, 1e-3, (2, round(seconds * rate) + 333)).astype(np.float32)
    for second in range(int(seconds)):
        at = round((second + 0.5) * rate)
        samples[:, at : at + CLICK] += 0.8 * np.sin(np.arange(CLICK) / 4)
    return samples


def clicks_at(samples: np.ndarray, rate: int) -> np.ndarray:
    """Seconds at which they begin."""
    loud = np.flatnonzero(np.abs(samples[0]) > 0.3) / rate
    return loud[np.diff(loud, prepend=-1) > 0.5]


def song(path: Path, encoder: str, *, rate: int = RATE, layout: str = "stereo") -> Path:
    """The clicks, encoded."""
    samples = clicks(rate=rate)[: 1 if layout == "mono" else 2]
    with av.open(str(path), "w") as container:
        track: Any = container.add_stream(encoder, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T).reshape(1, -1), format="flt", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        container.mux(track.encode(frame))
        container.mux(track.encode(None))
    return path


def film(folder: Path, sound: Sound, name: str, *, seconds: float = SECONDS) -> Path:
    form, path = formats()[name], folder / f"film{formats()[name].suffix}"
    frames = iter(np.zeros((round(seconds * FPS), 64, 64, 3), np.uint8))
    write_segment(frames, folder / "part.mp4", name="part", fps=FPS, size=(64, 64), crf=40, form=form)
    join([folder / "part.mp4"], path, fps=FPS, audio=sound, form=form)
    return path


def heard(path: Path) -> np.ndarray:
    return np.concatenate(list(decode(path).blocks()), axis=1)


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


@pytest.mark.parametrize(
    ("name", "encoder", "form"),
    [
        ("song.m4a", "aac", "h264"),
        ("song.mp4", "aac", "hevc"),
        ("song.opus", "libopus", "vp9"),
        ("song.webm", "libopus", "vp9"),
    ],
)
def test_sound_of_the_films_codec_is_copied_to_the_last_sample(
    tmp_path: Path, name: str, encoder: str, form: str
) -> None:
    source = song(tmp_path / name, encoder)
    made = film(tmp_path, decode(source), form)
    copied = packets(made)
    assert copied == packets(source)[: len(copied)]
    expected, found = heard(source), heard(made)
    same = min(expected.shape[1], found.shape[1], SECONDS * RATE)
    assert same >= (SECONDS - 0.05) * RATE
    assert (found[:, :same] == expected[:, :same]).all()


@pytest.mark.parametrize("form", ["h264", "prores", "vp9"])
@pytest.mark.parametrize(("name", "encoder"), [("song.m4a", "aac"), ("song.opus", "libopus"), ("song.flac", "flac")])
def test_clicks_are_where_they_were_whatever_is_done(tmp_path: Path, name: str, encoder: str, form: str) -> None:
    made = film(tmp_path, decode(song(tmp_path / name, encoder)), form)
    samples = decode(made)
    found = clicks_at(np.concatenate(list(samples.blocks()), axis=1), samples.rate)
    assert np.abs(found - (np.arange(SECONDS) + 0.5)).max() < 0.005


@pytest.mark.parametrize(
    ("start", "name", "encoder", "form"),
    [
        (1.0, "song.m4a", "aac", "h264"),  # not from its start
        (0.0, "song.aac", "aac", "h264"),  # does not say how much of it is no sound
        (0.0, "song.opus", "libopus", "h264"),  # of another codec
    ],
)
def test_other_sound_is_encoded(tmp_path: Path, start: float, name: str, encoder: str, form: str) -> None:
    source = song(tmp_path / name, encoder)
    made = film(tmp_path, decode(source, start=start), form, seconds=SECONDS - start)
    assert packets(made)[10] not in packets(source)


def test_a_rate_that_some_players_lack_is_encoded(tmp_path: Path) -> None:
    source = song(tmp_path / "song.m4a", "aac", rate=32000)
    with av.open(str(film(tmp_path, decode(source), "h264"))) as container:
        assert container.streams.audio[0].sample_rate == 48000


def test_a_copied_track_ends_with_the_film(tmp_path: Path) -> None:
    made = film(tmp_path, decode(song(tmp_path / "song.m4a", "aac"), duration=2.0), "h264", seconds=2.0)
    assert heard(made).shape[1] / RATE == pytest.approx(2.0, abs=1024 / RATE)


def test_a_damaged_song_is_not_copied(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    source = song(tmp_path / "song.opus", "libopus")
    source.write_bytes(source.read_bytes()[:-3000])
    assert decode(source).original is None
    assert [str(warning.message) for warning in recwarn if "damaged" in str(warning.message)]
