import pytest
from hypothesis import given
from hypothesis import strategies as st

from clavilux.errors import UnreadableMedia, UserError
from clavilux.media.lyrics import SUFFIXES, read_lyrics

FORMAT = "[Events]\nFormat: Layer, Start, End, Style, Text\n"


@pytest.fixture
def read(tmp_path):
    """Lyrics of a file with some content: start, end and pieces of every line."""

    def read(name, content):
        (tmp_path / name).write_text(content, encoding="utf-8")
        return [cue[:3] for cue in read_lyrics(tmp_path / name)]

    return read


def test_a_line_ends_where_the_next_one_begins_or_at_an_empty_one(read):
    lines = read("song.lrc", "[ti:A song]\n\n[00:12.00]One\n[00:15.5]Two\n[00:17.00]\n[01:40.125]Three\n")
    assert lines == [
        (12.0, 15.5, ((12.0, "One"),)),
        (15.5, 17.0, ((15.5, "Two"),)),
        (100.125, 108.125, ((100.125, "Three"),)),
    ]


def test_words_have_times_of_their_own(read):
    (line,) = read("song.lrc", "[00:12.00]<00:12.00>Hel<00:12.50>lo <00:13.00>you<00:14.00>")
    assert line == (12.0, 14.0, ((12.0, "Hel"), (12.5, "lo "), (13.0, "you")))


def test_a_line_that_comes_back_has_its_words_at_the_same_distances(read):
    once, again = read("song.lrc", "[00:12.00][01:12.00]<00:12.00>Oh <00:12.50>yes<00:13.00>")
    assert once == (12.0, 13.0, ((12.0, "Oh "), (12.5, "yes")))
    assert again == (72.0, 73.0, ((72.0, "Oh "), (72.5, "yes")))


def test_an_offset_has_all_sung_earlier(read):
    assert read("song.lrc", "[offset:500]\n[00:12.00]One\n[00:13.00]") == [(11.5, 12.5, ((11.5, "One"),))]


def test_subtitles_lose_their_markup_and_notes(read):
    lines = read(
        "a.srt", "\ufeff1\n00:00:01,000 --> 00:00:02,500\n<i>Good</i>\n♪ morning ♪\n\n2\n00:00:04 --> 00:00:05\n♪\n"
    )
    assert lines == [(1.0, 2.5, ((1.0, "Good morning"),))]


def test_subtitles_of_the_web(read):
    text = (
        "WEBVTT - a\nKind: captions\n\nNOTE to\nall\n\nSTYLE\n::cue {}\n\nintro\n00:01.000 --> 00:02.000 align:start\n"
    )
    assert read("a.vtt", text + "<v Ann>Tea &amp; <00:00:01.500><c>milk</c>\n") == [
        (1.0, 2.0, ((1.0, "Tea & "), (1.5, "milk")))
    ]


def test_karaoke_of_aegisub(read):
    text = "[Script Info]\nTitle: x\n" + FORMAT + "Comment: 0,0:00:01.00,0:00:02.00,D,no\n"
    text += "Dialogue: 0,0:00:01.00,0:00:02.00,D,{\\k20}hel{\\kf30\\b1}lo,\\N{\\k10}you\n"
    text += "Dialogue: 0,0:00:01.00,0:00:02.00,D,{\\p1}m 0 0 l 9 9{\\p0}\n"
    assert read("a.ass", text) == [(1.0, 2.0, ((1.0, "hel"), (1.2, "lo, "), (1.5, "you")))]


def test_what_only_changes_the_look_parts_no_line(read):
    text = FORMAT + "Dialogue: 0,0:00:01.00,0:00:02.00,D,{\\b1}Bold{\\b0} and {\\i1}slanted\n"
    assert read("a.ass", text) == [(1.0, 2.0, ((1.0, "Bold and slanted"),))]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.lrc", "[00:01.00]Yes\nNo time\n", "line 2: expected a time before the words"),
        ("a.lrc", "[offset:soon]\n[00:01.00]Yes\n", "line 1: expected milliseconds"),
        ("a.lrc", "[00:01.00]<00:02.00>a <00:01.50>b\n", "line 1: has words that are not in the order of their times"),
        ("a.srt", "1\n00:00:01,000 -> 00:00:02,000\nBad\n", "line 2: expected times such as"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,00x\nBad\n", "line 2: expected times such as"),
        ("a.srt", "1\n00:00:02,000 --> 00:00:01,000\nBad\n", "line 2: ends at 1 s, not after its start"),
        ("a.vtt", "00:01.000 --> 00:02.000\nBad\n", "line 1: expected WEBVTT"),
        ("a.vtt", "WEBVTT\n\nname\nno times\n", "line 4: expected times such as"),
        ("a.ass", FORMAT + "Dialogue: 0,0:00:xx.00,0:00:02.00,D,Bad\n", "line 3: expected times such as 0:01:02.50"),
        (
            "a.ass",
            FORMAT + "Dialog: 0,0:00:01.00,0:00:02.00,D,Bad\n",
            "line 3: expected Format:, Dialogue: or Comment:",
        ),
        ("a.ass", "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,Bad\n", "line 2: no Format: line before it"),
        ("a.srt", "\n", "contains no words"),
        ("song.lrc", "[00:01.00]One\n[00:02.00]" + "la " * 400, "line 2: has more than 1000 letters"),
        ("a.txt", "Yes\n", r"lyrics are read from \.lrc, \.srt, \.vtt, \.ass files"),
    ],
)
def test_nothing_is_lost_in_silence(read, name, content, told):
    with pytest.raises(UserError, match=told):
        read(name, content)


def test_files_that_cannot_be_read_are_told(tmp_path):
    (tmp_path / "latin.srt").write_bytes("1\n00:00:01,000 --> 00:00:02,000\nfaçade\n".encode("latin-1"))
    with pytest.raises(UserError, match="is not in UTF-8"):
        read_lyrics(tmp_path / "latin.srt")
    with pytest.raises(UnreadableMedia, match="No such file"):
        read_lyrics(tmp_path / "none.srt")


TIMES = ["[00:01.00]", "<00:01.50>", "00:00:01,000", "0:00:01.00", "[00:", "{\\k20}", "-->", "[offset:", "1"]
PIECES = (
    *TIMES,
    "WEBVTT",
    "NOTE",
    "Dialogue: ",
    "Format: ",
    "[Events]",
    "<i>",
    "&amp;",
    "♪",
    "\n",
    " ",
    ",",
    "la",
    "\0",
)


@given(st.sampled_from(SUFFIXES), st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30).map("".join))
def test_any_text_is_lyrics_or_told_why_not(tmp_path_factory, suffix, content):
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    try:
        cues = read_lyrics(path)
    except UserError as error:
        assert str(path) in str(error)  # noqa: PT017 (either is right)
    else:
        assert cues
        assert all(cue.end > cue.start and cue.text.strip() for cue in cues)
        assert [cue.start for cue in cues] == sorted(cue.start for cue in cues)
