"""The command as a user types it, in this process: quicker than in one of its own."""

import contextlib
import io
import sys
import warnings
from dataclasses import dataclass

import pytest

from clavilux.cli.main import run


@dataclass
class Done:
    """What a command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def clavilux(*arguments: object) -> Done:
    """Run ``clavilux ARGUMENTS``. Its warnings are printed, as ever, and it leaves no hooks behind."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(sys, "argv", ["clavilux", *map(str, arguments)])
        patch.setattr(sys, "unraisablehook", sys.unraisablehook)
        patch.setenv("COLUMNS", "200")
        stack.enter_context(warnings.catch_warnings(action="default"))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        try:
            run()
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Done(code, out.getvalue(), err.getvalue())
