"""The law of this module: what librosa gives."""

import librosa
import numpy as np
import pytest

from clavilux.kernel import dsp

dice = np.random.default_rng(0)
SOUND = (0.1 * dice.standard_normal(30011)).astype(np.float32)


@pytest.mark.parametrize(("window", "hop"), [(2048, 512), (2048, 735), (512, 512), (8192, 4096)])
@pytest.mark.parametrize("beyond", ["constant", "reflect"])
def test_stft(window, hop, beyond):
    expected = librosa.stft(SOUND, n_fft=window, hop_length=hop, pad_mode=beyond)
    np.testing.assert_allclose(dsp.stft(SOUND, window, hop, beyond=beyond), expected, atol=1e-6)


def test_stft_of_several_sounds_that_is_not_centred():
    sounds = SOUND[:30000].reshape(3, 10000)
    expected = librosa.stft(sounds, n_fft=512, hop_length=256, center=False)
    np.testing.assert_allclose(dsp.stft(sounds, 512, 256, centred=False), expected, atol=1e-6)


@pytest.mark.parametrize("length", [2048, 5000, 30011, 30500])
def test_istft(length):
    spectrum = librosa.stft(SOUND[:length]) * dice.uniform(size=(1025, 1))
    expected = librosa.istft(spectrum.astype(np.complex64), length=length)
    np.testing.assert_allclose(dsp.istft(spectrum.astype(np.complex64), 512, length), expected, atol=1e-7)


@pytest.mark.parametrize("split", [False, True])
def test_softmask(split):
    part, rest = dice.uniform(size=(2, 20, 30)).astype(np.float32)
    part[3], rest[3:5] = 0, 0
    expected = librosa.util.softmask(part, rest, power=2, split_zeros=split)
    np.testing.assert_array_equal(dsp.softmask(part, rest, split_zeros=split), expected)


@pytest.mark.parametrize(("rate", "wanted"), [(44100, 22050), (48000, 16000), (22050, 44100), (8000, 8000)])
def test_resample(rate, wanted):
    expected = librosa.resample(SOUND, orig_sr=rate, target_sr=wanted)
    np.testing.assert_array_equal(dsp.resample(SOUND, rate, wanted), expected)


def test_rms():
    expected = librosa.feature.rms(y=SOUND, frame_length=2048, hop_length=441)[0]
    np.testing.assert_allclose(dsp.rms(SOUND, 2048, 441), expected, rtol=1e-6)


@pytest.mark.parametrize(("rate", "window", "count"), [(22050, 2048, 128), (16000, 512, 96)])
def test_mel_bands(rate, window, count):
    expected = librosa.filters.mel(sr=rate, n_fft=window, n_mels=count)
    np.testing.assert_allclose(dsp.mel_bands(rate, window, count), expected, atol=1e-7)


@pytest.mark.parametrize("htk", [False, True])
def test_mel_frequencies(htk):
    expected = librosa.mel_frequencies(40, fmin=100, fmax=8000, htk=htk)
    np.testing.assert_allclose(dsp.mel_frequencies(40, 100, 8000, htk=htk), expected)


def test_chroma_bands():
    expected = librosa.filters.chroma(sr=22050, n_fft=2048, tuning=0.0)
    np.testing.assert_allclose(dsp.chroma_bands(22050, 2048), expected, atol=1e-7)


def test_frequencies():
    np.testing.assert_array_equal(dsp.frequencies(22050, 2048), librosa.fft_frequencies(sr=22050, n_fft=2048))
