import json

import numpy as np
import pytest

from clavilux import plugins
from clavilux.direct.sources.parseq import ParseqSource
from clavilux.errors import BadValue, UnknownName, UnreadableMedia, UserError

RENDERED = [{"frame": i, "seed": 55 + i, "angle": 10.0 * i, "deforum_prompt": "a cat"} for i in range(5)]
KEYFRAMES = [
    {"frame": 0, "zoom": 0, "zoom_i": "S", "angle": "", "angle_i": "sin(p=1b, a=45)", "weight": 1, "weight_i": "C"},
    {"frame": 10, "zoom": 1, "zoom_i": "L", "weight": ""},
    {"frame": 15, "zoom": ""},
    {"frame": 20, "zoom": 0},
]


@pytest.fixture
def document(tmp_path):
    """A file of what Parseq 0.1.94 writes, as far as it matters."""

    def write(**given):
        content = {"meta": {"generated_by": "sd_parseq"}, "options": {"output_fps": 10, "bpm": 140}, **given}
        (tmp_path / "parseq.json").write_text(json.dumps(content))
        return str(tmp_path / "parseq.json")

    return write


def test_rendered_frames_are_read(document, hearing):
    source = ParseqSource(file=document(rendered_frames=RENDERED, keyframes=KEYFRAMES), field="angle", high=40)
    times = np.array([0, 0.1, 0.25, 0.4, 9])
    assert source.curve(hearing(), [])(times) == pytest.approx([0, 0.25, 0.625, 1, 1])
    assert source.curve(hearing(offset=0.1), [])(times[:1]) == pytest.approx([0.25])


def test_keyframes_are_held_or_joined_by_lines(document, hearing):
    curve = ParseqSource(file=document(keyframes=KEYFRAMES), field="zoom").curve(hearing(), [])
    assert curve(np.array([0, 0.99, 1, 1.5, 2, 3])) == pytest.approx([0, 0, 1, 0.5, 0, 0])


def test_the_users_rate_counts(document, hearing):
    source = ParseqSource(file=document(rendered_frames=RENDERED), field="angle", high=40, fps=20)
    assert source.curve(hearing(), [])(np.array([0.1])) == pytest.approx([0.5])


def test_a_plan_keeps_the_curve_without_its_file(document, hearing, tmp_path):
    source = ParseqSource(file=document(rendered_frames=RENDERED), field="angle", high=40)
    before = source.curve(hearing(), [])(np.arange(48) / 24)
    inlined = json.loads(json.dumps(source.inlined()))
    (tmp_path / "parseq.json").unlink()
    assert plugins.configured("sources", inlined).curve(hearing(), [])(np.arange(48) / 24) == pytest.approx(before)


@pytest.mark.parametrize(
    ("content", "field", "error", "told"),
    [
        ({"rendered_frames": RENDERED}, "angel", UnknownName, "unknown Parseq field 'angel'. Did you mean 'angle'"),
        ({"rendered_frames": RENDERED}, "deforum_prompt", BadValue, "is 'a cat' in a frame; choose a field of numbers"),
        ({"keyframes": KEYFRAMES}, "weight", BadValue, "has the formula 'C'; use Render in Parseq"),
        ({"keyframes": KEYFRAMES}, "angle", UnknownName, "unknown Parseq field 'angle'"),
        ({}, "angle", UnknownName, "unknown Parseq field 'angle'"),
        ({"rendered_frames": RENDERED, "options": {}}, "angle", UserError, "does not say its frames per second"),
        ({"rendered_frames": RENDERED, "options": {"output_fps": ""}}, "angle", UserError, "give fps"),
        ({"rendered_frames": [{"angle": 0}]}, "angle", BadValue, "frame: is None in a frame"),
        ({"rendered_frames": [{"frame": [0.25] * 9999}]}, "angle", BadValue, "0.25, 0.2 in a frame; choose a field"),
        ({"rendered_frames": 7}, "angle", UnreadableMedia, "is no Parseq document"),
    ],
)
def test_what_cannot_be_read_is_told(document, content, field, error, told):
    with pytest.raises(error) as raised:
        ParseqSource(file=document(**content), field=field, high=40).read()
    assert told in str(raised.value)


def test_files_that_are_none_are_told(tmp_path):
    with pytest.raises(UnreadableMedia, match=r"none.json: cannot be read"):
        ParseqSource(file=str(tmp_path / "none.json"), field="angle").read()
    (tmp_path / "torn.json").write_bytes(b'{"rendered_frames": [\xff')
    with pytest.raises(UnreadableMedia, match=r"torn.json: is no Parseq document"):
        ParseqSource(file=str(tmp_path / "torn.json"), field="angle").read()
