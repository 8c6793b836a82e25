"""The paper's comparison is computed as it says, and the GPU's script runs its networks where there is no GPU."""

import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest

BENCH = Path(__file__).parents[2] / "bench"
OURS = ("archives", "figures", "glide", "gpu", "networks", "paper", "songs", "way")


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCH))
    yield
    for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
        sys.modules.pop(name)


@pytest.fixture
def paper(bench):
    pytest.importorskip("matplotlib")
    import paper

    return paper


def test_a_p_value_counts_all_choices_of_signs(paper):
    differences = np.array([0.03, -0.01, 0.02, 0.05, -0.002, 0.04])
    means = np.array([np.mean(signs * differences) for signs in product((1, -1), repeat=6)])
    exact = np.mean(np.abs(means) >= abs(differences.mean()) - 1e-12)
    assert paper.paired(differences) == pytest.approx(exact)
    assert paper.paired(np.abs(differences)) == pytest.approx(2 / 2**6)


def test_one_song_proves_nothing(paper):
    assert paper.paired(np.array([0.5])) == 1


def test_few_songs_are_of_many_genres(paper):
    def song(title, genre):
        return paper.songs.Song(path=Path(title), package="", licence="", artist="", title=title, genre=genre)

    known = [song("a", "metal"), song("b", "metal"), song("c", None), song("d", "jazz")]
    assert [one.title for one in paper.chosen(known, 2)] == ["a", "d"]
    assert [one.title for one in paper.chosen(known, None)] == ["a", "d", "b"]


def test_both_films_get_the_same_pictures_and_each_is_made_once(paper):
    asked = []

    class Counting:
        batch = 2

        def at(self, positions):
            asked.extend(positions.tolist())
            return [np.full((2, 2, 3), round(100 * place), np.uint8) for place in positions]

    kept = paper.Kept(path=Counting())
    first = kept.at(np.array([0.5, 0.25], np.float32))
    second = kept.at(np.array([0.25, 0.75, 0.5], np.float32))
    assert asked == [0.5, 0.25, 0.75]
    assert second[0] is first[1]
    assert second[2] is first[0]


def test_without_a_gpu_one_line_says_so(bench, monkeypatch, capsys):
    torch = pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    import gpu

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(sys, "argv", ["gpu.py"])
    gpu.main()
    (line,) = capsys.readouterr().out.splitlines()
    assert "no GPU" in line
    assert "--tiny" in line


@pytest.mark.parametrize("model", ["SD 1.5", "SD-Turbo, tiny VAE", "SDXL"])
def test_unlearned_models_glide_and_morph(bench, model):
    pytest.importorskip("diffusers")
    from networks.unlearned import painter

    made = painter(model, "cpu", tiny=True)
    key = np.random.default_rng(0).integers(0, 255, (64, 64, 3)).astype(np.uint8)
    from plans import keyframe

    request = keyframe(key).request
    latents = made.encode(key)
    morphed = made.morph(latents[np.newaxis], np.array([0.5], np.float32), request, request, level=0.45, steps=1)
    assert made.decode(morphed).shape == (1, 64, 64, 3)
    assert not np.array_equal(morphed[0], latents)
