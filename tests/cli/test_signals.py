"""Signals end the command by an exception, once, whatever Python is at."""

import os
import signal
import threading

import pytest

from clavilux.cli.signals import STOPPED, heed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")


def lose_one_and_wait(number: signal.Signals) -> None:
    """Python prints and forgets what is raised in a finaliser."""

    class Dying:
        def __del__(self) -> None:
            signal.raise_signal(number)

    Dying()
    threading.Event().wait(20)


def test_the_exit_codes_are_those_of_the_shell() -> None:
    assert STOPPED == {130: signal.SIGINT, 143: signal.SIGTERM, 129: signal.SIGHUP}


@pytest.mark.parametrize("code", [143, 129])
def test_a_signal_ends_us_by_an_exception(code: int) -> None:
    heed()
    with pytest.raises(SystemExit) as ended:
        signal.raise_signal(STOPPED[code])
    assert ended.value.code == code


@pytest.mark.parametrize("code", [130, 143, 129])
def test_a_signal_that_python_swallows_is_heeded(code: int) -> None:
    heed()
    with pytest.raises((KeyboardInterrupt, SystemExit)) as ended:
        lose_one_and_wait(STOPPED[code])
    assert getattr(ended.value, "code", 130) == code


def test_further_signals_do_not_disturb_the_sweeping() -> None:
    heed()
    with pytest.raises(SystemExit):
        signal.raise_signal(signal.SIGHUP)
    signal.raise_signal(signal.SIGHUP)
    signal.raise_signal(signal.SIGTERM)


def test_what_nohup_ignores_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    heed()
    signal.raise_signal(signal.SIGHUP)


def test_other_errors_in_finalisers_are_told_as_ever(capsys: pytest.CaptureFixture[str]) -> None:
    heed()

    class Dying:
        def __del__(self) -> None:
            raise ZeroDivisionError("in a finaliser")

    Dying()
    assert "ZeroDivisionError: in a finaliser" in capsys.readouterr().err
