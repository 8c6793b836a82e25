"""As many pictures at once as the memory of a device holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clavilux import extras

__all__ = ["Batches"]


class Batches:
    """Does work in batches, and in smaller ones from then on when the memory runs out.

    Parameters
    ----------
    most : int
        Pictures at once at most.
    """

    def __init__(self, most: int) -> None:
        self.most = most

    def run(self, work: Callable[[slice], NDArray[Any]], count: int) -> NDArray[Any]:
        """What `work` gives for each batch of `count` pictures, one after the other.

        Raises
        ------
        torch.OutOfMemoryError
            If not even one picture fits.
        """
        torch = extras.lazy_import("torch")
        while True:
            try:
                return np.concatenate([work(slice(i, i + self.most)) for i in range(0, count, self.most)])
            except torch.OutOfMemoryError:
                fewer = min(self.most, count) // 2
                if not fewer:
                    raise
            self.most = fewer
            torch.cuda.empty_cache()  # here, as the error holds what it was raised among
