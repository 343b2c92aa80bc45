"""The command line: one parser, one way to report errors."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import cast

from sozialclient.cli.exit_codes import ExitCode, exit_code
from sozialclient.cli.output import print_error
from sozialclient.cli.parser import build_parser
from sozialclient.cli.window import Window
from sozialclient.errors import SozialclientError

Run = Callable[..., ExitCode]


def main(arguments: Sequence[str], window: Window) -> int:
    """Run one command and give its exit code; `window` shows the desktop program where one is wanted."""
    for stream in (sys.stdout, sys.stderr):
        # A console in another code page must not stop a command at the first umlaut.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    parsed = build_parser().parse_args(list(arguments))
    parsed.window = window
    try:
        return int(cast(Run, parsed.run)(parsed))
    except SozialclientError as error:
        print_error(error, as_json=getattr(parsed, "json", False))
        return int(exit_code(error))
