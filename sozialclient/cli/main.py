"""The command line: one parser, one way to report errors."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from sozialclient.cli.exit_codes import ExitCode, exit_code
from sozialclient.cli.output import print_error
from sozialclient.cli.parser import build_parser
from sozialclient.cli.window import Window
from sozialclient.errors import SozialclientError

Run = Callable[..., ExitCode]
TRACE = "SOZIALCLIENT_TRACE"


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
    try:
        return int(cast(Run, parsed.run)(parsed))
    except SozialclientError as error:
        print_error(error, as_json=parsed.json)
        return int(exit_code(error))
    except Exception as fault:
        if os.environ.get(TRACE):
            raise
        print_error(SozialclientError(place=_place(fault)), as_json=parsed.json)
        return int(ExitCode.REFUSED)


def _place(fault: BaseException) -> str:
    frames = traceback.extract_tb(fault.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(fault).__name__} {where}"
