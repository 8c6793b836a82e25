"""Every kind of file that Clavilux is given, a good one of each, and what is done with it."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import av
import numpy as np
import soundfile
from mido import Message, MidiFile, MidiTrack
from PIL import Image as Pillow

from clavilux.cli.recipes import check_plan_trust, find_recipe
from clavilux.direct import director
from clavilux.direct.sources.midi import MidiSource
from clavilux.direct.sources.parseq import ParseqSource
from clavilux.direct.timeline import timeline
from clavilux.errors import UserError
from clavilux.listen import store
from clavilux.listen.beat_files import read_beats
from clavilux.listen.captioners.file import FileCaptioner
from clavilux.media import png, video
from clavilux.media.decode import decode
from clavilux.media.files import content_hash, write_plan
from clavilux.media.join import join
from clavilux.media.lyrics import read_lyrics
from clavilux.media.pictures import load, load_mask
from clavilux.media.segments import write_segment
from clavilux.media.tags import tags
from clavilux.plan import FileRef, Plan
from clavilux.preparation import check_parts
from clavilux.project import key_of, opened
from clavilux.recipe import Recipe
from clavilux.values import Events, Hearing, Image, Section, Signal

__all__ = ["DOORS", "good"]

RATE, SECONDS, FPS = 11025, 4.0, Fraction(12)
SIZE = (64, 64)
FRAMES = 50
"""Of a video, at most, that are read."""
LONG = 100_000
"""Frames of a film that is laid out, at most."""
CUES = "1\n00:00:00,100 --> 00:00:00,600\nOne <i>two</i>\n\n2\n00:00:00,700 --> 00:00:01,200\nthree ♪\n"
LYRICS = {
    "words.srt": CUES,
    "words.vtt": "WEBVTT\n\nNOTE of nobody\n\n00:00.100 --> 00:00.600\nOne <00:00:00.300>two\n\n"
    "00:00.700 --> 00:01.200\nthree\n",
    "words.lrc": "[ti:A song]\n[offset:100]\n[00:00.20]One <00:00.40>two\n[00:00.80][00:01.10]three\n",
    "words.ass": "[Script Info]\nTitle: A song\n\n[Events]\nFormat: Layer, Start, End, Style, Text\n"
    "Dialogue: 0,0:00:00.10,0:00:00.60,Default,{\\k20}One {\\k30}two\n"
    "Dialogue: 0,0:00:00.70,0:00:01.20,Default,three\n",
}
TEXTS = {
    "told.beats": "0.1\t1\n0.5\t2\n0.9\t3\n1.3\t4\n",
    "told.csv": "time,label\n0.1,1\n0.5,2\n0.9,3\n",
    "told.txt": "0.1\t0.1\t1\n0.5\t0.5\t2\n0.9\t0.9\t3\n",
    "told.json": '{"beats": [0.1, 0.5, 0.9, 1.3], "downbeats": [0.1], "offset": 0.0}',
    "captions.json": '{"sections": [{"start": 0, "end": 0.7, "caption": "a calm piano"}], "offset": 0}',
    "parseq.json": '{"options": {"output_fps": 24}, "keyframes": [{"frame": 0, "zoom": 0, "zoom_i": "L"}, '
    '{"frame": 20, "zoom": 1}], "rendered_frames": [{"frame": 0, "zoom": 0.1}, {"frame": 24, "zoom": 0.9}]}',
    "recipe.json": '{"version": 2, "seed": 3, "imagine": {"painter": "fake", "strength": 0.4, "prompt": "a wood"}, '
    '"listen": {"start": 0, "duration": 4, "sections": "fixed"}, "film": {"width": 64, "height": 64, "fps": "12"}, '
    '"effects": {"camera": {"zoom": {"lane": "kick", "amount": 0.1}}, "title": {"text": "A song"}}, '
    '"lanes": {"kick": {"use": "pulse"}, "drawn": {"use": "points", "points": [[0, 0], [1, 1]]}, '
    '"told": {"use": "deforum", "schedule": "0:(0), 12:(1)", "fps": 12}}}',
}
SONGS = {
    "song.mp3": "libmp3lame", "song.ogg": "vorbis", "song.flac": "flac", "song.wav": "pcm_s16le", "song.m4a": "aac",
    "song.opus": "libopus",
}  # fmt: skip
PICTURES = ("art.jpg", "art.png", "art.webp", "art.gif", "art.tiff", "art.bmp", "art.avif", "art.heic", "moving.webp")
VIDEOS = ("film.mp4", "film.webm", "film.mkv")


def good(name: str, folder: Path) -> Path:
    """Make a good file of some name."""
    path = folder / name
    if name in SONGS:
        _song(path, SONGS[name])
    elif name in PICTURES:
        _picture(path)
    elif name in VIDEOS:
        _video(path)
    elif name == "segment.mp4":
        write_segment(_frames(), path, name=path, fps=FPS, size=SIZE, crf=30)
    elif name == "plan.json":
        write_plan(_plan(Recipe.from_json(TEXTS["recipe.json"])), path)
    elif name == "heard.npz":
        store.save(_heard(), path)
    elif name == "notes.mid":
        _notes(path)
    else:
        path.write_text((LYRICS | TEXTS)[name], encoding="utf-8")
    return path


def _hear(path: Path) -> None:
    """As the song of a film."""
    song = decode(path)
    for _ in song.blocks():
        pass
    film = path.parent / "made.mp4"
    segment = path.parents[1] / "segment.mp4"
    join([segment], film, fps=FPS, audio=song, texts=tags(path), cover=path, overwrite=True)


def _see(path: Path) -> None:
    """As the artwork."""
    assert load(path, 128).ndim == 3
    if path.suffix == ".png":
        load_mask(path, 128)
        png.read_texts(path)


def _sing(path: Path) -> None:
    """As the lyrics; subtitles as captions too."""
    read_lyrics(path)
    if path.suffix == ".srt":
        FileCaptioner(str(path))


def _film(path: Path) -> None:
    """As a plan, up to its frames."""
    plan = Plan.from_file(path)
    check_plan_trust(plan, path, trust=False)
    check_parts(plan)
    if plan.duration * plan.rate < LONG:
        timeline(plan, _heard())
    write_plan(plan, path.parent / "again.json", overwrite=True)


def _wish(path: Path) -> None:
    """As a recipe, up to the plan."""
    recipe = find_recipe(str(path))
    plan = _plan(recipe)
    check_parts(plan)
    timeline(plan, _heard())


def _watch(path: Path) -> None:
    """As a video that is judged, or whose recipe is wanted."""
    video.probe(path)
    for _ in islice(video.read(path, size=(32, 32)), FRAMES):
        pass


def _remember(path: Path) -> None:
    """As what a project has heard."""
    heard = store.load(path)
    timeline(_plan(Recipe.from_json(TEXTS["recipe.json"])), heard)


def _resume(path: Path) -> None:
    """As what a project keeps, under the name that fits: somebody may have made it so."""
    key, folder = key_of("a"), path.parent / "project"
    with opened(folder, keep=True) as project:
        kept = folder / "shots" / f"s1-{key[:16]}-{content_hash(path)[:16]}.mp4"
        kept.parent.mkdir(exist_ok=True)
        path.replace(kept)
        try:
            found = project.segment(key)
            assert found == kept
            join([found, found], path.parent / "made.mp4", fps=FPS, audio=None, texts={}, cover=None, overwrite=True)
        finally:
            kept.unlink()


def _follow(path: Path) -> None:
    """As the source of a lane."""
    source: Any = MidiSource(file=str(path)) if path.suffix == ".mid" else ParseqSource(file=str(path), field="zoom")
    source.curve(_heard(), [(0.0, SECONDS)])(np.linspace(0, SECONDS, 20))


def _count(path: Path) -> None:
    """As the beats of a song."""
    read_beats(path)


def _say(path: Path) -> None:
    """As captions."""
    FileCaptioner(str(path))


DOORS: dict[str, Callable[[Path], None]] = {
    **dict.fromkeys(SONGS, _hear),
    **dict.fromkeys(PICTURES, _see),
    **dict.fromkeys(LYRICS, _sing),
    **dict.fromkeys(VIDEOS, _watch),
    **dict.fromkeys(("told.beats", "told.csv", "told.txt", "told.json"), _count),
    "plan.json": _film,
    "recipe.json": _wish,
    "captions.json": _say,
    "parseq.json": _follow,
    "notes.mid": _follow,
    "heard.npz": _remember,
    "segment.mp4": _resume,
}
"""What is done with a file of some name."""


def _wave() -> Any:
    """Two channels of a tone that swells, float32 [2, n]."""
    times = np.arange(round(RATE * SECONDS)) / RATE
    tone = 0.3 * times * np.sin(880 * np.pi * times)
    return np.stack([tone, tone[::-1]]).astype(np.float32)


def _song(path: Path, encoder: str) -> None:
    if encoder.startswith("pcm"):
        with wave.open(str(path), "wb") as file:
            file.setparams((2, 2, RATE, 0, "NONE", ""))
            file.writeframes((_wave().T * 32767).astype("<i2").tobytes())
        return
    if encoder == "vorbis":
        soundfile.write(path, _wave().T, RATE, format="OGG", subtype="VORBIS")
        return
    rate = 48000 if encoder == "libopus" else RATE
    with av.open(str(path), "w", format="mp4" if path.suffix == ".m4a" else None) as container:
        container.metadata.update(title="A song", artist="Nobody")
        track: Any = container.add_stream(encoder, rate=rate, layout="stereo")
        frame = av.AudioFrame.from_ndarray(_wave(), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = RATE, 0
        for part in av.AudioResampler(format=track.codec_context.format, layout="stereo", rate=rate).resample(frame):
            container.mux(track.encode(part))
        container.mux(track.encode(None))


def _picture(path: Path) -> None:
    art = Pillow.fromarray(_scene(0))
    match path.name:
        case "art.heic":
            from pillow_heif import from_pillow

            from_pillow(art).save(path)
        case "art.jpg":
            exif = Pillow.Exif()
            exif[0x0112] = 6
            art.save(path, exif=exif, icc_profile=_profile(), comment="of nobody")
        case "art.gif" | "moving.webp":
            art.save(path, save_all=True, append_images=[Pillow.fromarray(_scene(1))])
        case "art.png":
            art.convert("RGBA").save(path, icc_profile=_profile())
        case "art.tiff":
            art.save(path, compression="tiff_lzw")
        case _:
            art.save(path)


def _profile() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _scene(number: int) -> Image:
    """Shapes in colours."""
    y, x = np.mgrid[:96, :128]
    return np.stack([2 * x, 2 * y, (x * y // 8 + 40 * number) % 256], -1).astype(np.uint8)


def _frames() -> Iterator[Image]:
    return (_scene(number)[:64, :64] for number in range(round(SECONDS * FPS)))


def _video(path: Path) -> None:
    with av.open(str(path), "w") as container:
        container.metadata["comment"] = Recipe().to_json()
        stream: Any = container.add_stream("libvpx" if path.suffix == ".webm" else "libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for picture in _frames():
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))


def _notes(path: Path) -> None:
    file, track = MidiFile(), MidiTrack()
    file.tracks.append(track)
    for note in (36, 38, 42):
        track.append(Message("note_on", note=note, velocity=90, channel=9, time=200))
        track.append(Message("note_off", note=note, channel=9, time=100))
    file.save(path)


def _heard() -> Hearing:
    """What is heard in such a song, nearly."""
    curve = np.abs(np.sin(np.arange(round(100 * SECONDS)) / 9))
    named = ("harmonic", "percussive", "treble", "loudness", "bass", "kick", "snare", "hats", "melody", "voice")
    beats = np.array([0.1, 0.5, 0.9, 1.3])
    return Hearing(
        duration=SECONDS,
        tempo=150.0,
        signals=MappingProxyType({name: Signal(rate=100.0, values=curve) for name in named}),
        events=MappingProxyType(
            {name: Events(times=beats, strengths=np.ones(4)) for name in ("beats", "downbeats", "onsets")}
        ),
        sections=(Section(start=0.0, end=SECONDS),),
    )


def _plan(recipe: Recipe) -> Plan:
    nothing = FileRef(path="nothing", sha256="0" * 64)
    if recipe.film.loop:
        raise UserError("a loop is planned with a song; leave it out")
    return director.plan(_heard(), recipe, song=nothing, pictures={"art": nothing})
