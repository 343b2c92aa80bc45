"""Starts Sozialclient: the window without arguments, a command with them."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from sozialclient.logs.core_dumps import leave_no_core_dump
from sozialclient.logs.hooks import install_hooks
from sozialclient.logs.windows_reports import keep_out_of_error_reports

_STOPPED = 3
"""The exit code of a command that was stopped (docs/cli.md), before the table of them is loaded."""


class _Window:
    """The desktop program, imported only when it is wanted."""

    def show(self, data: Path | None) -> int:
        """Open the window."""
        # What is made while the program starts stays: to look for what could go costs a tenth of the start.
        gc.disable()
        from sozialclient.app import run_window

        return run_window(data)

    def picture(self, data: Path, target: Path) -> None:
        """Draw the main window without a display."""
        from sozialclient.app import draw_main_window

        draw_main_window(data, target)

    def screens(self, target: Path) -> int:
        """Draw every screen with demo data."""
        from sozialclient.app import render_screens

        return render_screens(target)


def main() -> int:
    """Run with the arguments of this process and give its exit code."""
    install_hooks()
    keep_out_of_error_reports()
    leave_no_core_dump()
    try:
        from sozialclient.cli.main import main as run_command_line

        return run_command_line(sys.argv[1:], _Window())
    except KeyboardInterrupt:
        # Before a command began there is nothing to tell of it.
        return _STOPPED


if __name__ == "__main__":
    sys.exit(main())
