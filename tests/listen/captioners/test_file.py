import json

import numpy as np
import pytest

from clavilux.errors import ClaviluxWarning, UserError
from clavilux.listen.captioners.file import FileCaptioner
from clavilux.values import Mono
from hearings import silent

AUDIO = Mono(samples=np.zeros(300, np.float32), rate=10, duration=30.0)
SRT = "1\n00:00:01,000 --> 00:00:04,000\nRain on\nthe roof.\n\n2\n00:00:12,500 --> 00:00:19,000\nSun.\n"


@pytest.fixture
def captions(tmp_path):
    """What a file of that name and content says for sections between some borders."""

    def read(name, content, borders=(0, 10, 20, 30), offset=0.0):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(FileCaptioner(str(path)).captions(AUDIO, silent(*borders, offset=offset)))

    return read


class TestTimes:
    def test_words_go_to_the_section_they_are_in(self, captions):
        assert captions("a.srt", SRT) == ["Rain on the roof.", "Sun.", ""]

    def test_words_on_a_border_go_where_most_of_them_is(self, captions):
        entries = [{"start": 8, "end": 11, "caption": "one"}, {"start": 9, "end": 13, "caption": "two"}]
        assert captions("a.json", json.dumps(entries)) == ["one", "two", ""]

    def test_long_words_go_to_every_section_that_they_fill(self, captions):
        entries = [{"start": 2, "end": 26, "caption": "long"}, {"start": 21, "end": 23, "caption": "short"}]
        assert captions("a.json", json.dumps(entries)) == ["long", "long", "long short"]

    @pytest.mark.parametrize("seed", range(20))
    def test_no_words_are_lost(self, captions, seed):
        rng = np.random.default_rng(seed)
        borders = np.cumsum([0, *rng.uniform(2, 20, 6)])
        starts = np.sort(rng.uniform(0, borders[-1] - 0.1, 12))
        ends = np.minimum(starts + rng.uniform(0.1, 30, 12), borders[-1])
        entries = [
            {"start": s, "end": e, "caption": f"w{i}."} for i, (s, e) in enumerate(zip(starts, ends, strict=True))
        ]
        spoken = " ".join(captions("a.json", json.dumps(entries), borders))
        assert all(entry["caption"] in spoken for entry in entries)


class TestPart:
    """Of a song is heard: times are those of the song."""

    def test_words_of_the_song_meet_the_part(self, captions):
        assert captions("a.srt", SRT, borders=(0, 10), offset=10) == ["Sun."]
        entries = [{"start": 20, "end": 30, "caption": "middle"}]
        assert captions("a.json", json.dumps(entries), borders=(0, 10), offset=20) == ["middle"]

    def test_what_listen_printed_of_a_part_is_put_where_it_was(self, captions):
        printed = json.dumps({"offset": 20.0, "sections": [{"start": 0, "end": 10, "caption": "middle"}]})
        assert captions("a.json", printed, borders=(0, 10), offset=20) == ["middle"]
        assert captions("a.json", printed) == ["", "", "middle"]

    def test_words_that_all_lie_elsewhere_are_told(self, tmp_path):
        (tmp_path / "a.srt").write_text(SRT)
        captioner, sections = FileCaptioner(str(tmp_path / "a.srt")), silent(0, 10).sections
        captioner.check(sections, 12.0)
        with pytest.warns(ClaviluxWarning, match="none of its captions lie in .* from second 60 to 70 of the song"):
            captioner.check(sections, 60.0)


class TestSrt:
    @pytest.mark.parametrize(
        "content",
        [
            SRT.replace("\n", "\r\n"),
            b"\xef\xbb\xbf" + SRT.encode(),
            SRT.replace(",", "."),
            SRT.replace("1\n00", "00", 1),
            SRT.replace("\n\n2", "\n\n\n\n2"),
            SRT.replace("00:00:1", "00:1"),
            SRT.replace("4,000", "4,000  X1:40 X2:600"),
            SRT.replace("Rain on", "<i>Rain</i> {\\an8}on"),
            SRT.strip(),
        ],
        ids=["crlf", "bom", "dots", "no number", "blank lines", "no hours", "place", "markup", "no last newline"],
    )
    def test_is_read_as_people_write_it(self, captions, content):
        assert captions("a.srt", content) == ["Rain on the roof.", "Sun.", ""]

    def test_capitals_in_the_ending_do_not_matter(self, captions):
        assert captions("A.SRT", SRT)[1] == "Sun."

    def test_a_line_that_is_no_time_is_named(self, captions):
        with pytest.raises(UserError, match=r"line 6: expected times such as 00:.* not '00:00:12 to 00:00:19'"):
            captions(
                "a.srt", SRT.replace("00:00:12,500 --> 00:00:19,000", "00:00:12 to 00:00:19").replace("2\n00", "00")
            )


class TestJson:
    def test_what_listen_prints_can_be_edited(self, captions):
        sections = [{"start": 0, "end": 10, "genre": "pop", "tags": {"pop": 0.5}, "caption": "Mine."}]
        assert captions("a.json", json.dumps({"tempo": 120, "sections": sections}))[0] == "Mine."

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            ('[{"start": 0, "end": 3, "caption": 5}]', r"Expected `str`, got `int`.*\[0\]"),
            ('[{"start": 0, "end": 3, "text": "a"}]', "missing required field `caption`"),
            ('[{"start": -1, "end": 3, "caption": "a"}]', ">= 0"),
            ('[{"start": 0', "truncated"),
            ('"a"', "Expected"),
        ],
    )
    def test_what_is_wrong_is_told_with_the_right_form(self, captions, content, why):
        with pytest.raises(UserError, match=rf'{why}.*write \[{{"start": 0, "end"'):
            captions("a.json", content)

    @pytest.mark.parametrize(
        ("times", "why"),
        [
            (((0, 3), (5, 5)), "entry 2: ends at 5 s, not after its start"),
            (((5, 8), (1, 3)), "entry 2: starts at 1 s, before the one above it"),
        ],
    )
    def test_times_must_make_sense(self, captions, times, why):
        with pytest.raises(UserError, match=why):
            captions("a.json", json.dumps([{"start": a, "end": b, "caption": "x"} for a, b in times]))


class TestTxt:
    def test_one_line_is_for_the_whole_song(self, captions):
        assert captions("a.txt", "Rain.\n\n") == ["Rain."] * 3

    def test_as_many_lines_as_sections(self, captions):
        assert captions("a.txt", "One\n\n two \nThree") == ["One", "two", "Three"]

    def test_another_number_of_lines_is_refused(self, captions):
        with pytest.raises(UserError, match="has 2 captions for 3 sections; write one line for the whole song"):
            captions("a.txt", "One\nTwo")


@pytest.mark.parametrize("name", ["a.json", "a.srt", "a.txt"])
class TestFile:
    def test_a_missing_one_is_told_before_anything_is_heard(self, tmp_path, name):
        with pytest.raises(UserError, match="No such file"):
            FileCaptioner(str(tmp_path / name))

    def test_an_empty_one_holds_no_captions(self, captions, name):
        with pytest.raises(UserError, match=r"contains no (captions|words)"):
            captions(name, "[]" if name == "a.json" else "\n")

    def test_another_encoding_is_refused(self, captions, name):
        with pytest.raises(UserError, match="not in UTF-8"):
            captions(name, "é".encode("latin-1"))


def test_another_ending_is_refused():
    with pytest.raises(UserError, match=r"\.json, \.srt and \.txt"):
        FileCaptioner("words.docx")
