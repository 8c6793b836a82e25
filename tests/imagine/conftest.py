"""Plans whose keyframes are looked at, not filmed."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from clavilux.media.files import file_ref
from clavilux.plan import Brief, FileRef, Plan, Shot


@pytest.fixture
def planned(tmp_path):
    """Makes a plan of some keyframes; the pictures that they name are written to files."""

    def make(keyframes: dict[str, Brief], pictures: dict[str, Any] | None = None, **values: Any) -> Plan:
        files = {name: saved(tmp_path / f"{name}.png", picture) for name, picture in (pictures or {}).items()}
        names = [*keyframes] * 2
        shots = tuple(
            Shot(id=f"s{n}", start=n, end=n + 1, from_=start, to=end, travel=0.5)
            for n, (start, end) in enumerate(pairwise(names[: len(keyframes) + 1]))
        )
        usual: dict[str, Any] = {"painter": {"use": "fake"}, "size": (96, 64), "fps": "24"}
        song = FileRef(path="song.ogg", sha256="0" * 64)
        return Plan(**usual | {"song": song, "pictures": files, "keyframes": keyframes, "shots": shots} | values)

    return make


def saved(path: Path, picture: Any) -> FileRef:
    if not isinstance(picture, Path):
        Pillow.fromarray(np.asarray(picture)).save(path)
        picture = path
    return file_ref(picture)
