"""Settings from the command line, without opening the store."""

from __future__ import annotations

from pathlib import Path

from tests.unit.cli.conftest import run


def test_settings_are_shown_set_and_given_back(tmp_path: Path) -> None:
    data = ("--data", tmp_path / "neu")
    assert "lock.idle_minutes = 15\n" in run(*data, "settings", "show").out
    assert not (tmp_path / "neu").exists(), "looking changes nothing"
    (one,) = run(*data, "settings", "set", "office.sender", "Stadt Musterstadt", "Weg 1", "--json").json
    assert one == {"key": "office.sender", "value": '["Stadt Musterstadt", "Weg 1"]', "usual": "[]",
                   "allowed": '["…", "…"]'}
    assert run(*data, "settings", "set", "lock.idle_minutes", "5").out == "lock.idle_minutes = 5 (üblich: 15)\n"
    assert run(*data, "settings", "show", "lock.idle_minutes").out == "lock.idle_minutes = 5 (üblich: 15)\n"
    assert run(*data, "settings", "set", "lock.idle_minutes").out == "lock.idle_minutes = 15\n"
    assert [path.name for path in (tmp_path / "neu").iterdir()] == ["settings.toml"]


def test_what_does_not_fit_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    data = ("--data", tmp_path)
    run(*data, "settings", "set", "lock.idle_minutes", "5")
    before = (tmp_path / "settings.toml").read_bytes()
    for arguments, reference in (
        (("lock.idle_minutes", "viel"), "SETTINGS-INVALID"), (("lock.minuten", "1"), "SETTINGS-UNKNOWN"),
        (("backup.folder", "x"), "SETTINGS-ELSEWHERE"),
        (("policy.refused_algorithms", "rsa-sha17"), "CRYPTO-POLICY-NAME"),
    ):
        refused = run(*data, "settings", "set", *arguments, "--json")
        assert refused.code != 0 and refused.json["error"]["reference"] == reference
    assert run(*data, "settings", "show", "x.y", "--json").json["error"]["reference"] == "SETTINGS-UNKNOWN"
    assert (tmp_path / "settings.toml").read_bytes() == before
