import re
from dataclasses import replace

import numpy as np
import pytest

from clavilux.listen.captioners.tags import TagsCaptioner
from clavilux.listen.tags import MSD_TAGS, MTT_TAGS
from clavilux.styles import StyleBook
from clavilux.values import Hearing, Mono, Section
from hearings import events, signals

BOOK = StyleBook.load()
RATE, SECONDS = 20.0, 10
NAMES = sorted(
    {*MSD_TAGS, *MTT_TAGS} | {tag.lower() for tag in (*MSD_TAGS, *MTT_TAGS)} | {"female vocals", "hip hop", "R&B"}
)
CHORD_RATE = 8000


def song(levels, tags=None, genre=None, confidence=0.5, strokes=None, tempo=0.0):
    """A hearing of sections of 10 s, with a level in dB each, or a curve of 200 levels; and its sound, a hum."""
    levels = np.concatenate([np.broadcast_to(level, 200) for level in levels]).astype(float)
    count = len(levels) // 200
    hits = np.repeat(strokes if strokes is not None else [-60.0] * count, 200)
    tagged = tags if isinstance(tags, list) else [tags or {}] * count
    duration = float(count * SECONDS)
    hearing = Hearing(
        duration=duration,
        tempo=tempo,
        beat_confidence=0.9,
        events=events(
            beats=np.arange(0, duration, 60 / tempo) if tempo else (),
            onsets=np.arange(0, duration, 0.5),
        ),
        signals=signals(
            RATE,
            harmonic=10 ** (levels / 10),
            percussive=10 ** (hits / 10),
            treble=10 ** (hits / 10 - 1),
            loudness=10 ** (levels / 20),
        ),
        sections=tuple(
            Section(start=i * 10.0, end=i * 10.0 + 10, tags=tagged[i], genre=genre, confidence=confidence)
            for i in range(count)
        ),
    )
    silence = np.zeros(count * 10 * CHORD_RATE, np.float32)
    return Mono(samples=silence, rate=CHORD_RATE, duration=duration), hearing


def captions(*arguments, **keywords):
    return list(TagsCaptioner().captions(*song(*arguments, **keywords)))


class TestGenre:
    @pytest.mark.parametrize("genre", sorted(set(BOOK.genres) - {"reggaeton"}))
    @pytest.mark.parametrize("seed", range(4))
    def test_the_genre_is_found_in_the_caption_whatever_the_tags(self, genre, seed):
        rng = np.random.default_rng(seed)
        tags = dict(zip(NAMES, rng.uniform(0, 1, len(NAMES)) ** 2, strict=True))
        (caption,) = captions([-15], tags, genre, tempo=126.0, strokes=[20.0])
        assert BOOK.genre_in(caption) == genre

    @pytest.mark.parametrize("name", NAMES)
    def test_no_tag_brings_a_genre_of_its_own(self, name):
        for strokes in ([20.0], [-60.0]):
            (caption,) = captions([-15], {name: 0.9}, strokes=strokes, tempo=126.0)
            assert BOOK.genre_in(caption) is None

    def test_an_unsure_genre_is_not_named(self):
        assert captions([-15], genre="jazz", confidence=0.2) == ["A piece of music."]


