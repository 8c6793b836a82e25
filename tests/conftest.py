"""The example that ships, as fixtures."""

from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture(scope="session")
def song():
    """31 s of techno at 124 BPM."""
    return EXAMPLES / "song.ogg"


@pytest.fixture(scope="session")
def artwork():
    """A painting."""
    return EXAMPLES / "art.jpg"
