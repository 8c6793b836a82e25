"""Run the benchmarks beside this file and write what they print to ``RESULTS.md``: all, or those that are named.

``python bench/run.py score film`` measures two and keeps what the others printed last.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
LIBRARIES = ("av", "librosa", "numpy", "onnxruntime")


def main() -> None:
    """Measure and write."""
    scripts = {path.stem: path for path in sorted(HERE.glob("*.py")) if path.name != Path(__file__).name}
    unknown = set(sys.argv[1:]) - set(scripts)
    if unknown:
        raise SystemExit(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(scripts)}")
    for name in sys.argv[1:] or scripts:
        print(name, file=sys.stderr, flush=True)
        printed = measured(scripts[name])
        known = sections() | {name: printed}  # read again, as another run may have written meanwhile
        write({name: known[name] for name in scripts if name in known})


def measured(script: Path) -> str:
    """The claim that stands in a script, and what it printed."""
    output = subprocess.run([sys.executable, script], stdout=subprocess.PIPE, text=True, check=True).stdout
    claim = script.read_text().split('"""')[1].strip()
    return f"{claim}\n\n{output.strip()}"


def sections() -> dict[str, str]:
    """What the benchmarks printed last, by name."""
    text = RESULTS.read_text() if RESULTS.exists() else ""
    parts = (part.partition("\n\n") for part in text.split("\n## ")[1:])
    return {name.strip(): body.strip() for name, _, body in parts}


def write(known: dict[str, str]) -> None:
    """All of them, and the machine."""
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {versions}"
    head = (
        f"# Results\n\nMade by `make bench` on {machine}. Times vary from machine to machine; compare within a table."
    )
    RESULTS.write_text("\n\n".join([head, *(f"## {name}\n\n{body}" for name, body in known.items())]) + "\n")


if __name__ == "__main__":
    main()