class TestDescription:
    def test_is_a_sentence_of_what_was_heard(self):
        tags = {"slow": 0.4, "piano": 0.6, "violin": 0.3, "instrumental": 0.3}
        assert captions([-15], tags, "classical") == ["A calm instrumental classical piece with piano and violin."]

    def test_the_article_fits(self):
        assert captions([-15], {}, "indie") == ["An indie track."]
        assert captions([-15], {}, "R&B") == ["An R&B track."]

    def test_voices_make_it_a_song(self):
        tags = {"female vocals": 0.5, "guitar": 0.4, "instrumental": 0.3}
        assert captions([-15], tags, "folk") == ["A folk song with guitar and female vocals."]

    def test_a_steady_beat_has_a_tempo(self):
        (caption,) = captions([-15], {"beat": 0.4, "techno": 0.7}, "techno", tempo=126.0, strokes=[20.0])
        assert caption == "A driving techno track with a steady beat at 126 BPM."

    def test_music_to_dance_to_is_danceable(self):
        (more, less) = captions([-15] * 2, [{"dance": 0.5}, {"dance": 0.2}], "house", tempo=126.0, strokes=[20.0] * 2)
        assert "danceable house track" in more
        assert "danceable" not in less

    @pytest.mark.parametrize(("meter", "counted"), [(0, ""), (4, ""), (3, " in three"), (7, " in seven")])
    def test_a_metre_that_is_not_common_is_named(self, meter, counted):
        audio, hearing = song([-15], {"drums": 0.5}, "rock", tempo=90.0)
        (caption,) = TagsCaptioner().captions(audio, replace(hearing, meter=meter))
        assert caption == f"A rock track with drums at 90 BPM{counted}."

    def test_beats_that_are_not_to_be_trusted_are_not_told(self):
        audio, hearing = song([-15], {"beat": 0.6, "techno": 0.7}, "techno", tempo=126.0, strokes=[20.0])
        (caption,) = TagsCaptioner().captions(audio, replace(hearing, beat_confidence=0.3, meter=3))
        assert caption == "A techno track with drums."

    def test_beats_that_stagger_have_none(self):
        audio, hearing = song([-15], {"beat": 0.4}, tempo=126.0)
        beats = np.cumsum(np.random.default_rng(1).uniform(0.3, 0.9, 14))
        (caption,) = TagsCaptioner().captions(audio, replace(hearing, events=hearing.events | events(beats=beats)))
        assert "BPM" not in caption
        assert "steady" not in caption

    def test_a_clear_key_is_named_and_lights_the_scene(self):
        time = np.arange(10 * CHORD_RATE) / CHORD_RATE
        roots = np.array([0, 5, 7, 0, 0])[(time / 2).astype(int)]
        notes = (220 * 2 ** ((roots + third) / 12) * time for third in (0, 3, 7))
        chords = sum(np.sin(2 * np.pi * note) + np.sin(4 * np.pi * note) / 4 for note in notes)
        audio, hearing = song([-15], {"slow": 0.4})
        (caption,) = TagsCaptioner().captions(replace(audio, samples=chords.astype(np.float32)), hearing)
        assert caption == "A calm, dark piece of music in A minor."

    def test_opposites_are_not_said_together(self):
        (caption,) = captions([-15], {"slow": 0.5, "fast": 0.5, "loud": 0.5, "soft": 0.5, "metal": 0.6})
        assert not re.search("calm|gentle|slow", caption)

    def test_silence_is_called_silence(self):
        assert captions([-100, -15]) == ["Silence.", "A piece of music. The music begins after silence."]

    def test_speech_is_called_speech_unless_the_user_knows_better(self):
        audio, hearing = song([-15], {"male vocals": 0.2})
        spoken = replace(hearing, spoken=True)
        assert list(TagsCaptioner().captions(audio, spoken)) == ["Speech."]
        named = replace(spoken, sections=tuple(replace(s, genre="rap", confidence=1.0) for s in spoken.sections))
        assert "rap" in next(TagsCaptioner().captions(audio, named))

    def test_noise_is_called_noise_unless_the_user_knows_better(self):
        audio, hearing = song([-15])
        hiss = np.random.default_rng(0).normal(0, 0.1, len(audio.samples)).astype(np.float32)
        (caption,) = TagsCaptioner().captions(replace(audio, samples=hiss), hearing)
        assert caption == "Noise."
        techno = replace(hearing, sections=(replace(hearing.sections[0], genre="techno", confidence=1.0),))
        (caption,) = TagsCaptioner().captions(replace(audio, samples=hiss), techno)
        assert caption == "A techno track."

    def test_strokes_are_drums_when_nothing_else_is_known(self):
        assert captions([-40], strokes=[-5.0]) == ["A piece of music with drums."]
        assert captions([-40], {"synth": 0.4}, strokes=[-5.0]) == ["A piece of music with synthesisers."]


