"""What a written mp4 promises: every frame, at its time, in its colours, with all of the song."""

import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from clavilux.errors import RenderError, UserError
from clavilux.media import segments as encoder
from clavilux.media.encode import encode
from clavilux.media.video import probe, read
from clavilux.values import Audio, Image

SIZE = (96, 64)
RATES = [Fraction(24), Fraction(30000, 1001), Fraction(25, 2)]
SONGS = [8000, 11025, 22050, 32000, 37800, 44100, 48000, 64000, 88200, 96000, 192000]


def sound(seconds: float, rate: int = 44100, channels: int = 2) -> Audio:
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    return Audio(samples=np.tile(tone, (channels, 1)).astype(np.float32), rate=rate)


def swell(count: int, size: tuple[int, int] = SIZE) -> Iterator[Image]:
    """Grey from black to white, with a soft gradient so that every frame is a picture."""
    slope = np.linspace(0, 40, size[0])[None, :, None]
    for i in range(count):
        yield np.broadcast_to(slope + 200 * i / max(count - 1, 1), (size[1], size[0], 3)).astype(np.uint8)


def film(path: Path, frames: Iterator[Image] | None = None, **changes: Any) -> int:
    choices: dict[str, Any] = {"fps": Fraction(24), "size": SIZE, "audio": sound(1.0), "crf": 18} | changes
    return encode(swell(24) if frames is None else frames, path, **choices)


def durations(path: Path) -> tuple[Fraction, Fraction]:
    with av.open(str(path)) as container:
        tracks: tuple[Any, ...] = (container.streams.video[0], container.streams.audio[0])
        picture, heard = (track.duration * track.time_base for track in tracks)
        return picture, heard


def samples(path: Path) -> tuple[np.ndarray, int]:
    with av.open(str(path)) as container:
        track = container.streams.audio[0]
        return np.concatenate([frame.to_ndarray() for frame in container.decode(track)], axis=1), track.rate


@pytest.mark.parametrize("fps", RATES, ids=str)
def test_frame_i_is_shown_at_exactly_i_over_fps(tmp_path: Path, fps: Fraction) -> None:
    path = tmp_path / "film.mp4"
    assert film(path, swell(53), fps=fps, audio=sound(float(53 / fps))) == 53
    with av.open(str(path)) as container:
        frames: list[Any] = list(container.decode(video=0))
    assert [frame.pts * frame.time_base for frame in frames] == [i / fps for i in range(53)]
    assert (probe(path).fps, probe(path).frames, probe(path).size) == (fps, 53, SIZE)


@pytest.mark.parametrize("fps", RATES, ids=str)
@pytest.mark.parametrize(
    ("seconds", "rate", "channels"),
    [(2.0, 44100, 2), (2.013, 8000, 1), (1.99, 96000, 6), (1.0, 48000, 2), (4.0, 22050, 1), (2.0, 37800, 2)],
    ids=["cd", "telephone", "surround", "too short", "too long", "odd rate"],
)
def test_sound_and_picture_end_together(
    tmp_path: Path, fps: Fraction, seconds: float, rate: int, channels: int
) -> None:
    path = tmp_path / "film.mp4"
    count = film(path, swell(round(2 * fps)), fps=fps, audio=sound(seconds, rate, channels))
    picture, heard = durations(path)
    assert picture == count / fps
    assert abs(picture - heard) < 1 / fps / 2
    heard_samples, heard_rate = samples(path)
    assert heard_rate == {44100: 44100, 22050: 44100}.get(rate, 48000)
    assert len(heard_samples) == min(channels, 2)


