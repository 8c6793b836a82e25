"""``clavilux listen``: what Clavilux hears in a song."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clavilux.cli.pictures import check_plot

if TYPE_CHECKING:
    from rich.table import Table

    from clavilux.types import FloatArray, Hearing, Section

__all__ = ["listen"]

COLUMNS = " ▁▂▃▄▅▆▇█"
BAR = 10


def listen(
    song: Annotated[Path, typer.Argument(help="Anything with sound that FFmpeg reads, also a video.")],
    sections: Annotated[
        str, typer.Option(metavar="fixed|musical", help="Sections of 10 s, or verses, choruses and breaks.")
    ] = "musical",
    captioner: Annotated[str, typer.Option(help="Who puts the music in words; see 'clavilux captioners'.")] = "tags",
    start: Annotated[float, typer.Option(help="Second at which to begin.")] = 0.0,
    duration: Annotated[float | None, typer.Option(help="Seconds to listen to; all the rest when left out.")] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print what was heard as JSON to stdout, and nothing else there.")
    ] = False,
    plot: Annotated[
        Path | None, typer.Option(help="Draw waveforms, spectrogram and energy, such as into heard.png.")
    ] = None,
) -> None:
    """Listen to a song: tempo, beats, genre, tags, sections and captions.

    All times are seconds, counted from --start. A genre with a question mark
    is a guess of little confidence: 'clavilux render' takes no style from it.

    \b
    Examples:
      clavilux listen song.mp3
      clavilux listen song.mp3 --start 60 --duration 30 --plot heard.png
      clavilux listen clip.mp4 --json | jq .beats
      clavilux listen song.mp3 --captioner file:words.srt --sections fixed
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    from rich.console import Console

    from clavilux import plugins
    from clavilux.cli.progress import bars
    from clavilux.listen.hear import hear
    from clavilux.media.decode import decode
    from clavilux.recipe import Recipe

    console = Console(stderr=True, markup=False)
    recipe = Recipe().with_values(
        {
            "listen.start": start,
            "listen.duration": duration,
            "listen.sections": sections,
            "listen.captioner": captioner,
        }
    )
    writer = plugins.create("captioners", captioner)
    if plot:
        check_plot(plot)
    with bars(console, ["listen"]) as progress:
        audio = decode(song, start=start, duration=duration).heard
        hearing = hear(audio, recipe.listen, rate=float(recipe.film.rate), captioner=writer, progress=progress)
    if plot:
        from clavilux.listen.plot import plot as draw

        draw(audio, hearing, plot)
    if json:
        typer.echo(jsonlib.dumps(_plain(hearing), indent=2))
    else:
        console.print(_summary(hearing, song, recipe.imagine.certainty))


def _plain(hearing: Hearing) -> dict[str, Any]:
    """What JSON gets to see; times to the millisecond."""
    times = {name: [round(float(at), 3) for at in getattr(hearing, name)] for name in ("beats", "downbeats", "onsets")}
    sections = [
        {"start": round(section.start, 3), "end": round(section.end, 3), **_named(section), "caption": section.caption}
        for section in hearing.sections
    ]
    return {
        "duration": round(hearing.duration, 3),
        "tempo": round(hearing.tempo, 1),
        **times,
        **_named(hearing),
        "sections": sections,
    }


def _named(heard: Hearing | Section) -> dict[str, Any]:
    tags = {tag: round(share, 3) for tag, share in heard.tags.items()}
    return {"genre": heard.genre, "confidence": round(heard.confidence, 3), "tags": tags}


def _summary(hearing: Hearing, song: Path, certainty: float) -> Table:
    from rich.table import Table

    tempo = f"{hearing.tempo:.0f} BPM, {len(hearing.beats)} beats" if hearing.tempo else "no beat"
    title = f"{song.name}: {hearing.duration:.1f} s, {tempo}, {_genre(hearing, certainty)}"
    table = Table("seconds", "energy", "genre", "heard", title=title)
    loudest = max(hearing.loudness.max(initial=0.0), 1e-9)
    for section in hearing.sections:
        energy = hearing.loudness[round(section.start * hearing.rate) : round(section.end * hearing.rate)]
        words = " ".join(filter(None, [section.caption, f"({', '.join(section.tags)})" if section.tags else ""]))
        span = f"{section.start:.1f} - {section.end:.1f}"
        table.add_row(span, _bar(energy / loudest), _genre(section, certainty), words)
    return table


def _genre(heard: Hearing | Section, certainty: float) -> str:
    if heard.genre is None:
        return "genre unknown"
    return f"{heard.genre}{'' if heard.confidence >= certainty else '?'} {heard.confidence:.0%}"


def _bar(levels: FloatArray) -> str:
    """Loudness over time in `BAR` little columns, as shares of the song's loudest moment."""
    import numpy as np

    parts = [part.max(initial=0.0) for part in np.array_split(levels, BAR)]
    return "".join(COLUMNS[round(float(part) * (len(COLUMNS) - 1))] for part in parts)
