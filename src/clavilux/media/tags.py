"""What a song's file says of the song, for its film to say it too: title, artist and cover."""

from __future__ import annotations

from pathlib import Path

from av.container import OutputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.stream import VideoStream

from clavilux.media.container import open_media, text

__all__ = ["add_cover", "tags"]

CARRIED = ("title", "artist", "album", "date")
COVERS = {"mjpeg", "png"}
"""FFmpeg's names of pictures that films can carry."""


def tags(song: Path | str) -> dict[str, str]:
    """Title, artist, album and date of a song, as far as its file says them.

    Raises
    ------
    UnreadableMedia
        If it cannot be opened.
    """
    with open_media(song) as container:
        told = [container.metadata, *(track.metadata for track in container.streams.audio)]  # in Ogg the track says it
        said = {key.lower(): text(value) for found in reversed(told) for key, value in found.items()}
    return {key: said[key] for key in CARRIED if said.get(key)}


def add_cover(film: OutputContainer, song: Path | str) -> list[Packet[VideoStream]]:
    """Make a track for a song's cover in a film, to which nothing has been written; what goes there, if there is one.

    Raises
    ------
    UnreadableMedia
        If the song cannot be opened.
    """
    with open_media(song) as container:
        for picture in container.streams.video:
            if not picture.disposition & Disposition.attached_pic or picture.codec_context.name not in COVERS:
                continue
            packet = next((packet for packet in container.demux(picture) if packet.size), None)
            if packet:
                packet.stream = film.add_stream_from_template(picture, opaque=True)
                packet.stream.disposition = Disposition.attached_pic
                packet.pts = packet.dts = 0
                return [packet]
    return []
