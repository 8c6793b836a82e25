"""The laws of plug-ins whose options are the fields of a struct: sources, effects and transitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from clavilux.structs.schema import about, meanings

__all__ = ["OptionLaws"]


class OptionLaws:
    """Of their options.

    A subclass has a method ``make`` that returns the plug-in.
    """

    def make(self) -> Any:
        """The plug-in that is tried."""
        raise NotImplementedError("give your class a method make that returns the plug-in")

    @pytest.fixture
    def create(self) -> Callable[[], Any]:
        """Makes the plug-in."""
        return self.make

    def test_options_are_plain_data(self, create: Callable[[], Struct]) -> None:
        made = create()
        assert msgspec.convert(msgspec.to_builtins(made), type(made)) == made

    def test_it_says_what_it_does_and_what_its_options_mean(self, create: Callable[[], Struct]) -> None:
        kind = type(create())
        assert about(kind)
        assert meanings(kind).keys() >= {*kind.__struct_fields__}
