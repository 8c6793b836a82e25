import warnings

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from transformers import BartConfig, BartForConditionalGeneration, BartTokenizer  # noqa: E402

import tiny_models  # noqa: E402
from clavilux.errors import UserError  # noqa: E402
from clavilux.listen.captioners import lp_network  # noqa: E402
from clavilux.listen.captioners.lp_music_caps import LpMusicCapsCaptioner  # noqa: E402
from clavilux.listen.captioners.lp_network import LpNetwork, log_mel  # noqa: E402
from clavilux.values import Mono  # noqa: E402
from hearings import silent  # noqa: E402

SOUND = (0.1 * np.random.default_rng(4).standard_normal(160000)).astype(np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny_models.lp_music_caps(tmp_path_factory.mktemp("lp"))


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    tiny_models.write_little(monkeypatch)


def reference_mel(sound):
    """As torchaudio would do it: |Re STFT|^2, HTK triangles of height 1, decibels."""
    spectrum = torch.stft(torch.from_numpy(sound), 1024, 160, window=torch.hann_window(1024), return_complex=True)
    mels = np.linspace(0, 2595 * np.log10(1 + 8000 / 700), 130)
    edges = 700 * (10 ** (mels / 2595) - 1)
    bank = np.array([np.interp(np.linspace(0, 8000, 513), edges[i : i + 3], [0, 1, 0]) for i in range(128)])
    return 10 * np.log10(np.maximum(bank @ spectrum.real.numpy().astype(float) ** 2, 1e-10))


def test_the_spectrogram_is_that_of_the_real_part():
    mel = log_mel(SOUND)
    assert mel.shape == (128, 1001)
    # Where a band is all but empty the two disagree by what float32 leaves.
    np.testing.assert_allclose(np.maximum(mel, -60), np.maximum(reference_mel(SOUND), -60), atol=0.02)


def test_silence_lies_at_the_bottom():
    assert (log_mel(np.zeros(160000, np.float32)) == -100).all()


def test_writes_what_the_parts_of_the_checkpoint_write(folder):
    state = torch.load(folder / "transfer.pth", weights_only=True)["state_dict"]
    state = {key.removeprefix("module."): tensor for key, tensor in state.items()}
    x = torch.from_numpy(reference_mel(SOUND).astype(np.float32))[None]
    for layer, stride in (("conv1", 1), *((f"conv_stack.{i}", 2) for i in range(5))):
        weight, bias = state[f"audio_encoder.{layer}.weight"], state[f"audio_encoder.{layer}.bias"]
        x = torch.nn.functional.gelu(torch.nn.functional.conv1d(x, weight, bias, stride, padding=1))
    heard = x.mT + state["audio_encoder.positional_embedding"]
    sizes = {f"{side}_{size}": n for side in ("encoder", "decoder") for size, n in (("layers", 2), ("ffn_dim", 24))}
    heads = {f"{side}_attention_heads": 2 for side in ("encoder", "decoder")}
    bart = BartForConditionalGeneration(BartConfig(vocab_size=261, d_model=128, **sizes, **heads)).eval()
    bart.load_state_dict({key.removeprefix("bart."): t for key, t in state.items() if key.startswith("bart.")})
    with torch.no_grad():
        encoded = bart.model.encoder(inputs_embeds=heard)
        tokens = bart.generate(
            encoder_outputs=encoded,
            num_beams=5,
            max_length=12,
            min_length=2,
            no_repeat_ngram_size=3,
            early_stopping=True,
            forced_bos_token_id=0,
            forced_eos_token_id=2,
        )
    expected = BartTokenizer.from_pretrained(folder).decode(tokens[0], skip_special_tokens=True)
    assert expected.strip()
    assert LpNetwork(folder / "transfer.pth", folder).caption(SOUND) == " ".join(expected.split())


def test_a_prefix_of_training_does_not_matter(folder, tmp_path):
    plain = tiny_models.lp_music_caps(tmp_path, prefix="")
    one, other = (LpNetwork(place / "transfer.pth", place).caption(SOUND) for place in (folder, plain))
    assert one == other


def test_says_once_that_the_weights_are_not_for_commercial_use(folder):
    audio = Mono(samples=SOUND, rate=16000, duration=10.0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        list(LpMusicCapsCaptioner(str(folder)).captions(audio, silent(0, 5, 10)))
    (told,) = [str(warning.message) for warning in caught if "non-commercial" in str(warning.message)]
    assert told.startswith("captioner 'lp-music-caps': its weights are CC-BY-NC-4.0")


class TestWrongFiles:
    def test_a_missing_checkpoint(self, folder, tmp_path):
        with pytest.raises(UserError, match=r"transfer.pth: cannot be loaded \(.*No such file"):
            LpNetwork(tmp_path / "transfer.pth", folder)

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            ({"weights": {}}, "it lacks 'state_dict'"),
            ({"state_dict": {"conv.weight": torch.zeros(1)}}, "not of LP-MusicCaps: nothing in it begins with"),
            ({"state_dict": {}, "code": lp_network.LpNetwork}, "cannot be loaded"),
        ],
    )
    def test_another_checkpoint(self, folder, tmp_path, content, why):
        torch.save(content, tmp_path / "transfer.pth")
        with pytest.raises(UserError, match=why) as told:
            LpNetwork(tmp_path / "transfer.pth", folder)
        assert "\n" not in str(told.value)
