"""Which of a model's weights are loaded: hub repositories often hold the same ones in several number formats."""

from __future__ import annotations

from typing import Any

from clavilux import extras

__all__ = ["variants"]


def variants(dtype: Any) -> tuple[str | None, ...]:
    """The variants of a model's weights, best first, for use in a number format of torch; see `hub.pipeline`.

    Halves are half as large to fetch. For float32 they are a last resort, and for bfloat16 the plain weights come
    first, as they mostly are bfloat16 themselves.
    """
    return ("fp16", None) if dtype == extras.lazy_import("torch").float16 else (None, "bf16", "fp16")
