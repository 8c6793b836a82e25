"""Run every benchmark beside this file and write what they print to ``RESULTS.md``."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
LIBRARIES = ("av", "librosa", "numpy", "onnxruntime")


def main() -> None:
    """Measure and write."""
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {versions}"
    parts = [
        "# Results",
        "",
        f"Made by `make bench` on {machine}. Times vary from machine to machine; compare within a table.",
    ]
    for script in sorted(HERE.glob("*.py")):
        if script.name == Path(__file__).name:
            continue
        print(script.name, file=sys.stderr, flush=True)
        output = subprocess.run([sys.executable, script], stdout=subprocess.PIPE, text=True, check=True).stdout
        claim = script.read_text().split('"""')[1].strip()
        parts += ["", f"## {script.stem}", "", claim, "", output.strip()]
    (HERE / "RESULTS.md").write_text("\n".join(parts) + "\n")


if __name__ == "__main__":
    main()
