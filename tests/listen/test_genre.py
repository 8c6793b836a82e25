import tomllib
from importlib.resources import files

import numpy as np
import pytest

from clavilux.listen import genre as ears
from clavilux.listen.beats import rhythm
from clavilux.listen.genre import WEIGHTS, Guess
from clavilux.listen.groove import FEATURES, Groove, groove
from clavilux.listen.tags import MSD_TAGS, MTT_TAGS, Tagging, tag
from clavilux.media.decode import decode

STILL = Groove(features=np.zeros(len(FEATURES)))
"""A groove that shows no sign."""
SECTIONS = [(10.0 * i, 10.0 * (i + 1)) for i in range(6)]


def tagging(windows: list[dict[str, float]]) -> Tagging:
    """One window in the middle of each section of 10 s; both networks say what they have a word for."""
    said = {"msd": MSD_TAGS, "mtt": MTT_TAGS}
    values = {
        key: np.array([[w.get(name, 0.0) for name in names] for w in windows], np.float32)
        for key, names in said.items()
    }
    times = 10 * np.arange(len(windows), dtype=np.float64) + 5
    return Tagging(times=times, **values)


def grooving(**measured):
    """A groove of which only some is known."""
    return Groove(features=np.array([measured.get(name.replace(" ", "_"), 0.0) for name in FEATURES]))


def guess(tags, sections):
    return ears.guess(tags, STILL, sections)


def ranked(tags, grooved=STILL):
    return ears.ranked(tags, grooved)


def test_every_genre_of_the_style_book_can_be_told():
    book = tomllib.loads((files("clavilux") / "styles.toml").read_text("utf-8"))["genres"]
    assert set(WEIGHTS) == set(book)
    assert all(WEIGHTS.values())


def test_every_weight_is_of_a_tag_or_sign_that_is_known():
    everything = tagging([dict.fromkeys((*MSD_TAGS, *MTT_TAGS), 1.0)]).tags(least=0, most=100) | STILL.signs()
    assert {tag for votes in WEIGHTS.values() for names in votes for tag in names.split(" & ")} <= everything.keys()


@pytest.mark.parametrize(
    ("heard", "genre"),
    [
        ({"rock": 0.7, "guitar": 0.5, "drums": 0.3}, "rock"),
        ({"rock": 0.5, "metal": 0.7, "loud": 0.4}, "metal"),
        ({"rock": 0.5, "metal": 0.3, "loud": 0.3}, "metal"),
        ({"rock": 0.4, "punk": 0.3}, "punk"),
        ({"classical": 0.5, "strings": 0.4, "violin": 0.3, "ambient": 0.2}, "classical"),
        ({"techno": 0.8, "electronic": 0.5, "fast": 0.5}, "techno"),
        ({"techno": 0.5, "electronic": 0.6, "ambient": 0.3, "chillout": 0.3}, "electronic"),
        ({"electronic": 0.5, "dance": 0.4, "House": 0.4, "beat": 0.3}, "house"),
        ({"electronic": 0.4, "electro": 0.4}, "electro"),
        ({"Hip-Hop": 0.5, "drums": 0.3}, "hip hop"),
        ({"soul": 0.3, "rnb": 0.2, "pop": 0.2}, "R&B"),
        ({"soul": 0.3, "choir": 0.4}, "gospel"),
        ({"dance": 0.4, "70s": 0.3, "pop": 0.2}, "disco"),
        ({"jazz": 0.4, "piano": 0.3}, "jazz"),
        ({"folk": 0.3, "acoustic": 0.3, "guitar": 0.6}, "folk"),
        ({"country": 0.2, "folk": 0.1, "rock": 0.2}, "country"),
        ({"indie": 0.5, "indie rock": 0.3, "rock": 0.4}, "indie"),
        ({"pop": 0.4, "female vocalists": 0.4, "dance": 0.1}, "pop"),
    ],
)
def test_clear_tags_give_the_genre_with_confidence(heard, genre):
    song, _ = guess(tagging([heard]), [(0.0, 10.0)])
    assert song.genre == genre
    assert 0.4 < song.confidence < 1


