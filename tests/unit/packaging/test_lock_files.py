"""The lock files are whole: every dependency pinned and hashed, Qt by Python version, nothing about where from."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.conftest import CHECKOUT

KINDS = ("runtime", "development")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+) ; (?P<marker>[^\\]+) \\$")


def _text(kind: str) -> str:
    return (CHECKOUT / "packaging" / "lock" / f"{kind}.txt").read_text(encoding="utf-8")


def _pins(kind: str) -> dict[tuple[str, str], str]:
    """Marker by name and version."""
    found = {}
    for line in _text(kind).splitlines():
        if not line.startswith(" "):
            pin = PIN.match(line)
            assert pin, line
            found[pin["name"], pin["version"]] = pin["marker"]
    return found


def _names(lines: list[str]) -> set[str]:
    return {re.sub(r"[-_.]+", "-", re.split(r"[<>=;\s]", line, maxsplit=1)[0]).lower() for line in lines}


@pytest.mark.parametrize("kind", KINDS)
def test_every_package_has_hashes(kind: str) -> None:
    blocks = re.split(r"\n(?=[a-z])", _text(kind).strip())
    assert len(blocks) == len(_pins(kind)) > 30
    assert [block.split()[0] for block in blocks if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", block)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_address_of_a_package_source(kind: str) -> None:
    assert "://" not in _text(kind)
    assert "--index" not in _text(kind)
    assert "--find-links" not in _text(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_qt_fits_the_python(kind: str) -> None:
    """6.12.0 ends CPython 3.11, see tests/hostile/test_u_qt_calls.py, and 3.12 on Windows."""
    pins = _pins(kind)
    assert {version for name, version in pins if name == "pyside6-essentials"} == {"6.11.3", "6.12.0"}
    for package in ("pyside6-essentials", "shiboken6"):
        assert "python_full_version < '3.15'" in pins[package, "6.11.3"]
        assert "python_full_version >= '3.15'" in pins[package, "6.12.0"]


def test_the_runtime_lock_holds_what_the_program_declares_and_no_test_tool() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = {name for name, _ in _pins("runtime")}
    declared = _names(project["project"]["dependencies"])
    tools = _names([line for line in project["dependency-groups"]["dev"] if isinstance(line, str)])
    assert declared - locked == set()
    assert tools & locked == set()
    assert tools - {name for name, _ in _pins("development")} == set()


def test_tests_run_with_the_versions_that_ship() -> None:
    assert set(_pins("runtime")) - set(_pins("development")) == set()
