import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile

from clavilux.errors import ClaviluxWarning, UnreadableMedia
from clavilux.examples import SONG
from clavilux.media.decode import decode
from clavilux.values import Sound


def samples_of(sound: Sound) -> np.ndarray:
    """All samples of a song, [channels, n]."""
    return np.concatenate(list(sound.blocks()), axis=1)


def sine(hz: float, seconds: float, rate: int, channels: int = 1) -> np.ndarray:
    time = np.arange(round(seconds * rate)) / rate
    return np.stack([0.5 / (1 + c) * np.sin(2 * np.pi * hz * time) for c in range(channels)]).astype(np.float32)


def mp4(path: Path, samples: np.ndarray | None, rate: int = 44100) -> Path:
    """A second of black video, with a sound track when there are samples [2, n]."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=10)
        video.width = video.height = 64
        video.pix_fmt = "yuv420p"
        if samples is not None:
            audio = container.add_stream("aac", rate=rate)
            audio.layout = "stereo"
            for start in range(0, samples.shape[1], 1024):
                block = np.ascontiguousarray(samples[:, start : start + 1024])
                frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
                frame.sample_rate, frame.pts = rate, start
                container.mux(audio.encode(frame))
            container.mux(audio.encode(None))
        for _ in range(10):
            black = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            container.mux(video.encode(black))
        container.mux(video.encode(None))
    return path


def sound_file(path: Path, codec: str, samples: np.ndarray, rate: int = 44100) -> Path:
    """Mono samples [1, n] in any container and codec that FFmpeg writes."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate)
        stream.layout = "mono"
        for start in range(0, samples.shape[1], 1152):
            block = np.ascontiguousarray(samples[:, start : start + 1152], np.float32)
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("name", "rate", "channels"), [("mono.wav", 8000, 1), ("cd.flac", 44100, 2), ("surround.wav", 96000, 6)]
)
def test_samples_come_back_as_they_were_written(save: Callable[..., Path], name: str, rate: int, channels: int) -> None:
    written = sine(440, 0.5, rate, channels)
    audio = decode(save(name, written, rate))
    assert audio.rate == rate
    assert samples_of(audio).dtype == np.float32
    assert samples_of(audio).shape == written.shape
    np.testing.assert_allclose(samples_of(audio), written, atol=1e-4)


def test_a_wrong_ending_does_not_matter(save: Callable[..., Path]) -> None:
    path = save("song.flac", sine(440, 0.5, 8000), 8000)
    assert decode(path.rename(path.with_suffix(".mp3"))).duration == 0.5


def test_a_colon_in_the_name_does_not_matter(save: Callable[..., Path]) -> None:
    path = save("song.wav", sine(440, 0.5, 8000), 8000)
    assert decode(path.rename(path.with_name("take 1: live.wav"))).duration == 0.5


def test_start_and_duration_are_exact_to_the_sample(save: Callable[..., Path]) -> None:
    written = np.arange(3 * 8000, dtype=np.float32)[None] / 2**15
    path = save("ramp.wav", written, 8000)
    part = decode(path, start=0.5, duration=1.25)
    np.testing.assert_allclose(samples_of(part), written[:, 4000:14000], atol=1e-4)
    assert decode(path, start=2.0, duration=60).duration == 1.0
    assert decode(path, start=2.5).duration == 0.5


@pytest.mark.skipif(not SONG.exists(), reason="the example song is not in this copy")
def test_a_part_of_a_compressed_song_is_that_part() -> None:
    song, part = decode(SONG), decode(SONG, start=12.3, duration=2.0)
    first = round(12.3 * song.rate)
    np.testing.assert_array_equal(samples_of(part), samples_of(song)[:, first : first + 2 * song.rate])


def test_the_sound_track_of_a_video(tmp_path: Path) -> None:
    audio = decode(mp4(tmp_path / "clip.mp4", sine(1000, 1.0, 44100, 2)))
    assert samples_of(audio).shape[0] == 2
    assert audio.duration == pytest.approx(1.0, abs=0.03)
    spectrum = np.abs(np.fft.rfft(samples_of(audio)[0]))
    assert spectrum.argmax() / audio.duration == pytest.approx(1000, abs=3)


def test_names_in_an_old_encoding_do_not_matter(tmp_path: Path) -> None:
    """Tags that are not UTF-8, as old files have them."""
    path = tmp_path / "old.wav"
    with soundfile.SoundFile(path, "w", 44100, 1) as file:
        file.title = "Vogue a lame"
        file.write(np.zeros(4410))
    path.write_bytes(path.read_bytes().replace(b"Vogue a lame", b"Vogue \xe0 lame"))
    assert decode(path).duration > 0


def test_very_short_and_silent_songs_decode(save: Callable[..., Path]) -> None:
    assert decode(save("short.wav", sine(440, 0.2, 44100), 44100)).duration == pytest.approx(0.2)
    assert not samples_of(decode(save("silent.wav", np.zeros((2, 8000), np.float32), 8000))).any()


def write_text(folder: Path) -> Path:
    (folder / "song.mp3").write_text("This is no song, although it is called one.\n" * 50)
    return folder / "song.mp3"


def write_nothing(folder: Path) -> Path:
    (folder / "song.mp3").touch()
    return folder / "song.mp3"


