"""Segments do not depend on what lay in memory before."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FILM = """
import hashlib, sys
from fractions import Fraction
from pathlib import Path
import numpy as np
from clavilux.media.segments import write_segment

walk, path = np.random.default_rng(0), Path(sys.argv[1])
base = np.kron(walk.integers(40, 200, (4, 6, 3)), np.ones((24, 16, 1)))
rolled = [np.roll(base, 3 * n, 1) + walk.integers(-9, 10, base.shape) for n in range(60)]
frames = [np.clip(frame, 0, 255).astype(np.uint8) for frame in rolled]
write_segment(iter(frames), path, name=path, fps=Fraction(24), size=(96, 96), crf=18)
print(hashlib.sha256(path.read_bytes()).hexdigest())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc fills memory with what it is told")
def test_no_matter_what_lay_in_memory_the_file_is_the_same(tmp_path: Path) -> None:
    """With the widest instructions x264 reads beyond the end of rows of a width like this."""
    made = set()
    for fill in ("0", "90", "165"):
        command = [sys.executable, "-c", FILM, str(tmp_path / "film.mp4")]
        told = subprocess.run(command, env=os.environ | {"MALLOC_PERTURB_": fill}, capture_output=True, check=True)
        made.add(told.stdout)
    assert len(made) == 1
