"""What the work goes on in spite of is printed: one line, once, and the exit code is 0."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PIL import Image

import clavilux as package
import tiny_models
from clavilux.media.encode import encode
from clavilux.values import Audio
from command import clavilux

PACKAGE = Path(package.__file__).parent
RATE = 22050


PATCHED = pytest.MonkeyPatch()
"""For what a case changes; undone after it."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    tiny_models.write_little(monkeypatch)
    yield
    PATCHED.undo()


def song(folder: Path, *, seconds: float = 3.0, loud: float = 0.5, bpm: float = 120, cut: float = 1.0) -> Path:
    """Bursts of noise in a flac, of which a share is kept."""
    time = np.arange(round(seconds * RATE)) / RATE
    noise = np.random.default_rng(0).uniform(-loud, loud, len(time))
    soundfile.write(folder / "song.flac", noise * np.exp(-20 * (time % (60 / bpm))), RATE)
    content = (folder / "song.flac").read_bytes()
    (folder / "song.flac").write_bytes(content[: round(cut * len(content))])
    return folder / "song.flac"


def picture(folder: Path, **saved: Any) -> Path:
    Image.new("RGB", (64, 64), (190, 190, 190)).save(folder / "picture.png", **saved)
    return folder / "picture.png"


def half_a_video(folder: Path) -> Path:
    noise = np.random.default_rng(0).integers(0, 255, (48, 48, 64, 3)).astype(np.uint8)
    silence = Audio(samples=np.zeros((1, 2 * RATE), np.float32), rate=RATE)
    encode(iter(noise), folder / "film.mp4", fps=Fraction(24), size=(64, 48), audio=silence, crf=18)
    content = (folder / "film.mp4").read_bytes()
    (folder / "film.mp4").write_bytes(content[: len(content) // 2])
    return folder / "film.mp4"


def model(folder: Path) -> str:
    """As far as its card and its defaults go."""
    pytest.importorskip("diffusers")
    (folder / "model_index.json").write_text('{"_class_name": "StableDiffusionPipeline"}')
    (folder / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n")
    return f"diffusers:{folder}"


def crowded(folder: Path) -> tuple[str, ...]:
    """A model that does not fit on its device as a whole."""
    torch, diffusers = pytest.importorskip("torch"), pytest.importorskip("diffusers")
    import tiny_painters

    def full(*_: object, **__: object) -> None:
        PATCHED.undo()
        raise torch.OutOfMemoryError

    model = tiny_painters.saved("Stable Diffusion", folder)
    PATCHED.setattr(diffusers.StableDiffusionImg2ImgPipeline, "to", full)
    few = ("--steps", "1", "--device", "cpu", "--duration", "1", "--fps", "4")
    return ("--painter", f"diffusers:{model}", "--size", "64", *few, "-q", "-o", str(folder / "out.mp4"))


def lp_music_caps(folder: Path) -> str:
    pytest.importorskip("transformers")
    return f"lp-music-caps:{tiny_models.lp_music_caps(folder)}"


def text(folder: Path, name: str, content: str) -> Path:
    (folder / name).write_text(content)
    return folder / name


def render(folder: Path, song: Path, *words: object) -> tuple[object, ...]:
    quick = ("--painter", "fake", "--size", 64, "--genre", "techno", "-q", "-o", folder / "out.mp4")
    return ("render", song, *words, *quick)


def late_beats(folder: Path) -> Path:
    return text(folder, "late.beats", "60.0 1\n60.5 2\n")


def longer_plan(folder: Path) -> Path:
    """Whose last shot ends behind the song."""
    quick = ("--painter", "fake", "--size", 64, "--genre", "techno", "-o", folder / "plan.json")
    done = clavilux("plan", song(folder), picture(folder), *quick)
    assert done.returncode == 0, done.stderr
    plan = json.loads((folder / "plan.json").read_text())
    plan["shots"][-1]["end"] += 1
    return text(folder, "plan.json", json.dumps(plan))


def locked_plan(folder: Path) -> tuple[object, ...]:
    """The plan of a film again, over one in which a keyframe is locked that it does not have."""
    quick = ("--painter", "fake", "--size", 64, "--genre", "techno", "-q", "-o", folder / "plan.json")
    command = ("plan", song(folder), picture(folder), *quick, "--overwrite")
    done = clavilux(*command)
    assert done.returncode == 0, done.stderr
    plan = json.loads((folder / "plan.json").read_text())
    plan["keyframes"]["chorus"] = {"picture": "picture", "lock": {"painter": {"use": "fake"}}}
    text(folder, "plan.json", json.dumps(plan))
    return command


def project(folder: Path, *, damaged: bool = False, edited: bool = False) -> tuple[object, ...]:
    """A render into a project that holds the film already, and something is the matter with it."""
    command = (*render(folder, song(folder), picture(folder)), "--project", folder / "kept", "--overwrite")
    done = clavilux(*command)
    assert done.returncode == 0, done.stderr
    if damaged:
        (shot, *_) = folder.glob("kept/shots/*.mp4")
        shot.write_bytes(shot.read_bytes()[:-1])
    if edited:
        plan = json.loads((folder / "kept/plan.json").read_text()) | {"seed": 99}
        text(folder, "kept/plan.json", json.dumps(plan))
    return command


def begun(folder: Path) -> tuple[object, ...]:
    """A render of two films that was stopped after one."""
    (folder / "out-reels-draft.mp4").write_bytes(b"a film")
    (folder / "out-reels-draft.clavilux").mkdir()
    words = ("--for", "reels,tiktok", "--draft", "--painter", "fake", "--genre", "techno", "-q")
    return ("render", song(folder, seconds=3), picture(folder), *words, "-o", folder / "out.mp4")


Command = Callable[[Path], tuple[object, ...]]
LATE = "1\n00:01:00,000 --> 00:02:00,000\nLate.\n"
FLASHY = ("safe=false", "flash=0.3", "decay=0.05", "offbeat=1")
DEFORUM = (f"--set=lanes.drawn.{key}" for key in ("use=deforum", "fps=24", "schedule=0:(0), 9:(2)"))
DRAWN = (*DEFORUM, "--set=effects.flash.amount.lane=drawn")
CASES: list[tuple[str, str, Command]] = [
    (
        "structs/checked.py",
        "written by a newer Clavilux",
        lambda at: render(at, song(at), picture(at), "--recipe", text(at, "newer.json", '{"version": 99, "new": 1}')),
    ),
    ("media/video.py", "damaged from about second", lambda at: ("score", half_a_video(at), "--song", song(at))),
    (
        "imagine/painters/memory.py",
        "its networks take turns there, which is slower",
        lambda at: ("render", song(at), picture(at), *crowded(at)),
    ),
    ("hub.py", "cc-by-nc-4.0, for non-commercial use only", lambda at: ("painters", model(at))),
    (
        "direct/loops.py",
        "no sure beat is heard, so the loop is cut by the clock, after 2 s",
        lambda at: render(at, song(at, bpm=20), picture(at), "--loop", "--duration", "2"),
    ),
    ("direct/director.py", "only 1 of 3 pictures is shown", lambda at: render(at, song(at), *[picture(at)] * 3)),
    ("media/pictures.py", "colour profile", lambda at: render(at, song(at), picture(at, icc_profile=b"none"))),
    (
        "listen/captioners/file.py",
        "none of its captions lie in what is heard",
        lambda at: ("listen", song(at), "--captioner", f"file:{text(at, 'late.srt', LATE)}"),
    ),
    (
        "listen/captioners/lp_music_caps.py",
        "non-commercial",
        lambda at: ("listen", song(at), "--captioner", lp_music_caps(at)),
    ),
    (
        "direct/sources/points.py",
        "what is beyond low=0 and high=1 is clipped",
        lambda at: render(at, song(at), picture(at), *DRAWN),
    ),
    ("pipeline.py", "it ends in silence", lambda at: ("render", longer_plan(at), "-q", "-o", at / "out.mp4")),
    ("media/keyed.py", "is damaged; it is made anew", lambda at: project(at, damaged=True)),
    ("plan/locks.py", "keyframe 'chorus' is locked, but the new plan has none of that name", locked_plan),
    ("project.py", "plan.json is another film; it is kept as plan-1.json", lambda at: project(at, edited=True)),
    ("shelving.py", "is there already, and stays as it is", begun),
    ("media/decode.py", "damaged or cut off at second", lambda at: ("listen", song(at, cut=0.6))),
    ("media/decode.py", "damaged or cut off at second", lambda at: render(at, song(at, cut=0.6), picture(at))),
    ("listen/hear.py", "the song is silent", lambda at: ("listen", song(at, loud=0))),
    ("listen/hear.py", "the song is silent", lambda at: render(at, song(at, loud=0), picture(at))),
    ("listen/beats.py", "0 of the 2 beats that are given", lambda at: ("listen", song(at), "--beats", late_beats(at))),
    ("listen/hear.py", "the song is only 0.50 s long", lambda at: render(at, song(at, seconds=0.5), picture(at))),
    (
        "render/flashes.py",
        "photosensitive",
        lambda at: render(at, song(at, bpm=300), picture(at), *(f"--set=move.{key}" for key in FLASHY)),
    ),
]


@pytest.mark.parametrize(("told", "command"), [pytest.param(told, c, id=f"{at}: {told}") for at, told, c in CASES])
def test_a_warning_is_printed_once(tmp_path: Path, told: str, command: Command) -> None:
    done = clavilux(*command(tmp_path))
    assert done.returncode == 0, done.stderr
    (line,) = re.findall(r"^clavilux: warning: .*", done.stderr, re.M)
    assert told in line


def who_warns() -> Iterator[str]:
    """The files that call `clavilux.errors.warn`."""
    for path in PACKAGE.rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        if any(isinstance(call.func, ast.Name) and call.func.id == "warn" for call in calls):
            yield path.relative_to(PACKAGE).as_posix()


def test_every_file_that_warns_has_a_case() -> None:
    assert {at for at, _, _ in CASES} == set(who_warns())


@pytest.mark.parametrize("action", ["ignore", "error"])
def test_what_python_does_with_warnings_is_no_matter(tmp_path: Path, action: str) -> None:
    command = [sys.executable, "-W", action, "-m", "clavilux", "listen", str(song(tmp_path, loud=0))]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "clavilux: warning: the song is silent" in done.stderr
