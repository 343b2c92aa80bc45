"""The commands as a newcomer types them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import dev
import pytest

from tests.conftest import CHECKOUT

SCRIPT = CHECKOUT / "packaging" / "dev.py"


def _typed(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


def test_help_names_every_command() -> None:
    answer = _typed("--help")
    assert answer.returncode == 0
    assert [command for command in dev.COMMANDS if f"\n  {command} " not in answer.stdout] == []


def test_an_unknown_command_is_a_usage_error() -> None:
    answer = _typed("tset")
    assert answer.returncode == 2
    assert "tset" in answer.stdout


def test_an_older_python_can_read_the_file_that_turns_it_away() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_ci_runs_the_command_of_the_readme() -> None:
    lines = (CHECKOUT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "python3 packaging/dev.py test"


@pytest.mark.parametrize("name", dev.CHECKS)
def test_a_failed_check_shows_what_it_found(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "CHECKS", {name: ("-c", "print('line 7 is wrong'); raise SystemExit(1)")})
    assert dev._checks(Path(sys.executable)) == [name]
    shown = capsys.readouterr().out
    assert f"{name}: BEANSTANDET" in shown
    assert "line 7 is wrong" in shown
