"""Takes names of people, machines and places out of lines that leave the office."""

from __future__ import annotations

import getpass
import os
import platform
import re
from collections.abc import Callable, Iterable
from pathlib import Path

_SHORTEST = 2
_VARIABLES = {
    "USER": "user", "USERNAME": "user", "LOGNAME": "user", "COMPUTERNAME": "host", "HOSTNAME": "host",
    "USERDOMAIN": "domain", "USERDNSDOMAIN": "domain", "LOGONSERVER": "domain",
}
_PATTERNS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "mail"),
    (re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>]+", re.IGNORECASE), "url"),
    # Versions of libraries have four parts too; theirs end in `.0.0`, which is no machine's address.
    (re.compile(r"\b\d{1,3}\.\d{1,3}(?!\.0\.0\b)(?:\.\d{1,3}){2}\b"), "ip"),
    (re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}\b", re.IGNORECASE), "ip"),
)
_PATHS = (
    re.compile(r"(?<=\")[^\"]*[\\/][^\"]*(?=\")"),
    re.compile(r"(?<!\w)[A-Za-z]:[\\/][^\s\"<>|]*"),
    re.compile(r"\\\\[^\s\"<>|]+"),
    re.compile(r"(?<![\w.‹›:/])/(?:[^\s\"/]+/)+[^\s\"]*"),
)
_MODULE = re.compile(r"[\w-]+\.py", re.ASCII)


class Redaction:
    """Replaces what it knows or recognises by tokens such as ‹user›, the same everywhere."""

    def __init__(self, known: Iterable[tuple[str, str]] = ()) -> None:
        """`known` are names and what to call them; those of this account and PC are known anyway."""
        names = [*_of_this_place(), *known]
        longest_first = sorted({(name, token) for name, token in names if len(name) >= _SHORTEST},
                               key=lambda pair: -len(pair[0]))
        self._names: list[tuple[re.Pattern[str], str]] = [
            (re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE), f"‹{token}›")
            for name, token in longest_first
        ]

    def __call__(self, line: str) -> str:
        """`line` without names, addresses and paths; of a path to a module its file name stays."""
        for path in _PATHS:
            line = path.sub(lambda match: _shown_path(match[0]), line)
        for pattern, token in _PATTERNS:
            line = pattern.sub(f"‹{token}›", line)
        for name, token in self._names:
            line = name.sub(token, line)
        return "".join(character if character.isprintable() else "?" for character in line)


def _of_this_place() -> list[tuple[str, str]]:
    found = [(os.environ.get(variable, "").strip("\\"), token) for variable, token in _VARIABLES.items()]
    found += [(platform.node(), "host"), (platform.node().partition(".")[0], "host"), (_account(), "user")]
    found += [(str(Path.home()), "home"), (Path.home().name, "user")]
    return found


def _account() -> str:
    account: Callable[[], str] = getpass.getuser
    try:
        return account()
    except (OSError, KeyError, ImportError):
        return ""


def _shown_path(path: str) -> str:
    name = re.split(r"[\\/]", path)[-1]
    return f"‹path›/{name}" if _MODULE.fullmatch(name) else "‹path›"
