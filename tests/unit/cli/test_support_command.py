"""`sozialclient support`: the same lines printed, as JSON and saved."""

from __future__ import annotations

from pathlib import Path

from tests.unit.cli.conftest import run
from tests.unit.cli.test_audit_command import copy

__all__ = ["copy"]


def _fixed(lines: list[str]) -> list[str]:
    """Without what changes from one call to the next: journal, log, room."""
    return [line for line in lines if not line.startswith(("journal:", "free:", "Sozialclient", "store.db", "2026-"))]


def test_printed_and_saved_lines_are_the_same(copy: Path, tmp_path: Path) -> None:
    printed = run("--data", copy, "support")
    assert (printed.code, printed.err) == (0, "")
    saved = run("--data", copy, "support", "--out", tmp_path / "hilfe.txt")
    assert saved.code == 0
    text = (tmp_path / "hilfe.txt").read_text(encoding="utf-8")
    assert _fixed(text.splitlines()) == _fixed(printed.out.splitlines())
    assert f"{len(text.splitlines())} Zeilen" in saved.out
    value = run("--data", copy, "support", "--json").json
    assert _fixed(value["lines"]) == _fixed(printed.out.splitlines())
    assert "Sozialamt" not in printed.out
    assert "‹mailbox 1›: arrived 5" in printed.out


def test_a_damaged_store_and_settings_are_no_hindrance(copy: Path) -> None:
    (copy / "store.db").write_bytes(b"x" * 8192)
    (copy / "settings.toml").write_text("[network]\nproxi = 1", encoding="utf-8")
    answer = run("--data", copy, "support")
    assert answer.code == 0
    assert "SETTINGS-UNKNOWN" in answer.out
    (copy / "settings.toml").unlink()
    assert "STORE-DAMAGED" in run("--data", copy, "support").out
