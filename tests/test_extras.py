"""What is told to a user who lacks an extra."""

import pytest

from clavilux import hub, plugins
from clavilux.errors import MissingExtra


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
