"""The example that ships, as fixtures; and ``--install``, with which CI makes sure of what it tests."""

import faulthandler
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import clavilux
from clavilux.examples import ARTWORK, SONG


@pytest.fixture(scope="session")
def song():
    """31 s of techno at 124 BPM."""
    return SONG


@pytest.fixture(scope="session")
def artwork():
    """A painting."""
    return ARTWORK


def pytest_addoption(parser):
    told = "'base': fail unless this is the wheel, without torch and network; 'full': fail where a library is missing"
    parser.addoption("--install", choices=("base", "full"), help=told)


def pytest_configure(config):
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what runs behind it ignore Ctrl-C
    if config.getoption("install") != "base":
        return
    # The network is cut by a signal; this tells where the process was that it ended.
    faulthandler.register(signal.SIGSYS, file=os.dup(2), chain=True)
    connecting = subprocess.run([sys.executable, "-c", "import socket; socket.socket()"], check=False)
    for wrong, why in (
        (connecting.returncode != -signal.SIGSYS, "the network can be reached; run it by .ci/offline.py"),
        (find_spec("torch"), "torch is installed"),
        ("site-packages" not in Path(clavilux.__file__).parts, f"clavilux is that of {clavilux.__file__}"),
    ):
        if wrong:
            raise pytest.UsageError(f"--install base: {why}")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _found((yield), collector.config)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    return _found((yield), item.config)


def _found(report, config):
    """The report, which is of a failure where all libraries should be there and a test is skipped for want of one."""
    if report.skipped and config.getoption("install") == "full" and "could not import" in str(report.longrepr):
        report.outcome, report.longrepr = "failed", str(report.longrepr)
    return report
