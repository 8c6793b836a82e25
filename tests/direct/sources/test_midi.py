import contextlib
import json

import mido
import numpy as np
import pytest

from clavilux import plugins
from clavilux.direct.sources.midi import MidiSource
from clavilux.errors import UnreadableMedia, UserError


@pytest.fixture
def song(tmp_path):
    """A kick at 0.5 and 1.5 s, then, at half the tempo, a snare at 2.5 s; a piano on a track of its own at 1 s."""
    drums = [
        mido.MetaMessage("set_tempo", tempo=500_000),
        mido.Message("note_on", channel=9, note=36, velocity=127, time=480),
        mido.Message("note_off", channel=9, note=36, time=240),
        mido.Message("note_on", channel=9, note=36, velocity=64, time=720),
        mido.Message("note_on", channel=9, note=36, velocity=0, time=0),
        mido.MetaMessage("set_tempo", tempo=1_000_000),
        mido.Message("note_on", channel=9, note=38, velocity=127, time=480),
    ]
    piano = [mido.Message("note_on", channel=0, note=60, velocity=100, time=960)]
    file = mido.MidiFile(ticks_per_beat=480)
    file.tracks += [mido.MidiTrack(drums), mido.MidiTrack(piano)]
    file.save(tmp_path / "song.mid")
    return str(tmp_path / "song.mid")


@pytest.mark.parametrize(
    ("wanted", "times", "heights"),
    [
        ({}, [0.5, 1, 1.5, 2.5], [127, 100, 64, 127]),
        ({"notes": [36]}, [0.5, 1.5], [127, 64]),
        ({"notes": [38, 60]}, [1, 2.5], [100, 127]),
        ({"channel": 1}, [1], [100]),
    ],
)
def test_notes_are_rises_at_their_time_as_high_as_they_are_struck(song, hearing, wanted, times, heights):
    source = MidiSource(file=song, decay=0.01, **wanted)
    assert [hit for hit, _ in source.read().hits] == pytest.approx(times)
    assert source.curve(hearing(), [])(np.array(times)) == pytest.approx(np.array(heights) / 127)


def test_it_begins_where_the_song_begins(song, hearing):
    made = MidiSource(file=song, channel=1, decay=0.01).curve(hearing(offset=0.75), [])(np.arange(4) / 4)
    assert made == pytest.approx([0, 100 / 127, 0, 0], abs=1e-6)


def test_a_plan_keeps_the_notes_without_their_file(song, hearing, tmp_path):
    source = MidiSource(file=song, attack=0.1)
    before = source.curve(hearing(), [])(np.arange(72) / 24)
    inlined = json.loads(json.dumps(source.inlined()))
    (tmp_path / "song.mid").unlink()
    assert plugins.configured("sources", inlined).curve(hearing(), [])(np.arange(72) / 24) == pytest.approx(before)


def test_if_there_is_no_such_note_those_that_are_there_are_told(song):
    with pytest.raises(UserError, match=r"has no such notes; its notes and channels are: 36 on 10, 38 on 10, 60 on 1"):
        MidiSource(file=song, notes=(36,), channel=1).read()


@pytest.mark.parametrize("keep", [0, 3, 13, 20, 40, 60])
def test_torn_files_are_told(song, tmp_path, keep):
    content = (tmp_path / "song.mid").read_bytes()
    (tmp_path / "torn.mid").write_bytes(content[:keep])
    with pytest.raises(UnreadableMedia, match=r"torn.mid: is no MIDI file that can be read"):
        MidiSource(file=str(tmp_path / "torn.mid")).read()


def test_a_file_whose_tracks_have_no_common_time_is_told(tmp_path):
    file = mido.MidiFile(type=2)
    file.tracks.append(mido.MidiTrack([mido.Message("note_on", note=36, time=0)]))
    file.save(tmp_path / "loops.mid")
    with pytest.raises(UnreadableMedia, match="asynchronous"):
        MidiSource(file=str(tmp_path / "loops.mid")).read()


def test_broken_files_never_end_in_a_traceback(song, tmp_path):
    rng = np.random.default_rng(0)
    content = np.fromfile(song, np.uint8)
    for _ in range(300):
        broken = content.copy()
        broken[rng.integers(0, content.size, 3)] = rng.integers(0, 256, 3)
        broken.tofile(tmp_path / "broken.mid")
        with contextlib.suppress(UserError):
            MidiSource(file=str(tmp_path / "broken.mid")).read()
