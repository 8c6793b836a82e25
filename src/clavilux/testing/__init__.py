"""The laws that plug-ins obey, for those who write one, and a painter that needs no model.

The laws are classes for pytest, which has to be installed. A subclass makes the plug-in, and tests it::

    from clavilux.testing import PainterLaws


    class TestMyPainter(PainterLaws):
        def make(self):
            return MyPainter()
"""

import pytest

LAWS = "captioners", "effects", "options", "painters", "paths", "sources", "transitions"

pytest.register_assert_rewrite(*(f"{__name__}.{module}" for module in LAWS))

from clavilux.imagine.painters.fake import FakePainter  # noqa: E402
from clavilux.testing.captioners import CaptionerLaws  # noqa: E402
from clavilux.testing.effects import EffectLaws  # noqa: E402
from clavilux.testing.painters import PainterLaws  # noqa: E402
from clavilux.testing.sources import SourceLaws  # noqa: E402
from clavilux.testing.transitions import TransitionLaws  # noqa: E402

__all__ = ["CaptionerLaws", "EffectLaws", "FakePainter", "PainterLaws", "SourceLaws", "TransitionLaws"]
