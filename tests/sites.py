"""Folders in which a package is installed as far as Python looks: beside its metadata."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["install", "python"]


def install(site: Path, project: Mapping[str, Any], version: str) -> None:
    """Write the metadata of a project, the table ``[project]`` of its pyproject.toml."""
    about = site / f"{project['name'].replace('-', '_')}-{version}.dist-info"
    about.mkdir()
    about.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}\n")
    lines = [
        line
        for group, points in project["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {target}" for name, target in points.items()))
    ]
    about.joinpath("entry_points.txt").write_text("\n".join(lines) + "\n")


def python(site: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run Python in such a folder."""
    path = os.pathsep.join([str(site), *filter(None, sys.path)])
    command, env = [sys.executable, *map(str, arguments)], os.environ | {"PYTHONPATH": path}
    return subprocess.run(command, capture_output=True, text=True, cwd=site, env=env, check=False)
