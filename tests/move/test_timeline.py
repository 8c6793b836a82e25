from fractions import Fraction

import numpy as np
import pytest

from clavilux import recipe
from clavilux.move.timeline import frame_count, straight, timeline

NAMES = {"travel", "pulse", "sway", "shimmer", "swell", "cut"}


def curves(heard, move=None, fps="24", arrivals=None):
    plan = timeline(heard, arrivals or [0, heard.duration], move or recipe.Move(), Fraction(fps))
    return {name: envelope.values for name, envelope in plan.envelopes.items()}


@pytest.mark.parametrize(
    ("duration", "fps", "count"), [(30, "24", 720), (10.01, "30000/1001", 300), (0.01, "24", 1), (1.03, "24", 25)]
)
def test_frame_count_is_the_nearest_whole_number(duration, fps, count):
    assert frame_count(duration, Fraction(fps)) == count


def test_travel_is_the_papers_t_in_every_section(hearing):
    heard = hearing()
    plan = timeline(heard, [0, 10, 20], recipe.Move(), Fraction(24))
    assert plan.borders == (0, 240, 480)
    for start, end in ((0, 240), (240, 480)):
        h, p = heard.harmonic[start:end], heard.percussive[start:end]
        e = 0.2 * (h - h.min()) / (h.max() - h.min()) + 0.8 * (p - p.min()) / (p.max() - p.min())
        t = np.cumsum(e) / e.sum()
        t[0] = 0
        assert plan.envelopes["travel"].values[start:end] == pytest.approx(t, abs=1e-5)


@pytest.mark.parametrize("duration", [7.3, 0.03, 0.001])
def test_every_envelope_has_a_value_in_0_to_1_for_every_frame(hearing, duration):
    heard = hearing(duration, beats=np.arange(0, duration, 0.5), onsets=np.arange(0, duration, 0.13))
    made = curves(heard, fps="30000/1001")
    assert set(made) == NAMES
    for curve in made.values():
        assert curve.shape == (frame_count(duration, Fraction(30000, 1001)),)
        assert curve.min() >= 0
        assert curve.max() <= 1


def test_the_look_does_not_depend_on_the_frame_rate(drums):
    """Every twelfth of a second is shown at 24 and at 60 fps; the paper's travel is a sum over frames, so nearly."""
    heard = drums(133)
    film, smooth = curves(heard, fps="24"), curves(heard, fps="60")
    for name in ("pulse", "sway", "shimmer", "swell"):
        assert film[name].max() > 0
        assert film[name][::2] == pytest.approx(smooth[name][::5], abs=1e-6)
    assert film["travel"][::2] == pytest.approx(smooth["travel"][::5], abs=0.05)


def test_the_pulse_is_highest_on_the_beats(drums):
    heard = drums(120)
    pulse = curves(heard, fps="60")["pulse"]
    peaks = np.flatnonzero((pulse[1:-1] > pulse[:-2]) & (pulse[1:-1] > pulse[2:]) & (pulse[1:-1] > 0.3)) + 1
    assert peaks / 60 == pytest.approx(heard.beats)


@pytest.mark.parametrize("offset", [0.0, 0.25, 0.5, 0.75])
def test_the_picture_changes_most_on_the_beat_wherever_it_falls_between_frames(hearing, offset):
    """Frame differences, which belong to the later frame, peak within a frame of the beat, early as often as late."""
    beats = (np.arange(6, 220, 12) + offset) / 24
    n = 240
    percussive = np.zeros(n)
    percussive[np.round(beats * 24).astype(int)] = 1
    steady = np.ones(n)
    heard = hearing(10.0, beats=beats, onsets=beats, harmonic=steady, percussive=percussive, loudness=0.3 * steady)
    change = np.abs(np.diff(curves(heard)["pulse"], prepend=0))
    lags = [np.argmax(change[round(b * 24) - 5 : round(b * 24) + 6]) - 5 + round(b * 24) - b * 24 for b in beats[1:]]
    assert np.abs(lags).max() <= 0.76


def test_pulse_follows_the_drums(hearing):
    percussive = np.full(480, 1e-6)
    percussive[240::12] = 1.0
    steady = np.ones(480)
    heard = hearing(beats=np.arange(0, 20, 0.5), percussive=percussive, harmonic=steady, loudness=0.3 * steady)
    pulse = curves(heard)["pulse"]
    assert pulse[:230].max() < 0.05
    assert pulse[240:].max() == pytest.approx(1, abs=0.01)


def test_a_beat_is_seen_where_its_drum_sounds(drums, hearing):
    percussive = np.zeros(480)
    percussive[51] = 1
    heard = hearing(beats=[2.10], onsets=[2.125], percussive=percussive, loudness=np.full(480, 0.3))
    assert np.argmax(curves(heard)["pulse"]) == 51
    far = hearing(beats=[2.0], onsets=[2.125], percussive=percussive, loudness=np.full(480, 0.3))
    assert curves(far, recipe.Move(offbeat=0))["pulse"][51] < curves(far, recipe.Move(offbeat=1))["pulse"][51]


