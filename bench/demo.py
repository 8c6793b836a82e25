"""Claim: a laptop's processor makes the video. Time and memory of the example, and AVS beside the baselines of T."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from clavilux.examples import ARTWORK, SONG

STILL = {"path.kick": 0, "direct.move": 0, "effects.camera.zoom": 0, "effects.flash": None}
RENDERS: dict[str, dict[str, Any]] = {
    "default": {},
    "straight-line T": {"lanes.travel.kind": "linear"},
    "straight-line T, no beat motion": {"lanes.travel.kind": "linear"} | STILL,
    "constant T, no beat motion": {"lanes.travel.kind": "constant"} | STILL,
}


def render(values: dict[str, Any], path: Path) -> dict[str, Any]:
    """Render and score in processes of their own, so that peak memory is each render's."""
    script = (
        "import json, resource, sys; import clavilux; "
        "r = clavilux.Recipe().with_values(json.loads(sys.argv[4])); "
        "f = clavilux.make(sys.argv[1], [sys.argv[2]], r, output=sys.argv[3]); "
        "m = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; "
        "print(json.dumps({**f.seconds, 'memory': m / 1024}))"
    )
    values = {"imagine.genre": "techno"} | values
    inputs: list[Path | str] = [SONG, ARTWORK, path, json.dumps(values)]
    done = subprocess.run([sys.executable, "-c", script, *inputs], capture_output=True, text=True, check=True)
    scored: list[Path | str] = [sys.executable, "-m", "clavilux", "score", path, "--json"]
    verdict = json.loads(subprocess.run(scored, capture_output=True, text=True, check=True).stdout)
    return {**json.loads(done.stdout), "avs": verdict["avs"], "events": len(verdict["visual_events"])}


def main() -> None:
    """Print the table."""
    print("| recipe | listen s | imagine s | film s | all s | peak memory MiB | AVS | visual events |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for n, (name, values) in enumerate(RENDERS.items()):
            r = render(values, Path(folder) / f"{n}.mp4")
            total = r["listen"] + r["imagine"] + r["film"]
            print(
                f"| {name} | {r['listen']:.1f} | {r['imagine']:.1f} | {r['film']:.1f} | {total:.1f} "
                f"| {r['memory']:.0f} | {r['avs']:.3f} | {r['events']} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
