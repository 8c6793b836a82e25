"""The sound of any file: all of it, at its time, the same each time, and told what is amiss."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from clavilux.errors import UnreadableMedia
from clavilux.media.track import Track

Record = Callable[..., Path]


def sine(seconds: float, rate: int = 44100, channels: int = 1, level: float = 0.5) -> np.ndarray:
    wave = level * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    return np.tile(wave.astype(np.float32), (channels, 1))


def noise(seconds: float, rate: int = 44100) -> np.ndarray:
    return (0.1 * np.random.default_rng(0).standard_normal((1, round(seconds * rate)))).astype(np.float32)


def whole(track: Track, channels: int) -> np.ndarray:
    return np.concatenate(list(track.blocks(channels)), axis=1)


def glued(target: Path, *sources: Path) -> Track:
    """As `cat` does it."""
    target.write_bytes(b"".join(source.read_bytes() for source in sources))
    return Track(target)


def begins(samples: np.ndarray, rate: int) -> float:
    """Second of the first loud sample."""
    return np.flatnonzero(np.abs(samples[0]) > 0.02)[0] / rate


def test_glued_mp3s_are_used_whole(record: Record, tmp_path: Path) -> None:
    """Mono, stereo and stereo at half the rate, each with its tags; one channel is as loud on both sides."""
    one = record("one.mp3", sine(1.5), "libmp3lame", metadata={"title": "one"})
    two = record("two.mp3", sine(1.0, channels=2), "libmp3lame", metadata={"title": "two"})
    half = record("half.mp3", sine(1.0, 22050, 2), "libmp3lame", 22050, metadata={"title": "half"})
    track = glued(tmp_path / "all.mp3", one, two, half)
    kinds = [len(block) for block in track.blocks()]
    assert sorted(set(kinds)) == [1, 2]
    assert (track.channels, track.rate, track.complaints()) == (2, 44100, [])
    assert track.seconds == pytest.approx(3.5, abs=0.2)
    samples = whole(track, 2)
    for second in (0.5, 2.0, 3.0):
        part = samples[:, round(second * 44100) :][:, :8820]
        np.testing.assert_allclose(np.sqrt(2 * np.square(part).mean(axis=1)), 0.5, rtol=0.1)


def test_a_large_cover_between_glued_mp3s_is_no_damage(record: Record, tmp_path: Path) -> None:
    song = record("song.mp3", sine(1.0), "libmp3lame")
    size = 300_000
    cover = b"ID3\3\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    (tmp_path / "cover").write_bytes(cover + np.random.default_rng(0).bytes(size))
    track = glued(tmp_path / "all.mp3", song, tmp_path / "cover", song)
    assert whole(track, 1).shape[1] == pytest.approx(2.1 * 44100, abs=4410)
    assert track.complaints() == []


@pytest.mark.parametrize("ending", ["flac", "ogg"])
@pytest.mark.parametrize(("rates", "channels"), [((44100, 44100), (1, 2)), ((22050, 44100), (2, 1))])
def test_glued_recordings_are_used_whole(
    save: Callable[..., Path], tmp_path: Path, ending: str, rates: tuple[int, int], channels: tuple[int, int]
) -> None:
    sources = [
        save(f"{i}.{ending}", sine(1.5, rate, count), rate)
        for i, (rate, count) in enumerate(zip(rates, channels, strict=True))
    ]
    track = glued(tmp_path / f"all.{ending}", *sources)
    assert whole(track, 2).shape == (2, pytest.approx(3 * track.rate, rel=0.02))  # Vorbis may have a window more
    assert (track.rate, track.channels, track.complaints()) == (rates[0], max(channels), [])


def test_each_glued_recording_is_looked_at(save: Callable[..., Path], tmp_path: Path) -> None:
    song = save("song.flac", noise(4), 44100)
    (tmp_path / "cut.flac").write_bytes(song.read_bytes()[: song.stat().st_size // 2])
    track = glued(tmp_path / "all.flac", tmp_path / "cut.flac", song)
    assert whole(track, 1).shape[1] == pytest.approx(6 * 44100, abs=44100 / 5)
    assert track.broken_at == pytest.approx(2, abs=0.2)


def test_a_glued_recording_that_cannot_be_read_hides_no_other(save: Callable[..., Path], tmp_path: Path) -> None:
    song = save("song.ogg", sine(1.5), 44100)
    (tmp_path / "torn.ogg").write_bytes(song.read_bytes()[:40])
    track = glued(tmp_path / "all.ogg", song, tmp_path / "torn.ogg", song)
    assert whole(track, 1).shape[1] == pytest.approx(3 * 44100, rel=0.05)
    assert track.broken_at == pytest.approx(1.5, abs=0.1)


def test_a_track_without_a_sample_is_empty(record: Record) -> None:
    track = Track(record("film.mkv", sine(0.0), "aac", pictures=1.0))
    assert list(track.blocks()) == []
    assert track.seconds == 0


def test_the_rate_is_the_highest_of_the_beginning(record: Record, tmp_path: Path) -> None:
    """Some decoders double it after a few frames (HE-AAC)."""
    low = record("low.aac", sine(0.3, 22050), "aac", 22050)
    high = record("high.aac", sine(2.0), "aac")
    track = glued(tmp_path / "all.aac", low, high)
    assert whole(track, 1).shape[1] == pytest.approx(2.3 * 44100, abs=0.2 * 44100)
    assert (track.rate, track.complaints()) == (44100, [])


def test_decoding_again_gives_the_same(record: Record, tmp_path: Path) -> None:
    track = glued(
        tmp_path / "all.mp3",
        record("one.mp3", noise(1.0), "libmp3lame"),
        record("half.mp3", noise(1.0, 22050), "libmp3lame", 22050),
    )
    np.testing.assert_array_equal(whole(track, 2), whole(track, 2))


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts"])
@pytest.mark.parametrize("start", [0.0, 0.4])
def test_sound_begins_when_a_player_plays_it(record: Record, ending: str, start: float) -> None:
    track = Track(record(f"film.{ending}", sine(1.0), "aac", start=start, pictures=2.0))
    assert begins(whole(track, 1), 44100) == pytest.approx(start, abs=0.03)
    assert track.complaints() == []


@pytest.mark.parametrize(("name", "codec"), [("a.mka", "flac"), ("a.m4a", "aac"), ("a.ts", "aac")])
def test_a_song_begins_with_its_first_sample(record: Record, name: str, codec: str) -> None:
    track = Track(record(name, sine(1.0), codec, start=0.4))
    assert begins(whole(track, 1), 44100) < 0.03


@pytest.mark.parametrize(("name", "codec"), [("a.mka", "flac"), ("a.m4a", "aac"), ("a.mkv", "aac")])
def test_silence_stands_where_the_clock_leaves_it(record: Record, name: str, codec: str) -> None:
    track = Track(record(name, sine(2.0), codec, pause=(1.0, 1.5)))
    samples = whole(track, 1)[0]
    assert samples.size == pytest.approx(3.5 * 44100, abs=0.06 * 44100)
    silent = np.flatnonzero(np.abs(samples[: 3 * 44100]).reshape(-1, 4410).max(axis=1) < 0.3) / 10
    assert (silent[0], silent[-1]) == (pytest.approx(1.1, abs=0.11), pytest.approx(2.4, abs=0.11))
    assert track.complaints() == ["its sound pauses for 1.5 s, first at second 1.0; silence is used there"]


def test_a_clock_that_jumps_by_hours_is_damage(record: Record) -> None:
    track = Track(record("a.mka", sine(2.0), "flac", pause=(1.0, 7200.0)))
    assert whole(track, 1).shape[1] == 2 * 44100
    assert track.broken_at == pytest.approx(1.0, abs=0.1)


def test_the_clock_of_a_broadcast_may_jump(record: Record, tmp_path: Path) -> None:
    first, later = record("a.ts", sine(1.0), "aac"), record("b.ts", sine(1.0), "aac", start=5000)
    for parts in ((first, later), (later, first)):
        track = glued(tmp_path / "all.ts", *parts)
        assert whole(track, 1).shape[1] == pytest.approx(2 * 44100, abs=0.1 * 44100)
        assert track.complaints() == []


@pytest.mark.parametrize(("full", "subtype"), [(2**15, "FLOAT"), (2**23, "DOUBLE"), (2**31, "DOUBLE")])
def test_sound_at_integer_scale_is_brought_back(tmp_path: Path, full: int, subtype: str) -> None:
    path = tmp_path / "song.wav"
    soundfile.write(path, full * sine(1.0).T.astype(float), 44100, subtype=subtype)
    track = Track(path)
    np.testing.assert_allclose(whole(track, 1), sine(1.0), atol=1e-6)
    assert (track.gain, track.peak) == (1 / full, pytest.approx(full / 2, rel=1e-3))
    assert track.complaints() == [f"its samples go up to {track.peak:.1f}, beyond full scale (1); they are scaled back"]


def test_channels_that_cannot_be_mixed_get_one_line(save: Callable[..., Path]) -> None:
    track = Track(save("many.wav", sine(0.1, channels=9), 44100))
    assert whole(track, 9).shape == (9, 4410)
    with pytest.raises(UnreadableMedia, match="9 channels"):
        whole(track, 2)


@pytest.mark.parametrize("rate", [1, 999, 33_565_457, 2**31 - 1])
def test_a_rate_that_no_recording_has_is_damage(save: Callable[..., Path], rate: int) -> None:
    """Or hours, or gigabytes, are made of it."""
    path = save("a.wav", sine(0.1), 8000)
    content = path.read_bytes()
    path.write_bytes(content[:24] + rate.to_bytes(4, "little") + content[28:])
    with pytest.raises(UnreadableMedia, match=rf"states {rate} samples per second: damaged; use another copy"):
        next(Track(path).blocks())


def test_no_more_than_a_day_is_decoded(save: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clavilux.media.track.DAY", 2)
    assert whole(Track(save("a.flac", sine(2.0), 44100)), 1).shape[1] == 2 * 44100
    long = Track(save("b.flac", sine(9.0), 44100))
    assert next(long.blocks()).shape[1] > 0
    with pytest.raises(UnreadableMedia, match=r"b\.flac: is longer than a day; take a part of it by --duration"):
        list(long.blocks())