def test_faint_or_divided_evidence_is_not_to_be_trusted():
    faint, _ = guess(tagging([{"rock": 0.1, "guitar": 0.2}]), [(0.0, 10.0)])
    divided, _ = guess(tagging([{"jazz": 0.2, "folk": 0.17, "blues": 0.14, "country": 0.12, "funk": 0.12}]), [])
    assert faint.confidence < 0.25
    assert divided.confidence < 0.4


def test_confidence_grows_with_the_evidence():
    confidences = [ranked(tagging([{"jazz": p}]))[0].confidence for p in (0.05, 0.1, 0.3, 0.8)]
    assert confidences == sorted(confidences)


def test_one_odd_section_does_not_flip_the_style_but_a_long_change_does():
    rock, techno = {"rock": 0.6}, {"techno": 0.5}
    _, odd = guess(tagging([rock, rock, techno, rock, rock, rock]), SECTIONS)
    assert [each.genre for each in odd] == ["rock"] * 6
    _, change = guess(tagging([rock, rock, rock, techno, techno, techno]), SECTIONS)
    assert change[0].genre == "rock"
    assert change[-1].genre == "techno"


def test_silence_has_no_genre():
    quiet = tagging([{}, {}, {"jazz": 0.5}, {}, {}, {}])
    song, each = guess(quiet, SECTIONS)
    assert song.genre == "jazz"
    assert [section.genre for section in each] == [None, None, "jazz", None, None, None]
    assert guess(tagging([{}]), [(0.0, 10.0)]) == (Guess(None, 0.0), (Guess(None, 0.0),))


def test_ranked_lists_every_genre_from_the_most_likely_on():
    all_of_them = ranked(tagging([{"rock": 0.7, "metal": 0.2, "jazz": 0.01}]))
    assert [g.genre for g in all_of_them[:2]] == ["rock", "metal"]
    assert {g.genre for g in all_of_them} == set(WEIGHTS)
    confidences = [g.confidence for g in all_of_them]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) < 1


def test_the_example_song_is_techno(song):
    audio = decode(song, duration=12).heard
    grooved = groove(audio.samples, audio.rate, rhythm(audio.samples, audio.rate).beats.times)
    best, _ = ears.guess(tag(audio.samples, audio.rate), grooved, [(0.0, 10.0)])
    assert best.genre == "techno"
    assert best.confidence > 0.25


DEMBOW = {f"{pair}_{cycle}": 0.6 for pair in ("bass", "bass_x_middle") for cycle in ("1.50", "2.50")} | {
    "around_90_BPM": 0.9
}
OFF_BEAT = {"bass_x_middle_1.00": -0.7, "middle_1.00": 0.9}


@pytest.mark.parametrize(
    ("heard", "measured", "genre"),
    [
        ({"electronic": 0.4, "dance": 0.3}, DEMBOW, "reggaeton"),
        ({"electronic": 0.3}, OFF_BEAT, "reggae"),
        ({"acoustic": 0.4, "guitar": 0.5}, OFF_BEAT, "latin"),
    ],
)
def test_a_clear_groove_tells_what_no_tag_does(heard, measured, genre):
    assert ranked(tagging([heard]), grooving(**measured))[0].genre == genre
    assert ranked(tagging([heard]))[0].genre != genre


def test_what_was_learned_is_of_the_genres_and_of_what_is_heard():
    head = ears._head()
    count = len(ears.evidence(tagging([{"rock": 0.5}]), STILL))
    assert head.weights.shape == (count, len(WEIGHTS))
    assert head.mean.shape == head.deviation.shape == (count,)
    assert (head.deviation > 0).all()


def test_nothing_that_is_heard_counts_without_end():
    tags = tagging([{"rock": 0.5, "techno": 0.3}])
    odd, odder = (ears.ranked(tags, Groove(features=np.full(len(FEATURES), value))) for value in (1e3, 1e6))
    assert dict(odd) == pytest.approx(dict(odder))


def test_a_groove_in_silence_is_no_genre():
    assert ranked(tagging([{}]), grooving(**DEMBOW)) == [Guess(None, 0.0)]