class TestChanges:
    def test_music_that_stays_the_same_is_not_told_in_the_same_words(self):
        assert captions([-15] * 4, {"piano": 0.6}, "jazz") == [
            "A jazz track with piano.",
            "The jazz track goes on with piano.",
            "Still a jazz track with piano.",
            "The same jazz track with piano.",
        ]

    def test_only_what_is_new_is_told_and_not_that_something_went(self):
        tags = [{"piano": 0.6}, {"piano": 0.6, "violin": 0.5}, {"violin": 0.5}]
        assert captions([-15] * 3, tags, "classical")[1:] == [
            "The classical piece goes on, now with violin.",
            "The classical piece goes on with violin.",
        ]

    def test_what_happens_is_not_told_twice_in_a_row(self):
        told = captions([-30, -25, -20, -25])
        assert told[1].endswith("It is much louder than before.")
        assert told[2].endswith("This is the loudest passage of the song.")
        assert captions([-30, -27, -24, -10])[2].count("louder") == 0

    def test_a_part_of_the_form_that_comes_back_is_told(self):
        audio, hearing = song([-15] * 4, {}, "folk")
        labelled = tuple(replace(s, label=letter) for s, letter in zip(hearing.sections, "ABAA", strict=True))
        told = list(TagsCaptioner().captions(audio, replace(hearing, sections=labelled)))
        assert [caption.startswith("The A part returns: a folk track") for caption in told] == [
            False,
            False,
            True,
            False,
        ]

    @pytest.mark.parametrize(
        ("levels", "index", "words"),
        [
            ([-20, -20, -12, -20], 2, "This is the loudest passage of the song."),
            ([-22, -20, -15, -10], 2, "This is the loudest passage so far."),
            ([-12, -12, -20, -12], 2, "This is the quietest passage of the song."),
            ([-12, -20], 1, "It is much quieter than before."),
            ([-20, -12], 1, "It is much louder than before."),
            ([-20, -17.5], 1, "It is a little louder than before."),
            ([-20, -22.5], 1, "It is a little quieter than before."),
            ([np.linspace(-30, -15, 200), -15], 0, "It builds up steadily."),
            ([np.linspace(-15, -30, 200), -15], 0, "It dies away."),
            ([-15, np.linspace(-15, -60, 200)], 1, "It is much quieter than before, and it fades out at the end."),
            ([-15, [*[-15] * 180, *[-26] * 20]], 1, "It ends softly."),
            ([[*[-90] * 100, *[-15] * 100], -15], 0, "The music begins after silence."),
            ([[*[-15] * 100, *[-90] * 100], -15], 0, "It falls silent."),
        ],
    )
    def test_what_happens_is_told(self, levels, index, words):
        described = ("A piece of music", "The piece of music goes on", "Still a piece of music")[index]
        assert captions(levels)[index] == f"{described}. {words}"

    def test_drums_that_drop_out_and_come_back(self):
        with_drums: dict[str, float] = {"drums": 0.5}
        without: dict[str, float] = {}
        told = captions([-15] * 3, [with_drums, without, with_drums], strokes=[20.0, -20.0, 20.0])
        assert told[1:] == [f"The piece of music goes on. The drums {what}." for what in ("drop out", "come in")]

    def test_drums_that_fade_with_all_the_rest_do_not_drop_out(self):
        told = captions([-15, -40], [{"drums": 0.5}, {}], strokes=[20.0, -5.0])
        assert "drop out" not in told[1]

    @pytest.mark.parametrize(("slow", "fast", "words"), [(2.0, 4.0, "It gets busier."), (2.0, 2.5, None)])
    def test_notes_come_thicker_or_thinner(self, slow, fast, words):
        audio, hearing = song([-15] * 3)
        onsets = np.concatenate(
            [np.arange(i * 10.0, i * 10 + 10, 1 / pace) for i, pace in enumerate([slow, fast, slow])]
        )
        told = list(TagsCaptioner().captions(audio, replace(hearing, events=hearing.events | events(onsets=onsets))))
        second, third = (told[index].split(". ")[1:] for index in (1, 2))
        assert (second, third) == (([words], ["It thins out."]) if words else ([], []))

    def test_treble_that_comes_and_goes(self):
        audio, hearing = song([-15] * 3)
        treble = np.repeat([-60.0, -50.0, -60.0], 200)
        shrill = replace(hearing, signals=hearing.signals | signals(RATE, treble=10 ** (treble / 10)))
        told = list(TagsCaptioner().captions(audio, shrill))
        assert [each.split(". ")[1] for each in told[1:]] == [
            f"The sound gets {how}." for how in ("brighter", "darker")
        ]
