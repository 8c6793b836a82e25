"""``clavilux listen``: what Clavilux hears in a song."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clavilux.cli.console import people, print_json
from clavilux.cli.pictures import check_plot
from clavilux.text import one_line

if TYPE_CHECKING:
    from rich.table import Table

    from clavilux.values import FloatArray, Hearing, Section

__all__ = ["listen"]

COLUMNS = " ▁▂▃▄▅▆▇█"
PLAIN_COLUMNS = " .:-=+*#@"
"""Where the terminal's encoding has no others."""
BAR = 10


def listen(
    song: Annotated[Path, typer.Argument(help="Anything with sound that FFmpeg reads, also a video.")],
    sections: Annotated[
        str, typer.Option(metavar="fixed|musical", help="Sections of 10 s, or verses, choruses and breaks.")
    ] = "musical",
    captioner: Annotated[str, typer.Option(help="Who puts the music in words; see 'clavilux captioners'.")] = "tags",
    start: Annotated[str, typer.Option(metavar="SECONDS", help="Second at which to begin.")] = "0",
    duration: Annotated[
        str | None, typer.Option(metavar="SECONDS", help="Seconds to listen to; all the rest when left out.")
    ] = None,
    track: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER",
            help="Which sound track of a file with several, from 1; the players' choice when left out.",
        ),
    ] = None,
    tempo: Annotated[
        str | None, typer.Option(metavar="BPM", help="If you know better than what is heard.", show_default=False)
    ] = None,
    meter: Annotated[
        str | None, typer.Option(metavar="2...7", help="Beats per bar, if you know better.", show_default=False)
    ] = None,
    beats: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="The song's beats, if you know better: .beats, .csv, .json, or Audacity's labels (.txt).",
            show_default=False,
        ),
    ] = None,
    beats_out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the beats, to correct them by hand and give them to --beats; formats as there.",
            show_default=False,
        ),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file of beats if it exists.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print what was heard as JSON to stdout, and nothing else there.")
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            help="Draw waveforms, spectrogram, energy and instruments, such as into heard.png; needs the extra 'plot'."
        ),
    ] = None,
) -> None:
    """Listen to a song: tempo, beats, genre, tags, sections and captions.

    All times are seconds, counted from --start; those of files of captions
    and beats are counted from the start of the song. Percents say how sure
    the ears are of beats and genre; of a genre with a question mark so little
    that 'clavilux render' takes no style from it.

    \b
    Examples:
      clavilux listen song.mp3
      clavilux listen song.mp3 --start 60 --duration 30 --plot heard.png
      clavilux listen clip.mp4 --json | jq .beats
      clavilux listen song.mp3 --captioner file:words.srt --sections fixed
      clavilux listen song.mp3 --beats-out song.txt
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    from clavilux import plugins
    from clavilux.cli.options import changed, typed
    from clavilux.cli.progress import bars
    from clavilux.listen.beat_files import check_format, read_beats, write_beats
    from clavilux.listen.hear import hear
    from clavilux.media.decode import decode
    from clavilux.media.output import check_free, make_room
    from clavilux.recipe import Recipe

    console = people()
    given = typed(
        {
            "listen.start": start,
            "listen.duration": duration,
            "listen.track": track,
            "listen.sections": sections,
            "listen.captioner": captioner,
            "listen.tempo": tempo,
            "listen.meter": meter,
            "listen.beats": beats,
        }
    )
    recipe = changed(Recipe(), given)
    choices = recipe.listen
    known = read_beats(choices.beats) if choices.beats else ()
    writer = plugins.create("captioners", captioner)
    if plot:
        check_plot(plot)
    if beats_out:
        check_format(beats_out)
        check_free(beats_out, [song, *([beats] if beats else [])], overwrite=overwrite)
        make_room(beats_out)
    with bars(console, ["listen"]) as progress:
        audio = decode(song, start=choices.start, duration=choices.duration, track=choices.track).heard
        hearing = hear(audio, choices, beats=known, captioner=writer, progress=progress)
    if plot:
        from clavilux.listen.plot import plot as draw

        draw(audio, hearing, plot)
    if json:
        print_json(_plain(hearing))
    else:
        columns = PLAIN_COLUMNS if console.options.ascii_only else COLUMNS
        console.print(_summary(hearing, song, recipe.imagine.certainty, columns))
    if beats_out:
        write_beats(hearing, beats_out)


def _plain(hearing: Hearing) -> dict[str, Any]:
    """What JSON gets to see; times to the millisecond."""
    times = {
        name: [round(float(at), 3) for at in hearing.events[name].times] for name in ("beats", "downbeats", "onsets")
    }
    sections = [
        {
            "start": round(section.start, 3),
            "end": round(section.end, 3),
            "label": section.label,
            "likeness": round(section.likeness, 3),
            **_named(section),
            "caption": section.caption,
        }
        for section in hearing.sections
    ]
    return {
        "offset": round(hearing.offset, 3),
        "duration": round(hearing.duration, 3),
        "tempo": round(hearing.tempo, 1),
        "meter": hearing.meter,
        "beat_confidence": round(hearing.beat_confidence, 3),
        **times,
        **_named(hearing),
        "sections": sections,
    }


def _named(heard: Hearing | Section) -> dict[str, Any]:
    tags = {tag: round(share, 3) for tag, share in heard.tags.items()}
    return {"genre": heard.genre, "confidence": round(heard.confidence, 3), "tags": tags}


def _summary(hearing: Hearing, song: Path, certainty: float, columns: str) -> Table:
    from rich.table import Table

    title = f"{one_line(song.name)}: {hearing.duration:.1f} s, {_rhythm(hearing)}, {_genre(hearing, certainty)}"
    table = Table("seconds", "part", "energy", "genre", "heard", title=title)
    loudness = hearing.signals["loudness"]
    loudest = max(loudness.values.max(initial=0.0), 1e-9)
    for section in hearing.sections:
        energy = loudness.between(section.start, section.end)
        words = " ".join(filter(None, [section.caption, f"({', '.join(section.tags)})" if section.tags else ""]))
        span = f"{section.start:.1f} - {section.end:.1f}"
        bar, genre = _bar(energy / loudest, columns), _genre(section, certainty)
        table.add_row(span, section.label, bar, genre, one_line(words))
    return table


def _rhythm(hearing: Hearing) -> str:
    if not hearing.tempo:
        return "no beat"
    bars = f" in {hearing.meter}" if hearing.meter else ""
    return f"{hearing.tempo:.0f} BPM{bars}, {len(hearing.events['beats'])} beats {hearing.beat_confidence:.0%}"


def _genre(heard: Hearing | Section, certainty: float) -> str:
    if heard.genre is None:
        return "genre unknown"
    return f"{heard.genre}{'' if heard.confidence >= certainty else '?'} {heard.confidence:.0%}"


def _bar(levels: FloatArray, columns: str) -> str:
    """Loudness over time in `BAR` little columns, as shares of the song's loudest moment."""
    import numpy as np

    parts = [part.max(initial=0.0) for part in np.array_split(levels, BAR)]
    return "".join(columns[round(float(part) * (len(columns) - 1))] for part in parts)
