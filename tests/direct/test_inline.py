import mido
import pytest

from clavilux.direct.inline import inlined, placed
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


def test_effects_are_of_the_part_of_the_song_that_the_film_shows(tmp_path):
    (tmp_path / "song.srt").write_text("1\n00:00:12,000 --> 00:00:14,000\nHello\n")
    others = ({"use": "flash", "amount": 0.1}, {"use": "credits", "text": "Ann", "start": 3.5})
    effects = placed([*others, {"use": "lyrics", "file": str(tmp_path / "song.srt")}], 10, 20)
    assert effects == (*others, {"use": "lyrics", "lines": [{"start": 2.0, "end": 4.0, "text": "Hello"}]})
