"""Prints results: German for people, one JSON value for machines."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable

from sozialclient.errors import SozialclientError
from sozialclient.texts import error_text, text

Json = dict[str, object]
_log = logging.getLogger(__name__)


class OutputFailed(SozialclientError):
    """Standard output takes nothing; parameter `cause` is the system's error number."""

    reference = "CLI-OUTPUT"


class ReaderGone(Exception):
    """Whoever read our output has seen enough, like `head`."""


def _say(line: str, end: str = "\n") -> None:
    try:
        print(line, end=end, flush=True)
    except BrokenPipeError:
        raise ReaderGone from None
    except OSError as error:
        raise OutputFailed(cause=error.errno or 0) from None


def print_json(value: Json | list[Json]) -> None:
    """One JSON value on standard output, always ASCII so that no console can damage it."""
    _say(json.dumps(value, indent=1, sort_keys=False))


def print_json_items(values: Iterable[Json]) -> None:
    """A JSON list on standard output, told item by item, however many there are."""
    sign = "["
    for value in values:
        # The text of a list of one, without its brackets.
        _say(f"{sign}\n{json.dumps([value], indent=1)[2:-2]}", end="")
        sign = ","
    _say("[]" if sign == "[" else "\n]")


def print_line(key: str, **parameters: str | int) -> None:
    """One line of `resources/texts/cli.toml`."""
    _say(plain(text("cli", key, **parameters)))


def print_lines(lines: Iterable[str]) -> None:
    """Finished lines."""
    for line in lines:
        _say(plain(line))


def plain(line: str) -> str:
    """A stranger's text as it may go to a terminal: no control or direction characters."""
    return "".join(c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in line)


def error_json(error: SozialclientError) -> Json:
    """`{"reference", "message"}` of an error."""
    wording = error_text(error.reference, error.parameters)
    return {
        "reference": wording.reference,
        "message": f"{wording.happened} {wording.safe} {wording.action}",
    }


def print_error(error: SozialclientError, *, as_json: bool) -> None:
    """An error: JSON on standard output, or German on standard error; and a line in the logs."""
    _log.warning("refused %s", error)
    if as_json:
        print_json({"error": error_json(error)})
        return
    wording = error_text(error.reference, error.parameters)
    for line in (wording.happened, wording.safe, wording.action, f"[{wording.reference}]"):
        print(plain(line), file=sys.stderr)
