"""What a worker may not do, by the kernel's word: open sockets, start programs, take memory without end.

Elsewhere than on Linux (x86_64, aarch64) system calls are not filtered: what stays is the look at the query's text,
the deadline, and what the platform knows of resource limits.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from typing import NamedTuple


class Machine(NamedTuple):
    """Numbers of an architecture's system calls."""

    audit: int
    """As AUDIT_ARCH_… names it."""
    refused: tuple[int, ...]
    """socket, execve, execveat, ptrace."""
    end: int
    """Numbers from here on belong to another way of calling (x32)."""


MACHINES = {
    "x86_64": Machine(0xC000003E, (41, 59, 322, 101), 0x40000000),
    "aarch64": Machine(0xC00000B7, (198, 221, 281, 117), 0x40000000),
}
IO_URING_SETUP = 425
"""Opens sockets without `socket`; the same number everywhere."""
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
NUMBER, ARCHITECTURE = 0, 4
"""Offsets in struct seccomp_data."""
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EACCES
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def confine() -> bool:
    """Refuse sockets and programs to this process from now on; whether the platform can."""
    machine = MACHINES.get(platform.machine())
    if machine is None or sys.platform != "linux":
        return False
    code = b"".join(_instructions(machine))
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((NO_NEW_PRIVILEGES, 1, 0, 0, 0), (SECCOMP, FILTER, ctypes.byref(program), 0, 0)):
        if libc.prctl(*arguments) != 0:
            return False  # a kernel or container without it
    return True


def _instructions(machine: Machine) -> list[bytes]:
    """The BPF program: the wrong architecture dies, refused calls get EACCES, others pass.

    No socket at all may be opened, local ones neither: name service daemons listen on those.
    """
    refused = (*machine.refused, IO_URING_SETUP)
    tests = [_step(EQUAL, number, len(refused) - place, 0) for place, number in enumerate(refused)]
    return [
        _step(LOAD, ARCHITECTURE),
        _step(EQUAL, machine.audit, 1, 0),
        _step(RETURN, KILL),
        _step(LOAD, NUMBER),
        _step(AT_LEAST, machine.end, 0, 1),
        _step(RETURN, KILL),
        *tests,
        _step(RETURN, ALLOW),
        _step(RETURN, REFUSE),
    ]


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)


def limit_memory(more: int) -> None:
    """Let the address space grow by so many bytes beyond what it is now; leave no core file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    now = address_space()
    if now is not None:
        resource.setrlimit(resource.RLIMIT_AS, (now + more, now + more))


def limit_processor(seconds: float) -> None:
    """End this process after so much processor time from now, should nobody else."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    ceiling = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 1, ceiling))


def address_space() -> int | None:
    """Bytes of this process's address space, where the platform tells."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 (pathlib costs a worker's start)
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


def peak() -> int:
    """The most memory in bytes that this process ever held."""
    found = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found if sys.platform == "darwin" else found * 1024