def test_onsets_off_the_beat_count_less(hearing):
    percussive = np.zeros(480)
    percussive[[120, 240]] = 1
    heard = hearing(beats=[5.0], onsets=[5.0, 10.0], percussive=percussive, loudness=np.full(480, 0.3))
    for share in (0.0, 0.4, 1.0):
        pulse = curves(heard, recipe.Move(offbeat=share))["pulse"]
        assert pulse[240] == pytest.approx(share * pulse[120], abs=1e-6)


def test_a_missing_stroke_is_danced_through_unless_the_music_stops(hearing):
    percussive, loudness = np.zeros(480), np.full(480, 0.3)
    percussive[12::12] = 1
    percussive[[120, 240]] = 0
    loudness[235:246] = 1e-4
    pulse = curves(hearing(beats=np.arange(0.5, 20, 0.5), percussive=percussive, loudness=loudness))["pulse"]
    assert pulse[108] == pytest.approx(1, abs=0.01)
    assert 0.4 < pulse[120] < 0.7
    assert pulse[240] < 0.15


def test_a_beat_without_drums_does_not_shake_the_picture(hearing):
    """Trackers find beats in pads too; their percussive part is 50 dB below the harmonic one."""
    pads = hearing(beats=np.arange(0, 20, 0.5), percussive=1e-5 * np.random.default_rng(1).random(480))
    assert not curves(pads)["pulse"].any()
    assert curves(pads)["sway"].max() > 0.5


def test_silence_rests(hearing):
    quiet = dict.fromkeys(("harmonic", "percussive", "treble", "loudness"), np.zeros(480))
    made = curves(hearing(beats=[1.0], onsets=[1.0], **quiet))
    assert not any(made[name].any() for name in NAMES - {"travel", "cut"})


def test_the_picture_rests_while_the_music_rests(drums):
    loud = drums(120, 20)
    gate = np.where(np.abs(np.arange(1200) / 60 - 10) < 3, 1e-4, 1.0)
    parts = {n: getattr(loud, n) * gate for n in ("harmonic", "percussive", "treble", "loudness")}
    heard = type(loud)(
        **{n: getattr(loud, n) for n in ("duration", "tempo", "beats", "downbeats", "onsets", "rate", "sections")},
        **parts,
    )
    made = curves(heard, fps="60")
    for name in ("pulse", "sway", "shimmer", "swell"):
        assert made[name][540:660].max() < 0.02
        assert made[name][120:360].max() > 0.5


def test_a_chorus_moves_more_than_a_verse_even_on_a_loud_master(drums):
    """The verse is only 3 dB softer."""
    loud = drums(120, 20)
    verse = np.where(np.arange(1200) < 600, 10 ** (-3 / 20), 1.0)
    heard = type(loud)(
        **{n: getattr(loud, n) for n in ("duration", "tempo", "beats", "downbeats", "onsets", "rate", "sections")},
        **{n: getattr(loud, n) * verse**2 for n in ("harmonic", "percussive", "treble")},
        loudness=loud.loudness * verse,
    )
    made = curves(heard)
    for name in ("pulse", "sway", "shimmer", "swell"):
        assert made[name][:216].mean() < 0.85 * made[name][264:].mean()


def test_gain_changes_nothing(drums):
    soft, loud = curves(drums(100, loudness=0.01)), curves(drums(100, loudness=0.9))
    for name in NAMES:
        assert soft[name] == pytest.approx(loud[name], abs=1e-6)


def test_without_treble_nothing_shimmers(hearing):
    assert not curves(hearing(treble=np.zeros(480)))["shimmer"].any()
    assert curves(hearing())["shimmer"].max() > 0.5


def test_a_hard_cut_leaps_where_a_section_begins(hearing):
    made = curves(hearing(), arrivals=[0, 10, 20])
    assert not made["cut"][:240].any()
    assert made["cut"][240] == 1
    assert made["cut"][-1] == pytest.approx(0, abs=1e-6)
    assert not curves(hearing(), recipe.Move(cut="soft"), arrivals=[0, 10, 20])["cut"].any()
    assert not curves(hearing(), recipe.Move(travel="constant"), arrivals=[0, 10, 20])["cut"].any()


def test_a_straight_way_goes_evenly_from_one_keyframe_to_the_next_under_still_music():
    plan = straight(5, Fraction(24), music=0.5)
    assert set(plan.envelopes) == NAMES
    assert plan.envelopes["travel"].values.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert all((plan.envelopes[name].values == 0.5).all() for name in NAMES - {"travel"})
    assert (plan.frames, plan.borders) == (5, (0, 5))