@pytest.mark.parametrize("rate", SONGS)
def test_every_click_is_heard_when_it_was_played(tmp_path: Path, rate: int) -> None:
    """Also from one frame to the next where samples do not share out evenly, at a rate that every player plays."""
    fps, count = Fraction(30000, 1001), 60
    length = float(count / fps)
    clicks = np.rint(np.append(np.arange(0.05, length - 0.1, 0.21), length - 0.02) * rate).astype(int)
    samples_ = np.zeros((2, round(length * rate)), np.float32)
    samples_[:, clicks] = 0.9
    film(tmp_path / "film.mp4", swell(count), fps=fps, audio=Audio(samples=samples_, rate=rate))
    heard, heard_rate = samples(tmp_path / "film.mp4")
    assert heard_rate in (44100, 48000)
    for click in clicks / rate:
        first = int((click - 0.01) * heard_rate)
        loudest = first + np.abs(heard[0, first : first + heard_rate // 50]).argmax()
        assert loudest / heard_rate == pytest.approx(click, abs=0.001)
    with av.open(str(tmp_path / "film.mp4")) as container:
        track: Any = container.streams.audio[0]
        assert track.start_time == 0
        assert float(track.duration * track.time_base) == pytest.approx(length, abs=1 / heard_rate)


@pytest.mark.parametrize(("rate", "channels"), [(44100, 2), (8000, 1), (96000, 6), (37800, 1)])
def test_a_click_survives_the_mixing(tmp_path: Path, rate: int, channels: int) -> None:
    click = np.zeros((channels, 2 * rate), np.float32)
    click[:, rate : rate + rate // 200] = 0.8
    film(tmp_path / "film.mp4", swell(48), audio=Audio(samples=click, rate=rate))
    heard, heard_rate = samples(tmp_path / "film.mp4")
    middle = np.average(np.arange(heard.shape[1]), weights=heard[0].astype(float) ** 2) / heard_rate
    assert middle == pytest.approx(1.0025, abs=0.001)


@pytest.mark.parametrize("pitch", [100, 1000, 8000, 15000])
def test_a_tone_keeps_its_loudness_and_its_pitch(tmp_path: Path, pitch: int) -> None:
    tone = 0.3 * np.sin(2 * np.pi * pitch * np.arange(2 * 96000) / 96000)
    film(tmp_path / "film.mp4", swell(48), audio=Audio(samples=tone[None].astype(np.float32), rate=96000))
    heard = samples(tmp_path / "film.mp4")[0][0, 24000:72000]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(48000))) / 12000
    assert spectrum.argmax() == pitch
    assert spectrum[pitch] == pytest.approx(0.3, rel=0.05)


def test_the_song_survives(tmp_path: Path) -> None:
    film(tmp_path / "film.mp4", swell(48), audio=sound(2.0))
    heard, rate = samples(tmp_path / "film.mp4")
    assert np.abs(heard[:, : 2 * rate] - sound(2.0).samples).max() < 0.05


def test_surround_does_not_clip(tmp_path: Path) -> None:
    loud = Audio(samples=np.tile(sound(1.0).samples / 0.3, (3, 1)), rate=44100)
    film(tmp_path / "film.mp4", audio=loud)
    heard, _ = samples(tmp_path / "film.mp4")
    assert 0.5 < np.abs(heard[:, 4096:-4096]).max() <= 1.01


def test_silence_stays_silent(tmp_path: Path) -> None:
    film(tmp_path / "film.mp4", audio=Audio(samples=np.zeros((1, 44100), np.float32), rate=44100))
    assert not samples(tmp_path / "film.mp4")[0].any()


def test_colours_survive_and_are_tagged(tmp_path: Path) -> None:
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128), (255, 255, 255), (0, 0, 0), (200, 120, 40)]
    patches = np.repeat(np.repeat(np.array([colours], np.uint8), 32, axis=0), 32, axis=1)
    film(tmp_path / "film.mp4", iter([patches] * 5), size=(32 * len(colours), 32), crf=10)
    for _, frame in read(tmp_path / "film.mp4"):
        centres = frame[16, 16::32].astype(int)
        assert np.abs(centres - np.array(colours)).max() <= 4
    with av.open(str(tmp_path / "film.mp4")) as container:
        context = container.streams.video[0].codec_context
        tags = (context.colorspace, context.color_primaries, context.color_trc, context.color_range)
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
    assert tags == (1, 1, 1, 1)  # BT.709 three times, and the range of television


