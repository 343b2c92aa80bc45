"""Rules every file of the window keeps: one door for wording, one off the thread, colours from one place."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from sozialclient.resources import resource

GUI = Path(__file__).resolve().parents[2] / "sozialclient" / "gui"
FILES = sorted(GUI.rglob("*.py"))
FORBIDDEN = {"QPdfView": "", "QSvgWidget": "", "QThread": "tasks.py", "ThreadPoolExecutor": "tasks.py"}
"""What is called nowhere, or in one file only; text has rules of its own in tests/hostile/test_u_lint.py."""


def called_names(path: Path) -> Iterator[str]:
    """Names of everything a file calls."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(GUI)))
def test_threads_and_foreign_formats_have_one_place(path: Path) -> None:
    wrong = {name for name in called_names(path) if name in FORBIDDEN and FORBIDDEN[name] != path.name}
    assert not wrong


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(GUI)))
def test_no_colour_is_written_into_code(path: Path) -> None:
    found = re.findall(r"['\"]#[0-9A-Fa-f]{6}['\"]", path.read_text(encoding="utf-8"))
    assert not [color for color in found if color.strip("'\"") != "#000000"]


def wording_keys(table: dict[str, object], prefix: str = "") -> Iterator[str]:
    """All keys of the wording with their path."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from wording_keys(value, f"{prefix}{key}.")
        else:
            yield prefix + key


def used_patterns() -> Iterator[re.Pattern[str]]:
    """What the code asks for; an f-string's holes match one word or more."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w.]+", node.value):
                yield re.compile(re.escape(node.value) + r"(\.one|\.many)?")
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+"
                         for part in node.values]
                fixed = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
                begins = isinstance(node.values[0], ast.Constant) and "." in fixed[0]
                if begins and all(re.fullmatch(r"[\w.]+", part) for part in fixed):
                    yield re.compile("".join(parts))


def asked_keys() -> Iterator[str]:
    """Keys that are asked for in so many words."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name, key = getattr(node.func, "id", ""), str(node.args[0].value)
                if name == "say":
                    yield key
                elif name == "count":
                    yield f"{key}.one"
                    yield f"{key}.many"


def test_every_wording_is_there_and_used() -> None:
    known = set(wording_keys(tomllib.loads(resource("texts", "gui.toml").read_text(encoding="utf-8"))))
    assert set(asked_keys()) <= known
    patterns = [pattern for pattern in used_patterns() if "." in pattern.pattern or len(pattern.pattern) > 3]
    unused = {key for key in known if not any(pattern.fullmatch(key) for pattern in patterns)}
    assert not unused


def test_every_icon_named_in_code_exists() -> None:
    shipped = {path.stem for path in resource("icons").glob("*.svg")}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "icon" and isinstance(node.value, ast.Constant):
                assert not node.value.value or node.value.value in shipped
