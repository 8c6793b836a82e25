"""What a song says of itself goes into its film."""

import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.stream import Disposition
from PIL import Image as Pillow

from clavilux.media.join import join
from clavilux.media.segments import write_segment
from clavilux.media.tags import tags
from clavilux.media.validate import facts
from clavilux.media.video import probe
from clavilux.values import Audio

SAID = {"title": "Nacht – 夜", "artist": "Ann", "album": "Lieder", "date": "1922"}
CODECS = {".mp3": "libmp3lame", ".flac": "flac", ".m4a": "aac", ".opus": "libopus"}


def song(path: Path, said: dict[str, str], cover: str | None = None) -> Path:
    """Half a second of nothing, its texts and its cover, a PNG or a JPEG."""
    with av.open(str(path), "w") as container:
        container.metadata.update(said)
        track: Any = container.add_stream(CODECS[path.suffix], rate=48000, layout="stereo")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 48000), np.float32), format="flt", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48000, 0, Fraction(1, 48000)
        packets = [*track.encode(frame), *track.encode(None)]
        if cover:
            file = io.BytesIO()
            Pillow.new("RGB", (30, 30), (200, 0, 0)).save(file, cover)
            file.seek(0)
            with av.open(file, "r") as source:
                packet = next(packet for packet in source.demux(video=0) if packet.size)
                packet.stream = container.add_stream_from_template(source.streams.video[0], opaque=True)
                packet.stream.disposition = Disposition.attached_pic
                packet.pts = packet.dts = 0
                packets.append(packet)
        container.mux(packets)
    return path


def film(folder: Path, **how: Any) -> Path:
    frames = iter(np.zeros((12, 64, 64, 3), np.uint8))
    write_segment(frames, folder / "part.mp4", name="part", fps=Fraction(24), size=(64, 64), crf=40)
    sound = Audio(samples=np.zeros((2, 24000), np.float32), rate=48000)
    join([folder / "part.mp4"], folder / "film.mp4", fps=Fraction(24), audio=sound, **how)
    return folder / "film.mp4"


@pytest.mark.parametrize("suffix", CODECS)
def test_every_kind_of_song_says_what_it_is(tmp_path: Path, suffix: str) -> None:
    assert tags(song(tmp_path / f"song{suffix}", SAID)) == SAID
    assert tags(song(tmp_path / f"silent{suffix}", {})) == {}


def test_a_film_says_what_its_song_says(tmp_path: Path) -> None:
    made = film(tmp_path, texts=tags(song(tmp_path / "song.mp3", SAID)))
    with av.open(str(made)) as container:
        assert {key: container.metadata[key] for key in SAID} == SAID


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_film_carries_its_songs_cover_and_is_still_a_film(tmp_path: Path, kind: str) -> None:
    made = film(tmp_path, cover=song(tmp_path / "song.mp3", SAID, kind))
    with av.open(str(made)) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio", "video"]
        cover = container.streams[2]
        assert cover.disposition & Disposition.attached_pic
        pictures: list[Any] = list(container.decode(cover))
    assert pictures[0].to_ndarray(format="rgb24")[15, 15] == pytest.approx([200, 0, 0], abs=4)
    assert (probe(made).frames, facts(made).fps) == (12, 24)


def test_a_song_without_a_cover_makes_a_film_without(tmp_path: Path) -> None:
    with av.open(str(film(tmp_path, cover=song(tmp_path / "song.mp3", SAID)))) as container:
        assert len(container.streams) == 2
