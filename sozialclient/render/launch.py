"""How a worker process is started: which interpreter, with how little around it."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

_BOOT = (
    "import sys; sys.path += [a for a in sys.argv[1:] if a[:2] != '--'];"
    "from sozialclient.render.worker import main; main()"
)
_LIBRARIES = ("PIL", "pypdfium2_raw", "pi_heif", "pikepdf")
# What an interpreter may need to find its own system libraries; nothing here can hold a secret.
_KEPT_VARIABLES = ("SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH")


def start(*, warm: bool) -> subprocess.Popen[bytes]:
    """A new worker that shares nothing with us but two pipes. OSError when it cannot be started.

    `warm` lets it load every decoder at once instead of waiting for the kind of its document.
    """
    hidden_window = 0x08000000 if sys.platform == "win32" else 0  # CREATE_NO_WINDOW
    return subprocess.Popen(
        command(warm=warm),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        close_fds=True,
        cwd=_neutral_folder(),
        env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
        creationflags=hidden_window,
        # A Ctrl+C in our terminal is meant for us alone.
        start_new_session=True,
    )


def command(*, warm: bool) -> list[str]:
    """The command line: isolated, without site customisation, with only the folders of our code added."""
    bytecode = ["-B"] if sys.dont_write_bytecode else []
    flags = ["--warm"] if warm else []
    return [_interpreter(), "-I", "-S", *bytecode, "-c", _BOOT, *_code_roots(), *flags]


@cache
def _code_roots() -> tuple[str, ...]:
    roots = [Path(__file__).resolve().parents[2]]
    for name in _LIBRARIES:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(name=name)
        roots.append(Path(spec.origin).resolve().parents[1])
    return tuple(dict.fromkeys(str(root) for root in roots))


def _interpreter() -> str:
    if sys.platform != "win32":
        return sys.executable
    # In a virtual environment python.exe starts a second process; the job object shall hold the real one.
    own = Path(getattr(sys, "_base_executable", None) or sys.executable)
    if own.name.lower().startswith("python"):
        return str(own)
    beside = own.with_name("pythonw.exe")
    return str(beside if beside.exists() else own.with_name("python.exe"))


def _neutral_folder() -> str:
    # A current folder is searched for libraries on Windows and cannot be removed while in use.
    return os.environ.get("SYSTEMROOT", "C:\\") if sys.platform == "win32" else "/"
