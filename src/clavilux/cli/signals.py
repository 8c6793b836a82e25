"""What ends the command from outside: Ctrl-C, `kill`, a shutdown, a terminal that is closed."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from types import FrameType

__all__ = ["STOPPED", "heed"]

ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Signals that end us as Ctrl-C does. Windows has only the first."""

STOPPED = {128 + number: number for number in (signal.SIGINT, *ENDING)}
"""These signals by their exit codes, as shells have them. Ctrl-C is turned into its own by Typer."""


def heed() -> None:
    """From now on leave by an exception, which sweeps away what was begun, where a signal would end us at once."""
    sys.unraisablehook = _heed_lost
    for number in ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:  # what `nohup` has us ignore stays ignored
            signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> None:
    for other in ENDING:  # a terminal that is closed sends several, which must not disturb the sweeping
        signal.signal(other, _ignore)
    sys.exit(128 + number)


def _ignore(number: int, _: FrameType | None) -> None:
    """As SIG_IGN, about which Python grumbles when the signal has come already."""


def _heed_lost(lost: sys.UnraisableHookArgs) -> None:
    """Send the signal once more where Python swallowed its exception, as it does inside a finaliser."""
    interrupted = issubclass(lost.exc_type, KeyboardInterrupt)
    number = signal.SIGINT if interrupted else STOPPED.get(getattr(lost.exc_value, "code", None))
    if number is None:
        sys.__unraisablehook__(lost)
        return
    if number in ENDING:
        signal.signal(number, _end)
    threading.Timer(0.05, _send, [number]).start()


def _send(number: signal.Signals) -> None:
    """Send the main thread a signal, from another one."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main:
        signal.pthread_kill(main, number)  # wakes what sleeps, unlike the other
    else:
        _thread.interrupt_main(number)
