"""Run a command without the internet: ``python .ci/offline.py COMMAND...``

Opening an internet socket ends the process that does it with the signal SIGSYS, also where the code would have gone on
without an answer, and also in compiled libraries and in the children of the command. The kernel sees to that (seccomp),
so it needs neither rights nor namespaces, but Linux on a 64-bit processor of the kind of Intel or ARM.
"""

import ctypes
import os
import platform
import struct
import sys

SOCKET = {"x86_64": 41, "aarch64": 198}
"""The number of the system call socket()."""

AF_INET, AF_INET6 = 2, 10
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
"""Instructions of the kernel's packet filter: load a word, jump if it equals, and return."""
NUMBER, FIRST = 0, 16
"""Where the words lie that are loaded: the number of the call, and its first argument."""
TRAP, ALLOW = 0x0003_0000, 0x7FFF_0000
PR_SET_SECCOMP, FILTER = 22, 2
PR_SET_NO_NEW_PRIVS = 38


class Filter(ctypes.Structure):
    """``struct sock_fprog`` of the kernel."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def main() -> None:
    """Give up internet sockets, then become the command."""
    # Each: instruction, how many to skip if it holds, how many if not, its value.
    instructions = [
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 0, 4, SOCKET[platform.machine()]),
        (LOAD, 0, 0, FIRST),
        (EQUAL, 1, 0, AF_INET),
        (EQUAL, 0, 1, AF_INET6),
        (RETURN, 0, 0, TRAP),
        (RETURN, 0, 0, ALLOW),
    ]
    program = Filter(len(instructions), b"".join(struct.pack("HBBI", *each) for each in instructions))
    kernel = ctypes.CDLL(None, use_errno=True)
    unused = ctypes.c_ulong(0)
    if kernel.prctl(PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), unused, unused, unused) or kernel.prctl(
        PR_SET_SECCOMP, ctypes.c_ulong(FILTER), ctypes.byref(program), unused, unused
    ):
        sys.exit(f"offline: {os.strerror(ctypes.get_errno())}")
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
