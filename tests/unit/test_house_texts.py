"""Every error and every wording belong together: none is missing, none is left over."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

import sozialclient
from sozialclient.errors import SozialclientError
from sozialclient.resources import resource
from tests.unit.house import sources

PARTS = ("happened", "safe", "action")
AREAS = sorted(file.stem for file in resource("texts").glob("*.toml"))


def _table(area: str) -> Mapping[str, object]:
    return tomllib.loads(resource("texts", f"{area}.toml").read_text(encoding="utf-8"))


def _leaves(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


@cache
def _errors() -> tuple[type[SozialclientError], ...]:
    for module in pkgutil.walk_packages(sozialclient.__path__, "sozialclient."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: list[type[SozialclientError]] = []
    waiting = [SozialclientError]
    while waiting:
        error = waiting.pop()
        found.append(error)
        waiting += error.__subclasses__()
    return tuple(error for error in found if error.__module__.startswith("sozialclient."))


@cache
def _strings() -> frozenset[str]:
    """Every string constant of the package."""
    return frozenset(
        node.value
        for source in sources("sozialclient")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def _members() -> frozenset[str]:
    """Names in class bodies in small letters: keys are made from members of enums too."""
    return frozenset(
        target.id.lower()
        for source in sources("sozialclient")
        for owner in source.classes
        for node in owner.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    )


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Keys put together at run time by an f-string that fixes at least one whole step, such as `f"state.{name}"`."""
    found = set()
    for source in sources("sozialclient"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.JoinedStr):
                fixed = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                if any(isinstance(part, str) and re.search(r"\w{3,}\.|\.\w{3,}", part) for part in fixed):
                    found.add("".join(r"([\w.-]+)" if part is None else re.escape(str(part)) for part in fixed))
    return tuple(re.compile(pattern) for pattern in sorted(found))


def _is_used(key: str) -> bool:
    """By its whole name, by an inner table it lies in, or by a pattern whose gaps the package can fill."""
    steps = key.split(".")
    names = {".".join(steps[:count]) for count in range(min(2, len(steps)), len(steps) + 1)}
    matches = [match for pattern in _patterns() if (match := pattern.fullmatch(key))]
    fillings = _strings() | _members()
    return not names.isdisjoint(_strings()) or any(
        all(part in fillings or part.isdigit() for part in match.groups()) for match in matches
    )


def test_the_search_for_unused_texts_finds_one() -> None:
    assert not _is_used("no-such-screen.no-such-label")


def test_every_error_has_its_text() -> None:
    known = set(_table("errors"))
    assert {f"{error.__name__}: {error.reference}" for error in _errors() if error.reference not in known} == set()


def test_every_error_has_a_reference_of_its_own() -> None:
    """Only a family's root, which is never raised itself, may do without."""
    anonymous = {
        error.__name__
        for error in _errors()
        if error is not SozialclientError
        and error.reference == SozialclientError.reference
        and "reference" not in vars(error)
    }
    raised = {
        node.exc.func.id
        for source in sources("sozialclient")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
    }
    assert {name for name in anonymous if name in raised or not _has_children(name)} == set()


def _has_children(name: str) -> bool:
    return any(parent.__name__ == name for error in _errors() for parent in error.__mro__[1:])


def test_every_error_text_has_three_sentences_and_an_owner() -> None:
    owned = {error.reference for error in _errors()}
    for reference, block in _table("errors").items():
        assert isinstance(block, dict)
        assert sorted(block) == sorted(PARTS), reference
        assert all(isinstance(block[part], str) and block[part].strip() for part in PARTS), reference
        assert reference in owned or reference in _strings(), f"{reference} is raised by nobody"


def _named(call: ast.Call) -> set[str] | None:
    names = {keyword.arg for keyword in call.keywords}
    return None if None in names or call.args else {name for name in names if name}


def test_placeholders_of_an_error_are_filled_where_it_is_raised() -> None:
    by_name = {error.__name__: error for error in _errors()}
    texts = _table("errors")
    unfilled = set()
    for source in sources("sozialclient"):
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in by_name):
                continue
            error, given = by_name[node.func.id], _named(node)
            if given is not None and error.__init__ is SozialclientError.__init__:
                missing = _placeholders(texts.get(error.reference)) - given
                unfilled |= {f"{source.path}:{node.lineno} {error.reference}: {name}" for name in missing}
    assert unfilled == set()


def _placeholders(block: object) -> set[str]:
    values = block.values() if isinstance(block, dict) else ()
    return {name for value in values for _, name, _, _ in string.Formatter().parse(value) if name}


@pytest.mark.parametrize("area", [area for area in AREAS if area != "errors"])
def test_every_text_is_used(area: str) -> None:
    leaves = dict(_leaves(_table(area)))
    assert [key for key, value in leaves.items() if not isinstance(value, str) or not value.strip()] == []
    assert [key for key in leaves if not _is_used(key)] == []


def test_every_text_asked_for_exists() -> None:
    """As far as it is asked for with two plain strings, `text("area", "key")`."""
    missing = []
    for source in sources("sozialclient"):
        for node in ast.walk(source.tree):
            asked = _asked_text(node)
            if asked and (asked[0] not in AREAS or asked[1] not in dict(_leaves(_table(asked[0])))):
                missing.append(f"{source.path}: {asked}")
    assert missing == []


def _asked_text(node: ast.AST) -> tuple[str, str] | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text"):
        return None
    constants = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return (constants[0], constants[1]) if len(constants) == 2 else None
