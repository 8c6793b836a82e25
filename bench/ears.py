"""Claim: the ears name the genre of real recordings as people do, much faster than the music plays.

The songs, and who says what they are, are those of ``songs.py``; nothing was tuned on them, but weights were adjusted
on other songs of the generator (``training/genre/``). A genre is found when it is the first (top 1) or among the first
three (top 3) of the ranking. *Confused* are genres that were heard for others, and
*trust* tells how often a confidence was right. The captions of all sections go to ``data/captions.txt``, to be read
against the music. For tempo see ``beats.py``.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import mean, median

import songs
from clavilux.listen.captioners.tags import TagsCaptioner
from clavilux.listen.genre import Guess, ranked
from clavilux.listen.groove import groove
from clavilux.listen.hear import hear
from clavilux.listen.tags import tag
from clavilux.media.decode import decode
from clavilux.plan import Listen
from clavilux.values import Hearing

TRUST = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Between these the confidences are counted."""
CAPTIONS = songs.HERE / "data" / "captions.txt"


def listened(path: Path) -> tuple[Hearing, list[Guess], float]:
    """What is heard, the ranking of genres, and seconds of song per processor second of hearing it."""
    audio = decode(path).heard
    begin = time.process_time()
    hearing = hear(audio, Listen(), captioner=TagsCaptioner())
    speed = audio.duration / (time.process_time() - begin)
    grooved = groove(audio.samples, audio.rate, hearing.events["beats"].times)
    return hearing, ranked(tag(audio.samples, audio.rate), grooved), speed


def genres(found: Sequence[songs.Song]) -> None:
    """Genre of each song, the speed of hearing it all, and the captions."""
    print("| song | genre | heard, with confidence | found |")
    print("|---|---|---|---|")
    places, speeds, captions, firsts = [], [], [], []
    hear(decode(found[0].path, duration=20).heard, Listen())  # loads the networks
    for song in found:
        hearing, ranking, speed = listened(song.path)
        names = [guess.genre for guess in ranking[:3]]
        places.append(names.index(song.genre) if song.genre in names else None)
        firsts.append(ranking[0])
        speeds.append(speed)
        captions.append(captioned(song, hearing))
        heard = ", ".join(f"{guess.genre} {guess.confidence:.2f}" for guess in ranking[:3])
        mark = {0: "top 1", None: "no"}.get(places[-1], "top 3")
        star = " (generated)" if song.generated else ""
        print(f"| {song.artist}: {song.title}{star} | {song.genre} | {heard} | {mark} |", flush=True)
    CAPTIONS.write_text("\n".join(captions), "utf-8")
    people = [place for place, song in zip(places, found, strict=True) if not song.generated]
    print(f"\nOf all songs {score(places)}; of those made by people {score(people)}.")
    confused([song.genre for song in found], firsts)
    trust([place == 0 for place in places], firsts)
    print(f"\nA processor second hears {median(speeds):.0f} seconds of music (median; slowest {min(speeds):.0f}).")


def confused(truths: Sequence[str | None], firsts: Sequence[Guess]) -> None:
    """Which genres were heard for others."""
    pairs = Counter((str(truth), str(first.genre)) for truth, first in zip(truths, firsts, strict=True))
    wrong = [f"{truth} for {heard} ({count})" for (truth, heard), count in pairs.most_common() if truth != heard]
    print(f"\nConfused, genre for what was heard: {', '.join(wrong) or 'none'}.")


def trust(right: Sequence[bool], firsts: Sequence[Guess]) -> None:
    """How often the first genre was right, by its confidence."""
    print("\n| confidence | songs | mean confidence | right |")
    print("|---|---|---|---|")
    for low, high in pairwise(TRUST):
        inside = [(good, first.confidence) for good, first in zip(right, firsts, strict=True)
                  if low <= first.confidence < high]  # fmt: skip
        if inside:
            goods, confidences = zip(*inside, strict=True)
            print(f"| {low:.2f}-{high:.2f} | {len(inside)} | {mean(confidences):.2f} | {mean(goods):.2f} |")


def score(places: Sequence[int | None]) -> str:
    """How often the genre came first, and how often among three."""
    first, three = places.count(0), sum(place is not None for place in places)
    return f"top 1 is right for {first} of {len(places)}, top 3 for {three}"


def captioned(song: songs.Song, hearing: Hearing) -> str:
    """All sections of a song for reading."""
    lines = [f"{song.artist}: {song.title} ({song.genre}), {hearing.tempo:.1f} BPM; heard {hearing.genre}"]
    for section in hearing.sections:
        named = f"{section.genre} {section.confidence:.2f}" if section.genre else "-"
        lines.append(f"  {section.start:6.1f}-{section.end:6.1f}  {named:16}  {section.caption}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the tables."""
    genres([song for song in songs.fetch() if song.genre])


if __name__ == "__main__":
    main()
