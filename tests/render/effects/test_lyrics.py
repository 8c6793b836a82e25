import json
from typing import Any

import numpy as np
import pytest

from clavilux import plugins
from clavilux.errors import UserError
from frames_by_hand import flat

SIZE = (180, 320)
BLACK = flat(0, *SIZE)
ONE, TWO = {"start": 2, "end": 4, "text": "One by one"}, {"start": 4, "end": 6, "text": "Two by two"}


def lyrics(*lines, **options):
    return plugins.configured("effects", {"use": "lyrics", "lines": list(lines), **options})


def seen(effect, time, frame=BLACK, state=None):
    return effect.apply(frame, {"clock": time}, {} if state is None else state)


def light(effect, time):
    return float(seen(effect, time).mean())


def test_a_line_is_there_when_it_is_sung_and_gone_afterwards():
    line = lyrics(ONE)
    assert light(line, 1.5) == light(line, 4.9) == 0
    assert light(line, 2.0) == light(line, 3.0) == light(line, 4.0) > 0


def test_lines_come_and_go_without_a_jump():
    effect, state = lyrics(ONE, TWO), dict[str, Any]()
    shown = np.array([seen(effect, time, state=state).mean() for time in np.arange(1, 7, 1 / 60)])
    assert np.abs(np.diff(shown)).max() < 0.15 * shown.max()


def test_nothing_is_on_the_first_frame_and_other_frames_are_the_very_same():
    frame = flat(90, *SIZE)
    assert seen(lyrics(ONE | {"start": 0}), 0.0, frame) is frame
    assert seen(lyrics(ONE), 1.0, frame) is frame


def test_the_next_line_takes_the_place_of_the_one_before():
    alone, both = (seen(lyrics(*lines), 5.0) for lines in ((TWO,), (ONE, TWO)))
    np.testing.assert_array_equal(alone, both)


def test_what_two_sing_at_once_stands_one_above_the_other():
    low, high = (seen(lyrics(*lines), 3.0).max(axis=(1, 2)) for lines in ((ONE,), (ONE, ONE | {"text": "Other"})))
    np.testing.assert_array_equal(low[-45:], high[-45:])
    assert high[:-45].max() > 200 > low[:-45].max()


@pytest.mark.parametrize("place", ["top", "middle", "bottom"])
@pytest.mark.parametrize("shape", [(180, 320), (320, 180), (200, 200)])
def test_nothing_is_written_in_the_margins(place, shape):
    lines = (ONE, ONE | {"text": "a line that is long enough to be broken into two rows at this size"})
    for size in (1, 1.6):
        frame = seen(lyrics(*lines, place=place, size=size), 3.0, flat(0, *shape)).max(axis=-1)
        up, left = round(0.05 * shape[0]) - 1, round(0.05 * shape[1]) - 1
        assert frame[up:-up, left:-left].max() == 255
        frame[up:-up, left:-left] = 0
        assert frame.max() == 0


def test_the_veil_stays_between_lines_of_a_verse():
    white = flat(255, *SIZE)
    verse = lyrics(ONE, TWO | {"start": 5})
    assert seen(verse, 4.6, white)[-1].max() < 150
    assert seen(lyrics(ONE, TWO | {"start": 9, "end": 10}), 6.0, white) is white


def test_words_appear_one_by_one():
    words = lyrics({"start": 2, "end": 4, "words": [[2, "One "], [3, "two"]]}, show="words")
    half, whole = seen(words, 2.8).max(axis=(0, 2)), seen(words, 3.0).max(axis=(0, 2))
    assert half[:160].max() == 255
    assert half[170:].max() == 0
    assert whole[170:].max() == 255


def test_what_is_sung_is_coloured():
    words = lyrics({"start": 2, "end": 4, "words": [[2, "One "], [3, "two"]]}, show="karaoke", sung="#ffd000")
    frame = seen(words, 3.0)
    assert frame[:, :150, 2].max() < 20
    assert frame[:, 180:, 2].max() == 255


def test_a_frame_made_alone_is_that_of_the_whole():
    effect, state = lyrics(ONE, TWO, show="karaoke"), dict[str, Any]()
    noise = np.random.default_rng(0).integers(0, 256, (*SIZE, 3), np.uint8)
    for time in np.arange(0, 7, 1 / 8):
        np.testing.assert_array_equal(seen(effect, time, noise, state), seen(effect, time, noise))


def test_lines_of_a_song_are_kept_only_while_they_are_seen():
    effect, state = lyrics(*({"start": n, "end": n + 1, "text": f"Line {n}"} for n in range(50))), dict[str, Any]()
    for time in np.arange(0, 50, 0.25):
        seen(effect, time, state=state)
        assert len(state.get("set", {})) <= 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"start": 2, "end": 1, "text": "No"}, "ends at 1 s, not after its start"),
        ({"start": 1, "end": 2}, "either text or words"),
        ({"start": 1, "end": 2, "text": "No", "words": [[1, "No"]]}, "either text or words"),
        (
            {"start": 1, "end": 2, "words": [[1.5, "so "], [1.2, "far"]]},
            "words that are not in the order of their times",
        ),
    ],
)
def test_lines_that_make_no_sense_are_told(line, told):
    with pytest.raises(UserError, match=told):
        lyrics(line)


@pytest.fixture
def song(tmp_path):
    """Lyrics in a file."""
    path = tmp_path / "song.lrc"
    path.write_text("[00:01.00]One\n[00:05.00]<00:05.00>Two <00:06.00>words\n[00:09.00]Three\n[00:12.00]\n", "utf-8")
    return str(path)


def test_a_file_is_read_into_the_plan_with_the_seconds_of_the_film(song):
    part = plugins.configured("effects", {"use": "lyrics", "file": song, "show": "karaoke"}).placed(4.5, 10.0)
    assert json.loads(json.dumps(part)) == {
        "use": "lyrics",
        "show": "karaoke",
        "lines": [
            {"start": 0.0, "end": 0.5, "text": "One"},
            {"start": 0.5, "end": 4.5, "words": [[0.5, "Two "], [1.5, "words"]]},
            {"start": 4.5, "end": 5.5, "text": "Three"},
        ],
    }
    assert plugins.configured("effects", part).placed(4.5, 10.0) == part


def test_a_part_of_a_song_without_words_is_told(song):
    with pytest.raises(
        UserError, match="none of its lines are sung between second 20 and 30 of the song; choose another"
    ):
        plugins.configured("effects", {"use": "lyrics", "file": song}).placed(20, 30)


def test_what_the_font_cannot_show_is_told_before_any_work():
    with pytest.raises(UserError, match=r"lyrics: the font that ships has no 雨"):
        lyrics(ONE | {"text": "雨"}).prepare()
    lyrics(ONE).prepare()


@pytest.mark.parametrize("line", [{"text": "two\nrows"}, {"words": [[2, "two\t"], [3, "rows"]]}])
def test_a_line_is_one_row(line):
    with pytest.raises(UserError, match=r"lines\[0\].text: has a line break or a tab; write a space"):
        lyrics({"start": 2, "end": 4} | line)
    assert light(lyrics(ONE | {"text": "Encore\u00a0!"}), 3.0) > 0


def test_a_wrong_hash_of_a_font_is_told_with_what_it_may_be():
    with pytest.raises(UserError, match="font_sha256: give the 64 digits that"):
        lyrics(ONE, font_sha256="abc")


def test_without_any_lyrics_it_is_told_where_they_come_from():
    with pytest.raises(UserError, match="there are no lyrics to show; give their file with --lyrics"):
        lyrics().placed(0, 10)
