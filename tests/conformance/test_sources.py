"""All sources obey the laws."""

import json
from typing import Any

import mido
import pytest

from clavilux import plugins
from clavilux.testing import SourceLaws

PARTS: dict[str, dict[str, Any]] = {
    "deforum": {"schedule": "0:(0), 30:(1), 60:(.5)", "fps": 12},
    "events": {"name": "beats"},
    "hits": {"hits": [[1, 1], [3, 0.5]]},
    "midi": {"file": "song.mid"},
    "parseq": {"file": "parseq.json", "field": "zoom"},
    "points": {"points": [[0, 0], [5, 1]]},
    "pulse": {},
    "shimmer": {},
    "shots": {},
    "signal": {"name": "loudness"},
    "sway": {},
    "swell": {},
    "travel": {},
}
MORE = [
    {"use": "travel", "kind": "linear"},
    {"use": "travel", "kind": "constant"},
    {"use": "travel", "harmonic": 0, "percussive": 0},
    {"use": "pulse", "attack": 0, "decay": 0.01, "offbeat": 1},
    {"use": "events", "name": "downbeats", "strengths": False, "attack": 0},
    {"use": "signal", "name": "treble", "scale": "range", "exponent": 0.3, "smooth": 2},
    {"use": "points", "points": [[1, 1], [2, 0], [2, 1]], "shape": "hold"},
    {"use": "hits", "hits": []},
    {"use": "deforum", "schedule": "7: (-3)", "fps": 1, "low": 0, "high": -3},
]


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    frames = [{"frame": i, "zoom": i / 100} for i in range(100)]
    (tmp_path / "parseq.json").write_text(json.dumps({"options": {"output_fps": 20}, "rendered_frames": frames}))
    song = mido.MidiFile()
    song.tracks.append(mido.MidiTrack([mido.Message("note_on", note=60, velocity=90, time=480)] * 4))
    song.save(tmp_path / "song.mid")


class TestSources(SourceLaws):
    @pytest.fixture(params=[*({"use": name, **part} for name, part in PARTS.items()), *MORE], ids=str)
    def create(self, request):
        return lambda: plugins.configured("sources", request.param)


def test_every_source_is_here():
    assert sorted(PARTS) == plugins.names("sources")
