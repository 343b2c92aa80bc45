"""The budgets and bans of the house, so that they are checks and not advice."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.conftest import CHECKOUT
from tests.unit.house import Source, length, sources, tracked_files

OURS = (*sources("sozialclient"), *sources("packaging"))
ALL = (*OURS, *sources("tests"))
PYPROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
EMPTY_WORDS = {"manager", "helper", "helpers", "util", "utils", "common", "base", "misc"}


def _words(name: str) -> set[str]:
    return {word.lower() for part in name.split("_") for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", part)}


def test_a_module_has_at_most_400_lines() -> None:
    assert {s.path: n for s in ALL if (n := len(s.text.splitlines())) > 400} == {}


def test_a_function_has_at_most_60_lines() -> None:
    assert {f"{s.path}:{f.name}": length(f) for s in ALL for f in s.functions if length(f) > 60} == {}


def test_nine_of_ten_functions_have_at_most_30_lines() -> None:
    lengths = sorted(length(f) for s in OURS for f in s.functions)
    assert lengths[int(len(lengths) * 0.9)] <= 30


def test_the_main_window_stays_a_shell() -> None:
    long = {c.name: length(c) for s in OURS if s.path.endswith("main_window.py") for c in s.classes if length(c) > 200}
    assert long == {}


@pytest.mark.parametrize(
    ("name", "empty"), [("BaseStore", True), ("StoreUtils", True), ("Base64Reader", False), ("database", False)]
)
def test_empty_words_are_found_as_whole_words(name: str, empty: bool) -> None:
    assert bool(_words(name) & EMPTY_WORDS) is empty


def test_names_say_what_a_thing_is() -> None:
    classes = {f"{s.path}:{c.name}" for s in OURS for c in s.classes if _words(c.name) & EMPTY_WORDS}
    modules = {s.path for s in OURS if _words(_stem(s)) & EMPTY_WORDS and _stem(s) != "base"}
    assert classes | modules == set()


def _stem(source: Source) -> str:
    return source.path.rsplit("/", 1)[-1].removesuffix(".py")


def test_base_py_holds_an_interface() -> None:
    """The one meaning of that file name: no module of that name without a Protocol or an abstract class."""
    without = {s.path for s in OURS if _stem(s) == "base" and not re.search(r"\(.*\b(Protocol|ABC)\b", s.text)}
    assert without == set()


def _is_broad(node: ast.AST) -> bool:
    """Whether a handler, or a call of contextlib.suppress, takes in everything and ends it there."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", None))
        return name == "suppress" and any(map(_takes_everything, node.args))
    if not isinstance(node, ast.ExceptHandler):
        return False
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    last = node.body[-1]
    return any(map(_takes_everything, caught)) and not (isinstance(last, ast.Raise) and last.exc is None)


def _takes_everything(kind: ast.expr | None) -> bool:
    return kind is None or getattr(kind, "attr", getattr(kind, "id", None)) in {"Exception", "BaseException"}


def test_the_core_catches_only_what_it_names() -> None:
    """Cleaning up and raising on is no catch."""
    core = re.compile(r"sozialclient/(wire|crypto|osci|store)/")
    broad = [
        f"{s.path}:{node.lineno}"
        for s in OURS
        if core.match(s.path)
        for node in ast.walk(s.tree)
        if isinstance(node, ast.ExceptHandler | ast.Call) and _is_broad(node)
    ]
    assert broad == []


@pytest.mark.parametrize(
    ("code", "broad"),
    [
        ("try: x\nexcept: pass", True),
        ("try: x\nexcept (KeyError, Exception): y", True),
        ("try: x\nexcept builtins.BaseException as e: raise KeyError from e", True),
        ("with contextlib.suppress(Exception): x", True),
        ("try: x\nexcept BaseException:\n y\n raise", False),
        ("with suppress(KeyError): x", False),
    ],
)
def test_a_catch_of_everything_is_noticed(code: str, broad: bool) -> None:
    assert any(map(_is_broad, ast.walk(ast.parse(code)))) is broad


def test_import_contracts_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c(['--no-logo'])"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_have_no_exemptions() -> None:
    mypy = PYPROJECT["tool"]["mypy"]
    assert mypy["strict"] is True
    assert {"overrides", "exclude", "disable_error_code", "ignore_missing_imports"} & set(mypy) == set()


def test_an_ignored_type_names_its_error_and_reason() -> None:
    mark = re.compile(r"#\s*type:\s*ignore(.*)")
    wanted = re.compile(r"\[[\w, -]+\]\s*\W*\w+")
    silent = [
        f"{s.path}:{number}"
        for s in OURS
        for number, line in enumerate(s.text.splitlines(), 1)
        if (found := mark.search(line)) and not wanted.match(found[1])
    ]
    assert silent == []


def test_no_test_knows_seconds_of_computing() -> None:
    """Machines differ: `tests.pace` holds work against other work of the same run, and benches measure."""
    timed = re.compile(r"assert .*\b(?:thread_time|process_time|perf_counter)\(\)")
    tests = [s for s in sources("tests") if not s.path.startswith("tests/bench/")]
    assert {s.path for s in tests if timed.search(s.text)} == set()


def test_no_path_of_somebodys_machine() -> None:
    machine = re.compile(rb"(?<![\w.:~/-])/(work|root|tmp|home)/\w|[A-Z]:\\Users\\\w")
    found = {
        f"{file.relative_to(CHECKOUT)}:{match[0].decode()}"
        for file in tracked_files()
        for match in machine.finditer(file.read_bytes())
    }
    assert found == set()


def _imported(source: Source) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _declared() -> set[str]:
    return {_normal(re.split(r"[<>=;\s]", line, maxsplit=1)[0]) for line in PYPROJECT["project"]["dependencies"]}


def test_every_foreign_import_is_a_declared_dependency() -> None:
    """What comes along with another package may go along with it."""
    brought_by = packages_distributions()
    foreign = {name for s in sources("sozialclient") for name in _imported(s)} - sys.stdlib_module_names
    undeclared = {
        name for name in foreign - {"sozialclient"} if not {_normal(d) for d in brought_by.get(name, [])} & _declared()
    }
    # shiboken6 is PySide6's other half and pinned with it; _typeshed exists for mypy alone.
    assert undeclared <= {"shiboken6", "_typeshed"}


def test_every_dependency_is_explained() -> None:
    explained = (CHECKOUT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    groups = PYPROJECT["dependency-groups"]
    lines = [*PYPROJECT["project"]["dependencies"], *groups["build"], *(d for d in groups["dev"] if isinstance(d, str))]
    names = {re.split(r"[<>=;\s]", line, maxsplit=1)[0] for line in lines}
    assert {name for name in names if f"| {name} |" not in explained} == set()
