"""Opening files: texts in any encoding, the track that players choose, and protection."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.stream import Disposition

from clavilux.errors import UnreadableMedia
from clavilux.media.container import moving_pictures, open_media, sound_track, text
from clavilux.media.track import Track

Record = Callable[..., Path]
SILENCE = np.zeros((1, 44100), np.float32)
CENC = {
    "encryption_scheme": "cenc-aes-ctr",
    "encryption_key": "76a6c65c5ea762046bd749a2e632ccbb",
    "encryption_kid": "a7e61c373e219033c21091fa607bf3b8",
}


def film(path: Path, sounds: list[tuple[Disposition, str]], pictures: list[Disposition]) -> Path:
    """A film of tracks of these kinds; each sound has a title, each picture a size of its own."""
    with av.open(str(path), "w") as container:
        streams: list[Any] = []
        for i, flags in enumerate(pictures):
            video = container.add_stream("mpeg4", rate=10)
            video.width, video.height, video.pix_fmt = 64 + 16 * i, 48, "yuv420p"
            video.disposition = flags
            streams.append(video)
        for flags, title in sounds:
            audio = container.add_stream("aac", rate=44100, layout="mono")
            audio.disposition = flags
            audio.metadata["title"] = title
            streams.append(audio)
        frame: Any
        for stream in streams:
            if stream.type == "video":
                frame = av.VideoFrame.from_ndarray(np.zeros((48, stream.width, 3), np.uint8), format="rgb24")
            else:
                frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
                frame.sample_rate = 44100
            frame.pts = 0
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("flags", "chosen"),
    [
        ([Disposition(0), Disposition(0)], 1),
        ([Disposition(0), Disposition.default], 2),
        ([Disposition.default, Disposition.default], 1),
        ([Disposition.comment | Disposition.default, Disposition(0)], 2),
        ([Disposition.visual_impaired, Disposition.hearing_impaired, Disposition(0)], 3),
    ],
)
def test_the_track_that_players_choose(tmp_path: Path, flags: list[Disposition], chosen: int) -> None:
    sounds = [(flag, f"track {i}") for i, flag in enumerate(flags, start=1)]
    with open_media(film(tmp_path / "film.mkv", sounds, [Disposition(0), Disposition.default])) as container:
        assert sound_track(container, "film.mkv").metadata["title"] == f"track {chosen}"
        assert sound_track(container, "film.mkv", 1).metadata["title"] == "track 1"
        assert [stream.width for stream in moving_pictures(container)] == [80, 64]


@pytest.mark.parametrize("number", [0, 3])
def test_a_track_that_is_not_there_lists_those_that_are(tmp_path: Path, number: int) -> None:
    path = film(tmp_path / "film.mkv", [(Disposition.default, "mix"), (Disposition(0), "")], [Disposition(0)])
    with open_media(path) as container, pytest.raises(UnreadableMedia) as caught:
        sound_track(container, path, number)
    assert str(caught.value) == f'{path}: has no sound track {number}; choose --track from 1 (aac, "mix"), 2 (aac)'


@pytest.mark.parametrize("name", ["old.mp3", "old.mka", "old.m4a"])
def test_texts_need_not_be_utf_8(record: Record, name: str) -> None:
    path = record(name, SILENCE, "libmp3lame" if name.endswith("mp3") else "aac", metadata={"title": "Gr##e"})
    path.write_bytes(path.read_bytes().replace(b"Gr##e", b"Gr\xfc\xdfe"))
    with open_media(path) as container:
        assert text(container.metadata["title"]) == "Gr\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}e"


def test_protected_files_say_what_helps(record: Record, tmp_path: Path) -> None:
    common = record("common.m4a", SILENCE, "aac", options=CENC)
    plain = record("plain.m4a", SILENCE, "aac").read_bytes()
    shops = []
    for name, tag in (("itunes.m4p", b"drms"), ("audible.aax", b"aavd")):
        shops.append(tmp_path / name)
        shops[-1].write_bytes(plain.replace(b"mp4a", tag))
    for path in (common, *shops):
        with pytest.raises(UnreadableMedia, match=r"protected by encryption \(DRM\).*give a copy without") as caught:
            Track(path)
        assert str(caught.value).startswith(f"{path}: ")
