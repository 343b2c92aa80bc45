"""The command line: one parser, one way to report errors."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from sozialclient.cli.exit_codes import ExitCode, exit_code
from sozialclient.cli.interrupt import termination_as_interrupt
from sozialclient.cli.output import OutputFailed, ReaderGone, print_error
from sozialclient.cli.parser import build_parser
from sozialclient.cli.window import Window
from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.logs.hooks import TRACE

Run = Callable[..., ExitCode]
_log = logging.getLogger(__name__)


def main(arguments: Sequence[str], window: Window) -> int:
    """Run one command and give its exit code; `window` shows the desktop program where one is wanted.

    A fault of the program itself is reported by class and place only, because the message of a
    foreign exception may hold a citizen's data; `SOZIALCLIENT_TRACE=1` shows all of it.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console in another code page must not stop a command at the first umlaut.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    parsed = build_parser().parse_args(list(arguments))
    parsed.window = window
    with termination_as_interrupt():
        return int(_run(parsed))


def _run(parsed: argparse.Namespace) -> ExitCode:
    try:
        return cast(Run, parsed.run)(parsed)
    except ReaderGone:
        _forget_output()
        return ExitCode.OK
    except OutputFailed as error:
        _forget_output()
        return _refuse(error, as_json=False)
    except KeyboardInterrupt:
        return _refuse(Cancelled(), as_json=parsed.json)
    except SozialclientError as error:
        return _refuse(error, as_json=parsed.json)
    except Exception as fault:
        _log.error("unexpected", exc_info=fault)
        if os.environ.get(TRACE):
            raise
        return _refuse(SozialclientError(place=_place(fault)), as_json=parsed.json)


def _refuse(error: SozialclientError, *, as_json: bool) -> ExitCode:
    print_error(error, as_json=as_json)
    return exit_code(error)


def _forget_output() -> None:
    """Let what Python still holds for a closed output go nowhere instead of failing at exit."""
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for the rest of the process


def _place(fault: BaseException) -> str:
    frames = traceback.extract_tb(fault.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(fault).__name__} {where}"