def test_matrix_is_bt709(tmp_path: Path) -> None:
    """Luma of pure green by the standard's own formula: 16 + 219 * 0.7152."""
    green = np.zeros((64, 96, 3), np.uint8)
    green[..., 1] = 255
    film(tmp_path / "film.mp4", iter([green] * 3), crf=5)
    with av.open(str(tmp_path / "film.mp4")) as container:
        luma = next(container.decode(video=0)).to_ndarray()[:64]
    assert abs(luma.mean() - (16 + 219 * 0.7152)) < 1.5


def test_frames_are_as_painted(tmp_path: Path) -> None:
    film(tmp_path / "film.mp4")
    painted, filmed = list(swell(24)), [frame for _, frame in read(tmp_path / "film.mp4")]
    assert len(painted) == len(filmed)
    for before, after in zip(painted, filmed, strict=True):
        assert np.abs(before.astype(int) - after).mean() < 2


def test_same_input_same_bytes(tmp_path: Path) -> None:
    def noisy() -> Iterator[Image]:
        walk = np.random.default_rng(3)
        picture = walk.integers(0, 255, (128, 160, 3))
        for _ in range(60):
            picture = np.clip(picture + walk.integers(-9, 10, picture.shape), 0, 255)
            yield picture.astype(np.uint8)

    for name in ("one.mp4", "two.mp4"):
        film(tmp_path / name, noisy(), size=(160, 128), audio=sound(2.5))
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_pictures_may_lie_in_memory_in_any_order(tmp_path: Path) -> None:
    upright = [picture.copy() for picture in swell(24)]
    film(tmp_path / "copied.mp4", iter(upright))
    film(tmp_path / "turned.mp4", (np.ascontiguousarray(picture[::-1, ::-1])[::-1, ::-1] for picture in upright))
    assert (tmp_path / "copied.mp4").read_bytes() == (tmp_path / "turned.mp4").read_bytes()


def test_carries_the_description(tmp_path: Path) -> None:
    film(tmp_path / "film.mp4", description="Made with someone (Apache-2.0)")
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert container.metadata["description"] == "Made with someone (Apache-2.0)"


def test_carries_the_comment(tmp_path: Path) -> None:
    recipe = '{\n  "seed": 7,\n  "name": "größer"\n}\n' + " " * 5000 + "end"
    film(tmp_path / "film.mp4", comment=recipe)
    assert probe(tmp_path / "film.mp4").comment == recipe


@pytest.mark.parametrize("crf", [1, 18, 51])
def test_every_quality_is_a_profile_that_plays_everywhere(tmp_path: Path, crf: int) -> None:
    film(tmp_path / "film.mp4", crf=crf)
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert container.streams.video[0].profile == "High"


