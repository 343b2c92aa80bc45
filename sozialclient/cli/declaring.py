"""What every command is declared with: how it runs, what is said of it."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from datetime import date
from typing import cast

from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.german_parser import GermanParser
from sozialclient.texts import text

Run = Callable[[argparse.Namespace], ExitCode]
Commands = argparse._SubParsersAction


def run_of(module: str, function: str) -> Run:
    """A command imported only when it runs, so that the window does not wait for the others."""

    def run(arguments: argparse.Namespace) -> ExitCode:
        command = importlib.import_module(f"sozialclient.cli.{module}")
        return cast(Run, getattr(command, function))(arguments)

    return run


def help_of(key: str) -> str:
    """What is said of a command or option."""
    return text("cli", f"help.{key}")


def day_of(written: str) -> date:
    """A day as people write it, `24.12.2026`, or as programs do; ValueError for anything else."""
    if "." not in written:
        return date.fromisoformat(written)
    day, month, year = written.split(".")
    return date(int(year), int(month), int(day))


def subcommands(commands: Commands[GermanParser], name: str) -> Commands[GermanParser]:
    """The commands below the command `name`, one of which must be given."""
    return commands.add_parser(name, help=help_of(name)).add_subparsers(metavar=help_of("command"), required=True)
