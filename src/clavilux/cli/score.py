"""``clavilux score``: how well a video keeps together with its sound."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clavilux.cli.console import people, print_json
from clavilux.cli.pictures import check_plot
from clavilux.text import one_line

if TYPE_CHECKING:
    from rich.console import Console

    from clavilux.values import SyncReport

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
    track: Annotated[
        int | None,
        typer.Option(
            help="Which sound track of a file with several, from 1; the players' choice when left out.", min=1
        ),
    ] = None,
    json: Annotated[
        bool,
        typer.Option("--json", help="Print every measure and every event as JSON to stdout, and nothing else there."),
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            help="Draw what was heard and seen, the pairs, what random metronomes score and the lag, such as into "
            "why.png; needs the extra 'plot'."
        ),
    ] = None,
) -> None:
    """Score how well a video keeps together with its sound.

    AVS is the audio-visual synchrony of Pina & Li, arXiv 2412.05694: strong
    beats are paired with scene changes, and AVS is 1 / (1 + mean distance of
    the pairs in seconds). It is shown beside what a perfect video and a
    metronome get, as on many songs it cannot tell them apart. Beats and
    onsets hit by moments that stand out, onset lift and lag can. p is the
    probability that a random metronome does as well; below 0.01 it is hardly
    chance. Beats are those of our own tracker, which moves our own videos;
    what librosa's says is shown beside it. docs/metrics.md has every formula.

    \b
    Examples:
      clavilux score demo.mp4
      clavilux score silent.mp4 --song song.ogg --plot why.png
      clavilux score demo.mp4 --json | jq .beat_f
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    from clavilux.errors import UserError
    from clavilux.judge.score import analyse, judge
    from clavilux.listen.beats import rhythm
    from clavilux.media.decode import decode
    from clavilux.media.video import probe, read

    console = people()
    head = probe(video)
    if song is None and not head.has_audio:
        raise UserError(f"{video} has no sound; name the song with --song SONG")
    if plot:
        check_plot(plot)
    with console.status("listening and watching", spinner="line"):  # which every encoding has
        # The video's own sound is heard whole, as in the paper; of a song the rest has nothing to do with the picture.
        wanted = head.duration + AFTER if song and head.duration else None
        audio = decode(song or video, duration=wanted, track=track)
        # The judge's own tracker, the paper's, is half a beat off on many songs.
        features = analyse(read(video), audio, beats=rhythm(audio.heard.samples).beats.times, own=song is None)
        judgement = judge(*features, str(song or video))
    if json:
        print_json(_plain(judgement.report, video))
    else:
        _show(judgement.report, video, console)
    if plot:
        from clavilux.judge.plot import draw  # matplotlib takes half a second to import: only who draws waits for it

        draw(judgement, plot)


def _plain(report: SyncReport, video: Path) -> dict[str, Any]:
    """Every field of the report under its own name."""
    values = {field.name: getattr(report, field.name) for field in fields(report)}
    plain = {name: value.tolist() if hasattr(value, "tolist") else value for name, value in values.items()}
    return {"video": str(video), **plain}


def _show(report: SyncReport, video: Path, console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    from clavilux.judge.report import rows, sentences

    own = " (the video's own sound)" if report.song == str(video) else ""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(overflow="fold", style="dim")
    for row in rows(report, "our tracker"):
        table.add_row(*row)
    for name, path in (("video", str(video)), ("song", report.song + own)):
        console.print(Text.assemble((f"{name:<7}", "bold"), one_line(path)), soft_wrap=True)
    console.print(table)
    console.print(" ".join(sentences(report)))
