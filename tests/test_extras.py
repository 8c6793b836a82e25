"""The libraries of the extras, and what is told to a user who lacks them."""

import pytest

from clavilux import extras, plugins
from clavilux.errors import MissingExtra, RenderError, UserError
from command import clavilux


@pytest.mark.parametrize(
    ("group", "spec", "extra"),
    [
        ("captioners", "lp-music-caps", "captions"),
        ("captioners", "transformers:someone/model", "captions"),
        ("painters", "diffusers:someone/model", "diffusers"),
        ("painters", "kandinsky", "diffusers,captions"),
    ],
)
def test_a_missing_extra_is_told_before_anything_is_heard(monkeypatch, group, spec, extra):
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "torch" else object())
    with pytest.raises(MissingExtra, match=rf'pip install "clavilux\[{extra}\]"'):
        plugins.create(group, spec)


def test_the_command_says_what_to_install(monkeypatch, song, artwork, tmp_path):
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    done = clavilux("render", song, artwork, "--painter", "diffusers:someone/model", "-o", tmp_path / "v.mp4")
    assert done.returncode == 2
    assert "clavilux: error: painter 'diffusers' needs an extra: pip install \"clavilux[diffusers]\"\n" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.fixture
def torch():
    return pytest.importorskip("torch")


class TestLoadErrors:
    def test_what_a_library_does_not_find_is_the_fault_of_the_model(self, torch):
        with pytest.raises(UserError, match="someone/model: cannot be loaded"), extras.load_errors("someone/model"):
            torch.nn.Linear(2, 2).lacking  # noqa: B018

    def test_what_our_own_code_does_not_find_is_ours(self, torch, monkeypatch):
        monkeypatch.setitem(globals(), "__name__", "clavilux.tests")
        with pytest.raises(AttributeError, match="lacking"), extras.load_errors("someone/model"):
            getattr(object(), "lacking")  # noqa: B009

    def test_a_part_that_a_file_lacks_is_the_fault_of_the_model(self, torch, monkeypatch):
        monkeypatch.setitem(globals(), "__name__", "clavilux.tests")
        with pytest.raises(UserError, match="it lacks 'weight'"), extras.load_errors("someone/model"):
            dict[str, int]()["weight"]


class TestQuietLogs:
    @pytest.mark.parametrize("shown", [True, False])
    def test_bars_are_left_as_they_were(self, shown):
        logging = pytest.importorskip("transformers.utils.logging")
        before = logging.is_progress_bar_enabled()
        (logging.enable_progress_bar if shown else logging.disable_progress_bar)()
        try:
            with extras.quiet_logs("transformers"):
                assert not logging.is_progress_bar_enabled()
            assert logging.is_progress_bar_enabled() is shown
        finally:
            (logging.enable_progress_bar if before else logging.disable_progress_bar)()


class TestDeviceErrors:
    def test_a_model_too_large_for_the_device_is_told(self, torch):
        told = pytest.raises(RenderError, match="too small for the model; choose a smaller one")
        with told, extras.load_errors("someone/model"):
            raise torch.OutOfMemoryError("CUDA out of memory")

    def test_a_device_that_fails_is_told(self, torch):
        told = pytest.raises(RenderError, match=r"someone/model: device error \(CUDA error\); try --device cpu")
        with told, extras.run_errors("someone/model"):
            raise RuntimeError("CUDA error\nand how to debug it")


class TestDevice:
    def test_the_best_there_is(self, torch):
        assert extras.device() in ("cuda", "mps", "cpu")
        assert extras.device("cpu") == "cpu"

    def test_one_that_is_not_there_is_told(self, torch, monkeypatch):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
        with pytest.raises(UserError, match=r"device 'cuda': not available on this machine; choose .*cpu"):
            extras.device("cuda")
