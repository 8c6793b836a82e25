"""``clavilux score``: how well a video keeps together with its sound."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from clavilux.types import FloatArray, Verdict

__all__ = ["score"]

SHOWN = 8
"""Events of each list that the summary shows; --json has all."""


def score(
    video: Annotated[Path, typer.Argument(help="Any video that FFmpeg reads, made by Clavilux or not.")],
    song: Annotated[
        Path | None,
        typer.Option(
            help="Judge the picture against this sound instead of the video's own. It is heard from its start, as long "
            "as the video lasts."
        ),
    ] = None,
    json: Annotated[
        bool,
        typer.Option("--json", help="Print the verdict as JSON to stdout, with all events, and nothing else there."),
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option(help="Draw what was heard, what was seen and how the events were paired, such as into why.png."),
    ] = None,
) -> None:
    """Score how well a video keeps together with its sound.

    AVS is the audio-visual synchrony of Pina & Li, arXiv 2412.05694: strong
    beats are paired with big changes of the picture, and AVS is
    1 / (1 + mean distance of the pairs in seconds). 1 is perfect; 0 means
    that nothing happens in the sound, or nothing in the picture.

    \b
    Examples:
      clavilux score demo.mp4
      clavilux score silent.mp4 --song song.ogg --plot why.png
      clavilux score demo.mp4 --json | jq .avs
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    from rich.console import Console

    from clavilux.errors import UserError
    from clavilux.film.read import probe, read
    from clavilux.judge.events import frame_change, onset_strength, strong_beats
    from clavilux.judge.plot import draw
    from clavilux.judge.score import verdict as judge
    from clavilux.listen.decode import decode

    console = Console(stderr=True)
    head = probe(video)
    if song is None and not head.has_audio:
        raise UserError(f"{video} has no sound; name the song with --song SONG")
    source = song or video
    with console.status("listening and watching"):
        audio = decode(source, duration=head.duration or None)
        strength, change = onset_strength(audio), frame_change(read(video))
        verdict = judge(strong_beats(audio, strength), change, str(source))
    if plot:
        try:
            draw(verdict, strength, change, plot)
        except (OSError, ValueError) as error:
            raise UserError(f"cannot draw {plot}: {error}; choose another name, such as plot.png") from None
    if json:
        typer.echo(_as_json(verdict, video))
    else:
        console.print(_summary(verdict, video))


def _as_json(verdict: Verdict, video: Path) -> str:
    return jsonlib.dumps(
        {
            "video": str(video),
            "song": verdict.song,
            "avs": verdict.avs,
            "audio_events": verdict.audio_events.tolist(),
            "visual_events": verdict.visual_events.tolist(),
        },
        indent=2,
    )


def _summary(verdict: Verdict, video: Path) -> Table:
    from rich.markup import escape
    from rich.table import Table

    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    own = " (the video's own sound)" if verdict.song == str(video) else ""
    table.add_row("AVS", f"{verdict.avs:.3f}")
    table.add_row("video", escape(str(video)))
    table.add_row("song", escape(verdict.song) + own)
    table.add_row("audio events", _times(verdict.audio_events, "no strong beat"))
    table.add_row("visual events", _times(verdict.visual_events, "no big change of the picture"))
    return table


def _times(events: FloatArray, none: str) -> str:
    if not len(events):
        return f"0: {none}"
    more = " ..." if len(events) > SHOWN else ""
    return f"{len(events)}: at {', '.join(f'{time:.2f}' for time in events[:SHOWN])}{more} s"
