"""Captioner ``lp-music-caps``: the one of the paper, LP-MusicCaps (Doh, Choi, Lee and Nam, ISMIR 2023)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from clavilux import extras, hub
from clavilux.errors import warn
from clavilux.listen.captioners.lp_network import LpNetwork
from clavilux.listen.captioners.sound import middle
from clavilux.values import Hearing, Mono

__all__ = ["LpMusicCapsCaptioner"]

LIBRARIES = ("torch", "transformers", "huggingface_hub")
WEIGHTS = "transfer.pth"
TOKENIZER = "facebook/bart-base"
TOKENIZER_FILES = ["tokenizer.json", "vocab.json", "merges.txt"]


class LpMusicCapsCaptioner:
    """Music captioning as in the paper, with weights that are fetched at the user's request.

    Each section is told from 10 s of sound: the middle of a longer one, followed by silence when it is shorter.

    Parameters
    ----------
    source : str
        A model of the hub that holds ``transfer.pth``, or a folder that does. A folder may also hold the tokenizer
        (``vocab.json`` and ``merges.txt``, or ``tokenizer.json``); without one, that of ``facebook/bart-base`` is
        fetched.

    Raises
    ------
    MissingExtra
        If the ``captions`` extra is not installed.
    UserError
        While it is prepared: if the files cannot be had, or are not of this model.

    Warns
    -----
    ClaviluxWarning
        Before the weights are used, of their licence.
    """

    name = "lp-music-caps"
    licence = "CC-BY-NC-4.0"

    def __init__(self, source: str = "seungheondoh/lp-music-caps") -> None:
        extras.require(f"captioner '{self.name}'", "captions", LIBRARIES)
        self.source = source

    def prepare(self) -> None:
        """Load the network; see `protocols.Prepares`."""
        _ = self._network

    def captions(self, audio: Mono, hearing: Hearing) -> Iterator[str]:
        """One caption for each section, by beam search."""
        for section in hearing.sections:
            network = self._network
            yield network.caption(middle(audio, section, network.rate, network.seconds))

    @cached_property
    def _network(self) -> LpNetwork:
        folder = hub.fetch(self.source, [WEIGHTS])
        own = any((folder / name).is_file() for name in TOKENIZER_FILES)
        tokenizer = folder if own else hub.fetch(TOKENIZER, TOKENIZER_FILES)
        warn(f"captioner '{self.name}': its weights are {self.licence}, for non-commercial use only")
        return LpNetwork(folder / WEIGHTS, tokenizer)
