"""The sound of a film: the song's own packets where they will do, or encoded anew, or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import NamedTuple, Protocol, TypeAlias, cast

from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet

from clavilux.media.container import open_media, sound_track
from clavilux.media.decode import Song
from clavilux.media.formats import Format
from clavilux.media.soundtrack import Soundtrack
from clavilux.values import Sound

__all__ = ["FilmSound", "film_sound"]

Packets: TypeAlias = "list[Packet[AudioStream]]"


class Kind(NamedTuple):
    """Sound whose packets can be copied."""

    families: frozenset[str]
    """Of files that say how much of its first packets is no sound, as FFmpeg calls them."""
    codec: str
    """FFmpeg's name."""
    profile: str | None
    """That every player plays."""


COPIED = {
    "aac": Kind(frozenset({"mp4"}), "aac", "LC"),
    "libopus": Kind(frozenset({"ogg", "webm"}), "opus", None),
}
"""By the encoder that would make it."""


class FilmSound(Protocol):
    """Gives the packets of a film's sound."""

    def until(self, second: Fraction) -> Packets:
        """Those up to a second of the film that have not been given."""

    def rest(self) -> Packets:
        """Those that are held back when the film has ended."""


@contextmanager
def film_sound(film: OutputContainer, song: Sound | None, form: Format) -> Iterator[FilmSound]:
    """The sound of a film, of which a track is made in it.

    It is copied from the song's file where it is of the film's codec already, begins with the song and sounds the same
    everywhere: then nothing is lost. It is encoded otherwise.

    Parameters
    ----------
    film : OutputContainer
        Nothing has been written to it.
    song : Sound or None
        None is a silent film.
    form : Format
        The film's.

    Raises
    ------
    UserError
        If nobody knows how to mix the song's channels.
    """
    if song is None or form.sound is None:
        yield _Silent()
        return
    if isinstance(song, Song) and song.original:
        with open_media(song.original.path) as source:
            track = sound_track(source, *song.original)
            if _fits(source, track, form):
                yield _Copied(film, source, track)
                return
    yield _Encoded(film, song, form.sound, form)


def _fits(source: InputContainer, track: AudioStream, form: Format) -> bool:
    """Whether a track can stand in a film as it is."""
    kind, context = COPIED.get(form.sound or ""), track.codec_context
    return (
        kind is not None
        and not kind.families.isdisjoint(source.format.name.split(","))
        and (context.codec.canonical_name, context.profile) == (kind.codec, kind.profile)
        and context.sample_rate in form.sound_rates
        and context.channels <= 2
        and not track.start_time
        and not source.start_time
    )


class _Silent:
    """No track."""

    def until(self, second: Fraction) -> Packets:  # noqa: ARG002 (there is nothing up to any)
        return []

    def rest(self) -> Packets:
        return []


class _Copied:
    """The packets of a track."""

    def __init__(self, film: OutputContainer, source: InputContainer, track: AudioStream) -> None:
        self._track = film.add_stream_from_template(track, opaque=True)
        self._coming = (packet for packet in source.demux(track) if packet.pts is not None)
        self._next = next(self._coming, None)

    def until(self, second: Fraction) -> Packets:
        given: Packets = []
        while (packet := self._next) and (packet.pts or 0) * packet.time_base < second:
            packet.stream = self._track
            given.append(packet)
            self._next = next(self._coming, None)
        return given

    def rest(self) -> Packets:
        return []


class _Encoded:
    """The song's own sound, at one of the rates that every player plays; more than two channels become stereo."""

    def __init__(self, film: OutputContainer, song: Sound, encoder: str, form: Format) -> None:
        self._song = Soundtrack(song, form.sound_rates)
        track = film.add_stream(encoder, rate=self._song.encoded_rate, layout=self._song.encoded_layout)
        self._track = cast(AudioStream, track)
        if form.sound_bits:
            self._track.bit_rate = form.sound_bits * self._track.codec_context.channels

    def until(self, second: Fraction) -> Packets:
        return self._track.encode(self._song.next(round(second * self._song.rate)))

    def rest(self) -> Packets:
        return self._track.encode(None)
