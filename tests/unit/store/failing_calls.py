"""Lets single calls of Python to the file system fail, below one folder."""

from __future__ import annotations

import contextlib
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

FULL, BROKEN, FORBIDDEN = errno.ENOSPC, errno.EIO, errno.EACCES
_BY_PATH = ("open", "replace", "rename", "unlink", "mkdir")
_BY_DESCRIPTOR = ("write", "fsync", "ftruncate")


class FailingCalls:
    """Counts the calls that touch `folder`; the one with the number `failing` raises OSError(`code`).

    A full disk stays full from then on.
    """

    def __init__(self, folder: Path, failing: int, code: int) -> None:
        self.count = 0
        self._folder, self._failing, self._code = str(folder), failing, code

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        """During this `with`."""
        with ExitStack() as stack:
            for name in _BY_PATH:
                stack.enter_context(patch(f"os.{name}", self._by_path(name, getattr(os, name))))
            for name in _BY_DESCRIPTOR:
                stack.enter_context(patch(f"os.{name}", self._by_descriptor(getattr(os, name))))
            stack.enter_context(patch("io.open", self._by_path("open", io.open)))
            yield

    def _by_path(self, name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(path: object, *arguments: object, **named: object) -> object:
            below = isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(self._folder)
            # What is there can be opened and removed on a full disk too.
            if below and not (self._code == FULL and (name == "unlink" or name == "open" and not _creates(arguments))):
                self._happens()
            return real(path, *arguments, **named)

        return call

    def _by_descriptor(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(descriptor: int, *arguments: object) -> object:
            if str(Path(f"/proc/self/fd/{descriptor}").readlink()).startswith(self._folder):
                self._happens()
            return real(descriptor, *arguments)

        return call

    def _happens(self) -> None:
        number, self.count = self.count, self.count + 1
        if number == self._failing or (self._code == FULL and number > self._failing):
            raise OSError(self._code, os.strerror(self._code))


def _creates(arguments: tuple[object, ...]) -> bool:
    how = arguments[0] if arguments else "r"
    return bool(how & os.O_CREAT) if isinstance(how, int) else str(how)[0] in "wxa"
