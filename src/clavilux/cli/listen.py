"""``clavilux listen``: what Clavilux hears in a song."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from clavilux.types import Hearing

__all__ = ["listen"]


def listen(
    song: Annotated[Path, typer.Argument(help="Anything with sound that FFmpeg reads, also a video.")],
    start: Annotated[float, typer.Option(help="Second at which to begin.")] = 0.0,
    duration: Annotated[float | None, typer.Option(help="Seconds to listen to; all the rest when left out.")] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print what was heard as JSON to stdout, and nothing else there.")
    ] = False,
    plot: Annotated[
        Path | None, typer.Option(help="Draw waveforms, spectrogram and energy, such as into heard.png.")
    ] = None,
) -> None:
    """Listen to a song: tempo, beats, onsets and sections.

    All times are seconds, counted from --start.

    \b
    Examples:
      clavilux listen song.mp3
      clavilux listen song.mp3 --start 60 --duration 30 --plot heard.png
      clavilux listen clip.mp4 --json | jq .beats
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    from rich.console import Console

    from clavilux.errors import UserError
    from clavilux.listen.decode import decode
    from clavilux.listen.hear import hear
    from clavilux.recipe import Recipe

    console = Console(stderr=True, markup=False)
    recipe = Recipe().with_values({"listen.start": start, "listen.duration": duration})
    with console.status("listening"):
        audio = decode(song, start=start, duration=duration)
        hearing = hear(audio, recipe.listen, rate=float(recipe.film.rate))
    if plot:
        from clavilux.listen.plot import plot as draw

        try:
            draw(audio, hearing, plot)
        except (OSError, ValueError) as error:
            raise UserError(f"cannot draw {plot}: {error}; choose another name, such as heard.png") from None
    if json:
        typer.echo(jsonlib.dumps(_plain(hearing), indent=2))
    else:
        console.print(_summary(hearing, song))


def _plain(hearing: Hearing) -> dict[str, Any]:
    """What JSON gets to see; times to the millisecond."""
    times = {name: [round(float(at), 3) for at in getattr(hearing, name)] for name in ("beats", "downbeats", "onsets")}
    sections = [
        {
            "start": round(section.start, 3),
            "end": round(section.end, 3),
            "genre": section.genre,
            "confidence": section.confidence,
            "tags": dict(section.tags),
            "caption": section.caption,
        }
        for section in hearing.sections
    ]
    return {"duration": round(hearing.duration, 3), "tempo": round(hearing.tempo, 1), **times, "sections": sections}


def _summary(hearing: Hearing, song: Path) -> Table:
    from rich.table import Table

    tempo = f"{hearing.tempo:.0f} BPM, {len(hearing.beats)} beats" if hearing.tempo else "no beat"
    title = f"{song.name}: {hearing.duration:.1f} s, {tempo}, {len(hearing.onsets)} onsets"
    table = Table("seconds", "beats", "genre", "heard", title=title)
    for section in hearing.sections:
        beats = sum(section.start <= beat < section.end for beat in hearing.beats)
        genre = f"{section.genre} ({section.confidence:.0%})" if section.genre else "unknown"
        words = [section.caption, ", ".join(f"{tag} {share:.0%}" for tag, share in section.tags.items())]
        table.add_row(f"{section.start:.1f} - {section.end:.1f}", str(beats), genre, " ".join(filter(None, words)))
    return table
