"""Reads the sources once for the tests of the house rules."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.conftest import CHECKOUT

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the checkout with slashes, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def functions(self) -> list[Function]:
        """Every function and method, nested ones too."""
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @property
    def classes(self) -> list[ast.ClassDef]:
        """Every class, nested ones too."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef)]


@cache
def sources(folder: str) -> tuple[Source, ...]:
    """The Python files below `folder` of the checkout."""
    found = []
    for file in sorted((CHECKOUT / folder).rglob("*.py")):
        content = file.read_text(encoding="utf-8")
        found.append(Source(file.relative_to(CHECKOUT).as_posix(), content, ast.parse(content)))
    assert found, f"no Python file in {folder}"
    return tuple(found)


@cache
def tracked_files() -> tuple[Path, ...]:
    """What belongs to the project by git's own list, new files that are not ignored too."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True).stdout.decode()
    found = [CHECKOUT / name for name in listed.split("\0") if name]
    return tuple(file for file in found if file.is_file())


def length(node: Function | ast.ClassDef) -> int:
    """Lines from `def` or `class` to the last one, docstring included."""
    return (node.end_lineno or node.lineno) - node.lineno + 1