def write_header_only(folder: Path) -> Path:
    soundfile.write(folder / "none.wav", np.zeros((0, 1)), 8000)
    return folder / "none.wav"


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda folder: folder / "missing.mp3", "no such file"),
        (lambda folder: folder, "is a folder"),
        (write_nothing, "is empty"),
        (write_text, "cannot read it"),
        (write_header_only, "nothing in it can be decoded"),
        (lambda folder: mp4(folder / "mute.mp4", None), "has no sound"),
    ],
)
def test_what_is_no_song_gets_one_clear_line(tmp_path: Path, make: Callable[[Path], Path], why: str) -> None:
    path = make(tmp_path)
    with pytest.raises(UnreadableMedia, match=why) as caught:
        decode(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_a_start_beyond_the_end_names_the_length(save: Callable[..., Path]) -> None:
    path = save("song.wav", sine(440, 1.5, 8000), 8000)
    with pytest.raises(UnreadableMedia, match=r"ends at 1\.5 s.*start of 2\.0 s"):
        decode(path, start=2.0)


def test_a_song_that_is_cut_off_gives_what_there_is(tmp_path: Path) -> None:
    path = sound_file(tmp_path / "song.mp3", "libmp3lame", sine(440, 10, 44100))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 6 // 10])
    with pytest.warns(ClaviluxWarning, match=r"cut off at second [56]\.\d; the part that decodes"):
        audio = decode(path)
    assert audio.duration == pytest.approx(6.0, abs=0.1)
    assert np.abs(samples_of(audio)).max() > 0.4


def test_a_damaged_tail_gives_what_comes_before_it(save: Callable[..., Path]) -> None:
    rate = 22050
    path = save("song.flac", 0.1 * np.random.default_rng(0).standard_normal((1, 8 * rate)), rate)
    content = path.read_bytes()
    keep = len(content) // 2
    path.write_bytes(content[:keep] + np.random.default_rng(1).bytes(len(content) - keep))
    with pytest.warns(ClaviluxWarning, match=r"damaged or cut off at second [34]\.\d"):
        audio = decode(path)
    assert audio.duration == pytest.approx(4.0, abs=0.3)


@pytest.mark.skipif(not SONG.exists(), reason="the example song is not in this copy")
def test_a_truncated_ogg_gives_what_there_is(tmp_path: Path) -> None:
    path = tmp_path / "song.ogg"
    shutil.copy(SONG, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    song = decode(SONG)
    with pytest.warns(ClaviluxWarning, match=r"cut off at second \d+\.\d; the part that decodes"):
        half = decode(path)
    assert 0.3 * song.duration < half.duration < 0.7 * song.duration
    size = samples_of(half).shape[1] - 4096
    np.testing.assert_array_equal(samples_of(half)[:, :size], samples_of(song)[:, :size])


@pytest.mark.skipif(not SONG.exists(), reason="the example song is not in this copy")
def test_an_ogg_without_its_last_page_is_cut_off(tmp_path: Path) -> None:
    """Also where it ends just where a page does, or a few bytes after, or after a part that is not wanted."""
    content = SONG.read_bytes()
    last = content.rfind(b"OggS\0")
    path = tmp_path / "song.ogg"
    for size in (last, last + 3, last + 5, last + 26, len(content) - 1):
        path.write_bytes(content[:size])
        with pytest.warns(ClaviluxWarning, match="cut off at second"):
            decode(path)


@pytest.mark.skipif(not SONG.exists(), reason="the example song is not in this copy")
def test_a_whole_ogg_gives_no_warning(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    """Nor does one with a foreign tag behind its end, nor the beginning of one that is cut off later."""
    content = SONG.read_bytes()
    for name, data in (("tagged.ogg", content + b"TAG" + bytes(125)), ("cut.ogg", content[: len(content) // 2])):
        (tmp_path / name).write_bytes(data)
    decode(SONG)
    decode(tmp_path / "tagged.ogg")
    decode(tmp_path / "cut.ogg", duration=3.0)
    assert not recwarn.list


@pytest.mark.parametrize(
    ("name", "codec", "sound"),
    [
        ("song.mka", "flac", 0.1 * np.random.default_rng(0).standard_normal((1, 10 * 44100))),
        ("song.caf", "pcm_s16le", sine(440, 10, 44100)),
    ],
)
def test_what_is_cut_off_says_so(
    tmp_path: Path, recwarn: pytest.WarningsRecorder, name: str, codec: str, sound: np.ndarray
) -> None:
    path = sound_file(tmp_path / name, codec, sound)
    decode(path)
    assert not recwarn.list
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 6 // 10])
    with pytest.warns(ClaviluxWarning, match=r"cut off at second [56]\.\d"):
        assert decode(path).duration == pytest.approx(6.0, abs=0.3)


def test_numbers_that_are_no_sound_become_silence(tmp_path: Path) -> None:
    samples = sine(440, 1.0, 8000)[0]
    samples[4000:4010] = [np.nan, np.inf, -np.inf, 1e30, -1e30] * 2
    soundfile.write(tmp_path / "float.wav", samples, 8000, subtype="FLOAT")
    with pytest.warns(ClaviluxWarning, match="damaged"):
        audio = decode(tmp_path / "float.wav")
    np.testing.assert_array_equal(samples_of(audio)[0, 4000:4010], 0)
    np.testing.assert_allclose(samples_of(audio)[0, 4010:], samples[4010:])


def test_whole_files_give_no_warning(save: Callable[..., Path], recwarn: pytest.WarningsRecorder) -> None:
    decode(save("song.flac", sine(440, 2.0, 44100, 2), 44100))
    assert not recwarn.list
