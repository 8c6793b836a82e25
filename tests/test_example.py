"""The paper's formulas on the song that ships, against plain reference computations."""

from itertools import pairwise

import librosa
import numpy as np
import pytest

from clavilux import Recipe
from clavilux.direct.director import plan
from clavilux.direct.timeline import timeline
from clavilux.judge.avs import align
from clavilux.judge.score import score
from clavilux.listen.hear import hear
from clavilux.media.decode import decode
from clavilux.plan import FileRef


@pytest.fixture(scope="module")
def audio(song):
    return decode(song)


def plain_mono(audio):
    samples = np.concatenate(list(audio.blocks()), axis=1)
    return librosa.resample(samples.mean(axis=0), orig_sr=audio.rate, target_sr=22050)


def plain_travel(y):
    """T of the paper for one section at 22050 Hz and 30 fps."""
    parts = librosa.effects.hpss(y, margin=(5, 5))
    curves = []
    for part in parts:
        peaks = librosa.feature.melspectrogram(y=part, sr=22050, n_mels=512, hop_length=735).max(axis=0)
        curves.append((peaks - peaks.min()) / (peaks.max() - peaks.min()))
    energy = (0.2 * curves[0] + 0.8 * curves[1])[: int(len(y) / 22050 * 30)]
    travel = np.cumsum(energy) / energy.sum()
    travel[0] = 0
    return travel


@pytest.mark.filterwarnings("ignore:Empty filters")
def test_travel_is_the_papers_on_the_example_song(audio):
    paper = Recipe.named("paper").with_values({"listen.captioner": "tags"})
    heard = hear(audio.heard, paper.listen)
    file = FileRef(path="any file", sha256="0" * 64)
    lanes = timeline(plan(heard, paper, song=file, pictures={"art": file}), heard)
    mono = plain_mono(audio)
    assert lanes.frames == int(audio.duration * 30)
    for section, (start, end) in zip(heard.sections, pairwise(lanes.borders), strict=True):
        expected = plain_travel(mono[round(section.start * 22050) : round(section.end * 22050)])
        got = lanes.position["travel"][start:end]
        # The paper normalises the energy before it trims it, which differs in a short last section alone.
        assert got == pytest.approx(expected[: len(got)], abs=1e-6 if section.end < heard.duration else 5e-3)
        assert (got[0], got[-1]) == (0, pytest.approx(1, abs=1e-3))
        assert (np.diff(got) >= 0).all()


def test_avs_is_the_papers_on_the_example_song(audio):
    """A picture that jumps every 1.5 s, scored by the plain formula with exact dynamic time warping."""
    jumps = np.arange(1.5, audio.duration, 1.5)
    frames = (
        (i / 24, np.full((8, 8, 3), 40 * (np.searchsorted(jumps, i / 24 + 1e-9) % 6), np.uint8)) for i in range(743)
    )
    verdict = score(frames, audio, "song")
    assert verdict.visual_events == pytest.approx(jumps)

    mono = plain_mono(audio)
    strength = librosa.onset.onset_strength(y=mono, sr=22050)
    _, beats = librosa.beat.beat_track(onset_envelope=strength, sr=22050)
    expected = librosa.frames_to_time(beats[strength[beats] / strength.max() > 0.40], sr=22050)
    assert verdict.audio_events == pytest.approx(expected)
    assert len(expected) > 20

    pairs = align(verdict.audio_events, verdict.visual_events).pairs
    distance = sum(abs(expected[i] - jumps[j]) for i, j in pairs)
    assert verdict.avs == pytest.approx(1 / (1 + distance / len(pairs)))
    costs, _ = librosa.sequence.dtw(C=np.abs(expected[:, None] - jumps))
    assert distance <= 1.1 * costs[-1, -1]  # FastDTW comes near the exact distance
