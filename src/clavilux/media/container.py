"""Opening a sound or video file: its text, its tracks, and whether it is protected."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from clavilux.errors import RenderError, UnreadableMedia

__all__ = [
    "is_known",
    "moving_pictures",
    "open_media",
    "open_segment",
    "refuse_encrypted",
    "refuse_protected",
    "seconds",
    "sound_track",
    "start",
    "text",
]

LOCKED = (
    "is protected by encryption (DRM), so that only the shop's own player can play it; give a copy without, such as an "
    "MP3, FLAC or MP4 from a shop that sells those, or from your own disc"
)
"""Why a protected file is no use, and what is."""

# From version 19 on PyAV always reads text so, and no longer takes the parameter.
BYTE_EXACT: dict[str, Any] = (
    {"metadata_errors": "surrogateescape"} if int(av.__version__.partition(".")[0]) < 19 else {}
)

PROTECTED = {"aavd", "drmi", "drms", "enca", "encv"}
"""What MPEG-4 files call an encrypted track: of Audible, of FairPlay, or of somebody whom FFmpeg does not know."""

SECONDARY = (
    Disposition.comment
    | Disposition.hearing_impaired
    | Disposition.visual_impaired
    | Disposition.descriptions
    | Disposition.dependent
)
"""Tracks that players leave to those who ask for them."""


def open_media(path: Path | str, part: io.RawIOBase | None = None) -> InputContainer:
    """Open a file for reading.

    Parameters
    ----------
    path : Path or str
        A file in any format that FFmpeg reads.
    part : RawIOBase, optional
        What to read in place of the whole file.

    Returns
    -------
    InputContainer
        To be closed by the caller. Its texts go through `text`.

    Raises
    ------
    UnreadableMedia
        If the file is missing, empty, or no recording.
    """
    path = Path(path)
    if not path.is_file():
        raise UnreadableMedia(path, "is a folder; give a file" if path.is_dir() else "no such file; check the path")
    if path.stat().st_size == 0:
        raise UnreadableMedia(path, "is empty; use another copy")
    try:
        # "file:" keeps FFmpeg from reading a colon in the name as a protocol.
        container: InputContainer = av.open(part or f"file:{path}", "r", **BYTE_EXACT)
    except (av.FFmpegError, OSError) as error:
        why = f"FFmpeg cannot read it ({error.strerror}); give a sound or video file such as WAV, FLAC, OGG, MP3 or MP4"
        raise UnreadableMedia(path, why) from error
    return container


@contextmanager
def open_segment(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a piece of film, and find its pictures.

    Raises
    ------
    RenderError
        If it has no pictures that can be decoded: then somebody has put another file in its place.
    """
    wrong = RenderError(f"{path}: is no piece of a film; remove it, and render again")
    try:
        opened = open_media(path)
    except UnreadableMedia as error:
        raise wrong from error
    with opened as container:
        pictures = container.streams.video
        if not pictures or not is_known(pictures[0]):
            raise wrong
        yield container, pictures[0]


def text(value: str) -> str:
    """Text out of a container, with a replacement character for each byte that is not UTF-8."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def seconds(stamp: int | None, unit: object) -> float | None:
    """A timestamp in seconds; None where either number is not known, which PyAV tells by None or by 0/1."""
    return float(stamp * unit) if stamp is not None and unit else None  # type: ignore[operator]


def start(container: InputContainer) -> float:
    """Where on the clock of the file its time begins, in seconds: the common origin of its sound and picture."""
    return (container.start_time or 0) / av.time_base


def moving_pictures(container: InputContainer) -> list[VideoStream]:
    """The video tracks, the one that players choose first; the cover picture of a song is none."""
    moving = (s for s in container.streams.video if not s.disposition & Disposition.attached_pic)
    return sorted(moving, key=_rank)


def sound_track(container: InputContainer, path: Path | str, number: int | None = None) -> AudioStream:
    """The sound track to hear.

    Parameters
    ----------
    container : InputContainer
        An open file.
    path : Path or str
        Its name, for messages.
    number : int, optional
        Which of its sound tracks, counted from 1; the one that players choose when left out.

    Raises
    ------
    UnreadableMedia
        If there is no sound, no track of that number, or it is protected or of an unknown kind.
    """
    tracks = container.streams.audio
    if not tracks:
        raise UnreadableMedia(path, "has no sound; give a song, or a video with a sound track")
    if number is not None and not 1 <= number <= len(tracks):
        raise UnreadableMedia(path, f"has no sound track {number}; choose --track from {_listed(tracks)}")
    track = min(tracks, key=_rank) if number is None else tracks[number - 1]
    refuse_protected(container, track, path)
    if not is_known(track):
        others = f"; choose --track from {_listed(tracks)}" if len(tracks) > 1 else "; convert it to WAV or FLAC first"
        raise UnreadableMedia(path, f"FFmpeg has no decoder for its sound{others}")
    return track


def refuse_protected(container: InputContainer, track: Stream, path: Path | str) -> None:
    """Say so if a track is encrypted: it can be opened, but there is only noise in it.

    Its name tells in MPEG-4, notes of FFmpeg's in Windows Media and Matroska; for Common Encryption see
    `refuse_encrypted`.

    Raises
    ------
    UnreadableMedia
        If it is.
    """
    # Elsewhere the tag may be a number, which PyAV fails to read as text.
    tag = track.codec_context.codec_tag if container.format.name.startswith("mov") and is_known(track) else ""
    if tag in PROTECTED or "encryption" in container.metadata or "enc_key_id" in track.metadata:
        raise UnreadableMedia(path, LOCKED)


def refuse_encrypted(packet: Packet[Any], path: Path | str) -> None:
    """Say so if a packet is encrypted.

    Raises
    ------
    UnreadableMedia
        If it is.
    """
    if packet.has_sidedata("encryption_info"):
        raise UnreadableMedia(path, LOCKED)


def _rank(track: Stream) -> tuple[bool, bool, bool]:
    """Smallest for the track that players choose; the first of the file among equals."""
    flags = track.disposition
    return not is_known(track), bool(flags & SECONDARY), not flags & Disposition.default


def is_known(track: Stream) -> bool:
    """Whether there is a decoder. PyAV has no context for a track without."""
    return track.codec_context is not None


def _listed(tracks: Sequence[AudioStream]) -> str:
    """Every sound track in a few words: ``1 (aac, eng, "Main"), 2 (ac3)``."""
    parts = []
    for number, track in enumerate(tracks, start=1):
        codec = track.codec_context.codec.canonical_name if is_known(track) else "unknown"
        title = text(track.metadata.get("title", ""))
        words = [codec, text(track.metadata.get("language", "")), f'"{title}"' if title else ""]
        parts.append(f"{number} ({', '.join(filter(None, words))})")
    return ", ".join(parts)