def test_index_comes_first(tmp_path: Path) -> None:
    film(tmp_path / "film.mp4")
    data = (tmp_path / "film.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_sound_and_picture_lie_interleaved(tmp_path: Path) -> None:
    film(tmp_path / "film.mp4", swell(240), audio=sound(10.0))
    with av.open(str(tmp_path / "film.mp4")) as container:
        packets = [(p.stream.type, float(p.pts * p.time_base)) for p in container.demux() if p.pts is not None]
    reached = {"video": 0.0, "audio": 0.0}
    for kind, time in packets:
        reached[kind] = max(reached[kind], time)
        assert abs(reached["video"] - reached["audio"]) < 1.5


def test_pictures_are_asked_for_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the encoder held back, only a handful of pictures is painted ahead."""
    painted, gate, ahead = 0, threading.Event(), []
    original = encoder._Segment.add

    def slow_add(self: Any, index: int, frame: av.VideoFrame) -> None:
        if index == 0:
            gate.wait(0.5)
            ahead.append(painted)
        original(self, index, frame)

    def frames() -> Iterator[Image]:
        nonlocal painted
        for image in swell(60):
            painted += 1
            yield image

    monkeypatch.setattr(encoder._Segment, "add", slow_add)
    assert film(tmp_path / "film.mp4", frames(), audio=sound(2.5)) == 60
    assert 1 < ahead[0] <= encoder.AHEAD + 2


def names_in(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


def failing_after(count: int) -> Iterator[Image]:
    yield from swell(count)
    raise ZeroDivisionError("the painter fell off the ladder")


@pytest.mark.parametrize("count", [0, 1, 30])
def test_the_painters_error_comes_through_and_leaves_nothing(tmp_path: Path, count: int) -> None:
    threads = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        film(tmp_path / "film.mp4", failing_after(count))
    assert names_in(tmp_path) == []
    assert threading.active_count() == threads


@pytest.mark.parametrize("bad", [0, 3, 29])
def test_the_encoders_error_comes_through_and_leaves_nothing(tmp_path: Path, bad: int) -> None:
    threads = threading.active_count()
    frames = (np.zeros((32, 32, 3), np.uint8) if i == bad else image for i, image in enumerate(swell(30)))
    with pytest.raises(RenderError, match=f"frame {bad} is 32x32, the video 96x64"):
        film(tmp_path / "film.mp4", frames)
    assert names_in(tmp_path) == []
    assert threading.active_count() == threads


def test_failure_keeps_the_older_film(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_text("the older film")
    with pytest.raises(ZeroDivisionError):
        film(tmp_path / "film.mp4", failing_after(3))
    assert (tmp_path / "film.mp4").read_text() == "the older film"


def test_two_films_at_once_do_not_meet(tmp_path: Path) -> None:
    path, counts = tmp_path / "film.mp4", []

    def frames() -> Iterator[Image]:
        for i, image in enumerate(swell(30)):
            if i == 10:
                counts.append(film(path, swell(12)))
            yield image

    counts.append(film(path, frames()))
    assert counts == [12, 30]
    assert probe(path).frames == 30
    assert names_in(tmp_path) == ["film.mp4"]


def test_a_film_that_appeared_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    def frames() -> Iterator[Image]:
        yield from swell(10)
        film(tmp_path / "film.mp4", swell(12))

    with pytest.raises(RenderError, match=r"has appeared meanwhile; .* kept as .*film-2\.mp4"):
        film(tmp_path / "film.mp4", frames(), overwrite=False)
    assert [probe(tmp_path / name).frames for name in ("film.mp4", "film-2.mp4")] == [12, 10]


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file may grow beyond 64 kB."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**16, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("small_disk")
def test_a_disk_that_fills_up_is_one_clear_line(tmp_path: Path) -> None:
    noise = np.random.default_rng(0)
    frames = (noise.integers(0, 255, (64, 96, 3), np.uint8) for _ in range(200))
    with pytest.raises(RenderError, match=r"^writing .*/film\.mp4 failed: File too large; free some space") as caught:
        film(tmp_path / "film.mp4", frames)
    assert "\n" not in str(caught.value)
    assert names_in(tmp_path) == []


def test_makes_the_folder_and_survives_a_colon(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "a:b %d.mp4"
    film(path)
    assert probe(path).frames == 24


def test_unwritable_places_are_told_before_the_painting_begins(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "film.mp4", tmp_path, tmp_path / f"{'x' * 300}.mp4"):
        with pytest.raises(UserError, match=r"is a folder|cannot"):
            film(path, failing_after(0))


def test_other_bad_requests(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="95x64"):
        film(tmp_path / "film.mp4", size=(95, 64))
    with pytest.raises(RenderError, match="no frames"):
        film(tmp_path / "film.mp4", iter([]))
    with pytest.raises(UserError, match="9 channels"):
        film(tmp_path / "film.mp4", audio=sound(1.0, channels=9))
    assert names_in(tmp_path) == []
