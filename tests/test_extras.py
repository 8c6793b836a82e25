"""What is told to a user who lacks an extra."""

import pytest

from clavilux import hub, plugins
from clavilux.errors import MissingExtra
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
    monkeypatch.setattr(hub, "find_spec", lambda name: None if name == "torch" else object())
    with pytest.raises(MissingExtra, match=rf'pip install "clavilux\[{extra}\]"'):
        plugins.create(group, spec)


def test_the_command_says_what_to_install(monkeypatch, song, artwork, tmp_path):
    monkeypatch.setattr(hub, "find_spec", lambda name: None)
    done = clavilux("render", song, artwork, "--painter", "diffusers:someone/model", "-o", tmp_path / "v.mp4")
    assert done.returncode == 2
    assert "clavilux: error: painter 'diffusers' needs an extra: pip install \"clavilux[diffusers]\"\n" in done.stderr
    assert not list(tmp_path.iterdir())
