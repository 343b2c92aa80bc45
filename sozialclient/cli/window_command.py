"""`sozialclient` without a command: the window, or pictures of its screens."""

from __future__ import annotations

import argparse
from typing import cast

from sozialclient.cli.context import made_folder
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.window import Window


def run_window(arguments: argparse.Namespace) -> ExitCode:
    """Open the window, or render its screens with `--screenshot DIR`."""
    window = cast(Window, arguments.window)
    if arguments.screenshot is not None:
        return ExitCode(window.screens(made_folder(arguments.screenshot, "--screenshot")))
    return shown_window(arguments)


def shown_window(arguments: argparse.Namespace) -> ExitCode:
    """Open the window; what kept it from starting was said in a dialog."""
    return ExitCode.REFUSED if cast(Window, arguments.window).show(arguments.data) else ExitCode.OK
