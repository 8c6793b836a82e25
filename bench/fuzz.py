"""Claim: whatever is in a file, the answer is one of those that are documented, within seconds and two gigabytes.

Every kind of file that Clavilux is given is damaged in thousands of ways (`hostile/mutants.py`), and used as it is used
(`hostile/doors.py`). *Fine* is used as it is, *warned* is used with a word, *refused* is told in one line; all else is
a fault, and printed. Processes end by a fault of a library alone, so they are counted too.
"""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

from clavilux.errors import ClaviluxError, ClaviluxWarning
from hostile.doors import DOORS, good
from hostile.mutants import mutant

MUTANTS = 10_000
SECONDS, MEGABYTES = 10, 2048
PATIENCE = 60
"""Seconds without a word after which a process hangs in a library."""


class Hang(BaseException):
    """It takes too long."""


def answer(name: str, number: int, folder: Path) -> str:
    """What comes of a mutant: an answer, or what is wrong."""
    path = mutant(folder / name, number, folder / "mutants")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", ClaviluxWarning)
        try:
            DOORS[name](path)
        except ClaviluxError as error:
            return "refused" if 10 < len(str(error)) < 3000 else f"refused in {len(str(error))} letters"
        except Hang:
            return f"hang: more than {SECONDS} s"
        except BaseException as error:
            return f"{type(error).__name__}: {error}"[:300]
    return "warned" if caught else "fine"


def peak() -> float:
    """Megabytes of memory, at most, since `rest`."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def work(folder: Path, name: str, numbers: range) -> None:
    """Print the answers to some mutants, a line each, with seconds and megabytes."""

    def ring(*_: object) -> None:
        raise Hang

    signal.signal(signal.SIGALRM, ring)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    (folder / "mutants").mkdir(exist_ok=True)
    for number in numbers:
        Path("/proc/self/clear_refs").write_text("5")
        begin = time.perf_counter()
        signal.alarm(SECONDS)
        told = answer(name, number, folder)
        signal.alarm(0)
        if (memory := peak()) > MEGABYTES:
            told = f"memory: {memory:.0f} MB"
        print(json.dumps([number, told, time.perf_counter() - begin, memory]), flush=True)


def answers(folder: Path, name: str, numbers: range) -> list[tuple[int, str, float, float]]:
    """The answers of a process of its own, or of several where one ends."""
    given: list[tuple[int, str, float, float]] = []
    while numbers:
        command = [sys.executable, __file__, str(folder), name, str(numbers.start), str(numbers.stop)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            assert process.stdout
            lines = list[str]()
            try:
                lines = process.communicate(timeout=PATIENCE + 5 * len(numbers))[0].splitlines()
            except subprocess.TimeoutExpired:
                process.kill()
                lines = process.communicate()[0].splitlines()
        found = [tuple(json.loads(line)) for line in lines]
        given += found
        done = numbers.start + len(found)
        if done < numbers.stop:
            given.append((done, f"the process ended: {process.returncode}", 0.0, 0.0))
        numbers = range(done + 1, numbers.stop)
    return given


def main(mutants: int, names: tuple[str, ...]) -> None:
    """Print the table, and what is wrong."""
    faults = []
    print(
        "| file | mutants | fine | warned | refused | faults | slowest s | most MB |\n|---|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as place:
        folder, each = Path(place), -(-mutants // len(names))
        good("segment.mp4", folder)
        for name in names:
            good(name, folder)
            given = answers(folder, name, range(each))
            count = Counter(told for _, told, _, _ in given)
            wrong = [(number, told) for number, told, _, _ in given if told not in ("fine", "warned", "refused")]
            faults += [f"`{name}` {number}: {told}" for number, told in wrong]
            figures = [len(given), count["fine"], count["warned"], count["refused"], len(wrong)]
            slowest, most = max(s for *_, s, _ in given), max(m for *_, m in given)
            print(f"| {name} | " + " | ".join(map(str, figures)) + f" | {slowest:.1f} | {most:.0f} |", flush=True)
    print("\n" + "\n".join(f"- {fault}" for fault in faults))


if __name__ == "__main__":
    match sys.argv[1:]:
        case [folder, name, first, last] if Path(folder).is_dir():
            work(Path(folder), name, range(int(first), int(last)))
        case words:
            main(int(words[0]) if words else MUTANTS, tuple(words[1:]) or tuple(DOORS))
