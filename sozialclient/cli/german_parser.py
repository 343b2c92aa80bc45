"""An argument parser that helps and complains in German."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from sozialclient.texts import text

# What argparse says in English, in the order of its fields, and our key for it.
_COMPLAINTS = (
    (re.compile(r"the following arguments are required: (?P<what>.+)"), "missing"),
    (re.compile(r"argument (?P<what>.+?): invalid choice: (?P<value>.+?) \(choose from (?P<choices>.+)\)"), "choice"),
    (re.compile(r"argument (?P<what>.+?): invalid .+? value: (?P<value>.+)"), "value"),
    (re.compile(r"argument (?P<what>.+?): expected .+"), "nothing"),
    (re.compile(r"one of the arguments (?P<what>.+) is required"), "one-of"),
    (re.compile(r"argument (?P<what>.+?): not allowed with argument (?P<other>.+)"), "not-both"),
    (re.compile(r"unrecognized arguments: (?P<what>.+)"), "unknown"),
)


if TYPE_CHECKING:
    _SubParsers = argparse._SubParsersAction["GermanParser"]
else:
    _SubParsers = argparse._SubParsersAction


class _Commands(_SubParsers):
    """Commands each of which says of itself in its help what the list of commands says of it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # What follows the name is judged by the command itself, which knows what is a path.
        self.type = str

    def add_parser(self, name: str, **options: Any) -> GermanParser:
        """As in argparse."""
        return super().add_parser(name, **{"description": options.get("help"), **options})


class _GermanHelp(argparse.HelpFormatter):
    """Help with a German word in front of the usage line; says wherever an ID is asked for which number is meant."""

    def add_argument(self, action: argparse.Action) -> None:
        """As in argparse."""
        if action.metavar == "ID" and action.help is None:
            action.help = text("cli", "help.id")
        super().add_argument(action)

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        """As in argparse."""
        super().add_usage(usage, actions, groups, text("cli", "usage.prefix") if prefix is None else prefix)


class GermanParser(argparse.ArgumentParser):
    """As `ArgumentParser`; usage errors end the program with 2."""

    def __init__(
        self, *, add_help: bool = True, parents: Sequence[argparse.ArgumentParser] = (), **options: Any
    ) -> None:
        super().__init__(add_help=False, formatter_class=_GermanHelp, **options)
        self.register("action", "parsers", _Commands)
        self.register("type", None, _words)
        self.register("type", Path, _path)
        self._positionals.title = text("cli", "usage.positionals")
        self._optionals.title = text("cli", "usage.options")
        # Groups are merged by title, so parents may come only after ours have theirs.
        for parent in parents:
            self._add_container_actions(parent)
        if add_help:
            self.add_argument("-h", "--help", action="help", help=text("cli", "usage.help"))

    def error(self, message: str) -> NoReturn:
        """Say what was not understood and how it is meant, and exit with 2."""
        self.exit(2, f"{self.format_usage()}{self.prog}: {_complaint(message)}\n")


def _words(value: str) -> str:
    """Text of an argument; ValueError for bytes that are none in the encoding of the terminal."""
    value.encode()
    return value


def _path(value: str) -> Path:
    """A path; ValueError for an empty one, which would be the folder that happens to be the current one."""
    if not value:
        raise ValueError("an empty path")
    return Path(value)


def _complaint(message: str) -> str:
    for pattern, key in _COMPLAINTS:
        if found := pattern.fullmatch(message):
            return text("cli", f"usage.{key}", **found.groupdict())
    return text("cli", "usage.other")
