"""Takes files, network and other processes away from the worker on Linux, as far as the kernel helps."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from typing import Any

from sozialclient.render.linux_calls import ARCHITECTURES, FORBIDDEN, ON_ITSELF

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 4, 38, 22
_SECCOMP_MODE_FILTER = 2
_LANDLOCK_CREATE_RULESET, _LANDLOCK_ADD_RULE, _LANDLOCK_RESTRICT_SELF = 444, 445, 446
_LANDLOCK_VERSION, _LANDLOCK_PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_EPERM, _ENOSYS = 1, 38
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_CLONE_THREAD = 0x00010000
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16

_O_PATH = 0o10000000

_libc: Any = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def seal(readable: Iterable[str]) -> list[str]:
    """Forbid everything that decoding does not need; returns what took effect.

    `files`: nothing can be opened any more except for reading below `readable` (Landlock, Linux
    5.13 and later). `system_calls`: no socket, no new program or process, no signal to others, no
    rights, times or attributes of files changed (seccomp, x86-64 and ARM64). Best effort: an old
    kernel or a container may refuse either.
    """
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return []
    effects = []
    if _restrict_files(readable):
        effects.append("files")
    if _restrict_calls():
        effects.append("system_calls")
    return effects


def _restrict_files(readable: Iterable[str]) -> bool:
    version = _libc.syscall(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), _LANDLOCK_VERSION)
    if version < 1:
        return False
    attributes = _ruleset(version)
    ruleset = _libc.syscall(_LANDLOCK_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return False
    try:
        for path in readable:
            if os.path.isdir(path):  # noqa: PTH112  # pathlib would cost start-up time
                _allow_reading(ruleset, path)
        return bool(_libc.syscall(_LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _ruleset(version: int) -> bytes:
    # linux/landlock.h: rights on files, on TCP ports (since 4), on signals and abstract sockets (since 6).
    files = (1 << (13 + (version >= 2) + (version >= 3) + (version >= 5))) - 1
    words = 1 + (version >= 4) + (version >= 6)
    return struct.pack(f"={words}Q", *(files, 0b11, 0b11)[:words])


def _allow_reading(ruleset: int, path: str) -> None:
    folder = os.open(path, _O_PATH)
    try:
        rule = struct.pack("=Qi", _READ_FILE | _READ_DIR, folder)
        _libc.syscall(_LANDLOCK_ADD_RULE, ruleset, _LANDLOCK_PATH_BENEATH, rule, 0)
    finally:
        os.close(folder)


def _restrict_calls() -> bool:
    known = ARCHITECTURES.get(platform.machine())
    if known is None:
        return False
    program = _program(*known)
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(code))
    return bool(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0) == 0)


def _program(architecture: int, column: int) -> bytes:
    """A classic BPF program over `struct seccomp_data` (linux/seccomp.h, linux/filter.h)."""
    numbers = {name: row[column] for name, row in FORBIDDEN.items() if row[column] is not None}
    clone, clone3 = numbers.pop("clone"), numbers.pop("clone3")
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        # The x32 numbers of x86-64 would be a way around the table.
        (_JUMP_AT_LEAST, 0, 1, 0x40000000),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
        # Threads are allowed, processes are not; clone3 hides its flags, so libc is sent back to clone.
        (_JUMP_EQUAL, 0, 1, clone3),
        (_RETURN, 0, 0, _ERRNO | _ENOSYS),
        (_JUMP_EQUAL, 0, 4, clone),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_JUMP_BITS, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    for name, row in ON_ITSELF.items():
        # The kernel's name for the caller itself: its number, or 0 where it changes limits.
        itself = os.getpid() if name == "tgkill" else 0
        lines += [
            (_JUMP_EQUAL, 0, 4, row[column]),
            (_LOAD, 0, 0, _FIRST_ARGUMENT),
            (_JUMP_EQUAL, 0, 1, itself),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, _ERRNO | _EPERM),
        ]
    for number in numbers.values():
        lines += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | _EPERM)]
    lines.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
