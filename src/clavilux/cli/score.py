"""``clavilux score``: how well a video keeps together with its sound."""

from __future__ import annotations

import json as jsonlib
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clavilux.cli.pictures import check_plot

if TYPE_CHECKING:
    from rich.console import Console

    from clavilux.types import Verdict

__all__ = ["score"]

AFTER = 30.0
"""Seconds for which a song is heard beyond the picture: its last beats are found better with what follows them."""


def score(
    video: Annotated[Path, typer.Argument(help="Any video that FFmpeg reads, made by Clavilux or not.")],
    song: Annotated[
        Path | None,
        typer.Option(
            help="Judge the picture against this sound instead of the video's own. It begins with the picture, and "
            "what comes after the picture's end does not count."
        ),
    ] = None,
    json: Annotated[
        bool,
        typer.Option("--json", help="Print every measure and every event as JSON to stdout, and nothing else there."),
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            help="Draw what was heard and seen, the pairs, what luck scores and the lag, such as into why.png."
        ),
    ] = None,
) -> None:
    """Score how well a video keeps together with its sound.

    AVS is the audio-visual synchrony of Pina & Li, arXiv 2412.05694: strong
    beats are paired with big changes of the picture, and AVS is
    1 / (1 + mean distance of the pairs in seconds). It is shown beside what a
    perfect video and a blind metronome get, as on many songs it cannot tell
    them apart. Beats and onsets hit by moments that stand out, onset lift and
    lag can. p is the chance that a blind metronome does as well; below 0.01
    it is no luck. Beats are those of our own tracker, which moves our own
    videos; what librosa's says is shown beside it. docs/metrics.md has every
    formula.

    \b
    Examples:
      clavilux score demo.mp4
      clavilux score silent.mp4 --song song.ogg --plot why.png
      clavilux score demo.mp4 --json | jq .beat_f
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    from rich.console import Console

    from clavilux.errors import UserError
    from clavilux.film.read import probe, read
    from clavilux.judge.score import attend, judge
    from clavilux.listen.beats import rhythm
    from clavilux.media.decode import decode

    console = Console(stderr=True)
    head = probe(video)
    if song is None and not head.has_audio:
        raise UserError(f"{video} has no sound; name the song with --song SONG")
    if plot:
        check_plot(plot)
    with console.status("listening and watching"):
        # The video's own sound is heard whole, as in the paper; of a song the rest has nothing to do with the picture.
        audio = decode(song, duration=head.duration + AFTER if head.duration else None) if song else decode(video)
        # The judge's own tracker, the paper's, is half a beat off on many songs.
        heard, seen = attend(read(video), audio, beats=rhythm(audio.heard.samples).beats, own=song is None)
        judgement = judge(heard, seen, str(song or video))
    if json:
        typer.echo(_as_json(judgement.verdict, video))
    else:
        _show(judgement.verdict, video, console)
    if plot:
        from clavilux.judge.plot import draw  # matplotlib takes half a second to import: only who draws waits for it

        draw(judgement, plot)


def _as_json(verdict: Verdict, video: Path) -> str:
    """Every field of the verdict under its own name; null is "not a number"."""
    values = {field.name: getattr(verdict, field.name) for field in fields(verdict)}
    plain = {name: value.tolist() if hasattr(value, "tolist") else value for name, value in values.items()}
    known = {name: None if value != value else value for name, value in plain.items()}  # only NaN is not itself
    return jsonlib.dumps({"video": str(video), **known}, indent=2)


def _show(verdict: Verdict, video: Path, console: Console) -> None:
    from rich.markup import escape
    from rich.table import Table

    from clavilux.judge.report import rows, sentences

    own = " (the video's own sound)" if verdict.song == str(video) else ""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(overflow="fold", style="dim")
    for row in rows(verdict, "our tracker"):
        table.add_row(*row)
    console.print(f"[bold]video[/]  {escape(str(video))}", soft_wrap=True)
    console.print(f"[bold]song[/]   {escape(verdict.song)}{own}", soft_wrap=True)
    console.print(table)
    console.print(" ".join(sentences(verdict)))
