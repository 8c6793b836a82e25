import mido
import pytest

from clavilux.direct.inline import inlined
from clavilux.errors import UnreadableMedia


def test_a_lane_of_a_file_is_read_into_the_plan(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    song = mido.MidiFile(ticks_per_beat=480)
    song.tracks.append(mido.MidiTrack([mido.Message("note_on", note=36, velocity=127, time=480)]))
    song.save("song.mid")
    lane = inlined({"use": "midi", "file": "song.mid", "decay": 0.5})
    assert lane == {"use": "hits", "hits": [[0.5, 1.0]], "attack": 0.04, "decay": 0.5}


def test_another_lane_stays_as_it_is():
    lane = {"use": "travel", "kind": "linear"}
    assert inlined(lane) is lane


def test_a_missing_file_is_told():
    with pytest.raises(UnreadableMedia, match=r"none.mid: cannot be read \(No such file or directory\)"):
        inlined({"use": "midi", "file": "none.mid"})
