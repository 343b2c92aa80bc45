"""The table of rows: which test stands for which, and what in the product refuses it.

Everything comes from the tests themselves: the row from the name, the words from the docstring, the guards from
`@guarded_by`. docs/hostile.md is written from it.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from tests.conftest import CHECKOUT
from tests.hostile.rows import GUARDS, ROWS, windows_only

PAGE = CHECKOUT / "docs" / "hostile.md"
OWN_TESTS = "test_table"
"""Tests of this table stand for no row."""

_NOTHING = object()
_NAMED = re.compile(r"test_([a-z])_(\d\d)[a-z]?_\w+")


@dataclass(frozen=True)
class RowTest:
    """One test function: `row` as in X-01, `says` the first paragraph of its docstring, if any, `marks` for readers."""

    row: str
    name: str
    module: str
    says: str
    guards: tuple[str, ...]
    marks: tuple[str, ...]


def collect() -> list[RowTest]:
    """All tests of rows, ordered by row."""
    tests = [_row_test(named, function, module) for named, function, module in _functions() if named]
    return sorted(tests, key=lambda test: (test.row, test.name))


def strays() -> list[str]:
    """Tests beside them whose names say no row."""
    return [f"{module.__name__}.{function.__name__}" for named, function, module in _functions() if not named]


def missing_rows(tests: list[RowTest]) -> list[str]:
    """The rows that no test stands for."""
    have = {test.row for test in tests}
    return [row for row in all_rows() if row not in have]


def all_rows() -> list[str]:
    """Every row of the catalogue, as X-01."""
    return [f"{group}-{number:02}" for group, last in ROWS.items() for number in range(1, last + 1)]


def resolve(name: str) -> object:
    """The function, class, module or constant of a dotted name; raises LookupError where there is none."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        found = _module(".".join(parts[:end]))
        if found is not None:
            return _inside(found, parts[end:], name)
    raise LookupError(name)


def page(tests: list[RowTest]) -> str:
    """The text of docs/hostile.md."""
    lines = [*_HEAD]
    for group, title in TITLES.items():
        here = [test for test in tests if test.row[0] == group]
        lines += [f"## {group}: {title}", "", "| row | what arrives | test | refused by | mark |", "| --- " * 5 + "|"]
        lines += [_line(test) for test in here]
        lines.append("")
    return "\n".join(lines)


TITLES = {
    "X": "XML",
    "S": "signatures",
    "E": "encryption",
    "M": "MIME",
    "C": "key files, certificates, TLS",
    "A": "attachments, preview, export",
    "N": "network and dialog",
    "U": "window",
    "P": "privacy, traces, retention",
}

_HEAD = (
    "# Hostile mail changes nothing",
    "",
    "One test for each row of a catalogue of hostile inputs. Each demands the exact error with its German text in",
    "three parts, and that nothing was acknowledged, trusted, run, opened or fetched. `refused by` names what turns",
    "the row's test red when it is taken out (inside `sozialclient`). `python -m tests.hostile --write` writes this",
    "page from the tests; `python -m tests.hostile` runs them and prints all figures, `--long` in their full forms.",
    "",
)


def _imported(file: Path) -> ModuleType:
    return importlib.import_module(".".join(file.relative_to(CHECKOUT).with_suffix("").parts))


def _functions() -> Iterator[tuple[re.Match[str] | None, Callable[..., object], ModuleType]]:
    """Every test function, with what its name says."""
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        if file.stem != OWN_TESTS:
            module = _imported(file)
            for name, function in vars(module).items():
                if name.startswith("test_") and getattr(function, "__module__", None) == module.__name__:
                    yield _NAMED.fullmatch(name), function, module


def _row_test(named: re.Match[str], function: Callable[..., object], module: ModuleType) -> RowTest:
    says = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
    row = f"{named[1].upper()}-{named[2]}"
    guards = tuple(getattr(function, GUARDS, ()))
    return RowTest(row, named[0], module.__name__.rsplit(".", 1)[-1], says, guards, _marks(function, module))


def _marks(function: Callable[..., object], module: ModuleType) -> tuple[str, ...]:
    own, all_of_it = getattr(function, "pytestmark", []), getattr(module, "pytestmark", [])
    marks = [*own, *(all_of_it if isinstance(all_of_it, list) else [all_of_it])]
    told = {"slow": "long form"} | {str(windows_only.mark.kwargs["reason"]): "only Windows"}
    keys = [mark.kwargs.get("reason") if mark.name == "skipif" else mark.name for mark in marks]
    return tuple(sorted({told[key] for key in keys if key in told}))


def _module(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name is not None and (name == missing.name or name.startswith(missing.name + ".")):
            return None
        raise


def _inside(module: ModuleType, path: list[str], name: str) -> object:
    found: object = module
    for part in path:
        found = inspect.getattr_static(found, part, _NOTHING)
    if found is _NOTHING:
        raise LookupError(name)
    return found


def _line(test: RowTest) -> str:
    guards = ", ".join(f"`{name.removeprefix('sozialclient.')}`" for name in test.guards)
    place = f"`{test.module}.py` `{test.name}`"
    return f"| {test.row} | {test.says.replace('|', chr(92) + '|')} | {place} | {guards} | {', '.join(test.marks)} |"
