"""Settings: read strictly, kept when damaged, written whole or not at all."""

from __future__ import annotations

import dataclasses
import os
import stat
from pathlib import Path

import pytest

from sozialclient import settings
from sozialclient.logs import LogLevel
from sozialclient.settings import (
    Appearance,
    Closing,
    Settings,
    SettingsDamaged,
    SettingsError,
    SettingsInvalid,
    SettingsNotSaved,
    SettingsUnknown,
    SettingsUnreadable,
    changed,
    data_folder,
    load_settings,
    save_settings,
    settings_values,
    value_of_words,
)

EVERYTHING = Settings(
    theme=Appearance.DARK,
    text_scale=1.75,
    proxy="http://proxy.invalid:3128",
    ca_file=Path('C:\\Ämter\\"neu"\\ca.pem'),
    connect_seconds=4.5,
    grace_seconds=90,
    minimum_rate=2048,
    refused_algorithms=("rsa-sha1", "tripledes-cbc"),
    crl_addresses=("http://crl.invalid/a.crl",),
    idle_minutes=0,
    clipboard_seconds=45,
    automatic_minutes=30,
    when_closed=Closing.TRAY,
    log_level=LogLevel.DEBUG,
    backup_folder=Path("\\\\server\\Sicherung Ä"),
    backup_every_days=2,
    backup_keep_days=14,
    backup_keep_weeks=0,
    office_sender=("Stadt \"Ä\"", "Weg 1"),
    office_contact=("Frau Ü",),
    office_deadlines=("10 working days", "21 days"),
    export_pattern="{eingang}_{laufnr}",
    personal_names=True,
    own_readers=("soa:990000000000",),
)


def _write(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "absent") == Settings()
    assert Settings().proxy == "system"


def test_everything_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "Ämter ß"
    for field in dataclasses.fields(Settings):
        assert getattr(EVERYTHING, field.name) != field.default, field.name
    save_settings(folder, EVERYTHING)
    assert load_settings(folder) == EVERYTHING
    save_settings(folder, Settings())
    assert load_settings(folder) == Settings()
    assert [path.name for path in folder.iterdir()] == ["settings.toml"]


def test_every_field_stands_in_the_file() -> None:
    assert sorted(rule.field for rule in settings.RULES.values()) == sorted(
        field.name for field in dataclasses.fields(Settings)
    )


def test_an_editor_may_add_a_byte_order_mark(tmp_path: Path) -> None:
    _write(tmp_path, '\ufeff[display]\r\ntheme = "light"\r\n')
    assert load_settings(tmp_path) == Settings(theme=Appearance.LIGHT)


@pytest.mark.parametrize(
    ("text", "error", "parameters"),
    [
        ('[display]\ntheme = "light', SettingsDamaged, {"line": "2"}),
        ("[network]\nproxi = 1", SettingsUnknown, {"key": "network.proxi"}),
        ("[netz]\nproxy = 1", SettingsUnknown, {"key": "netz.proxy"}),
        ('theme = "dark"', SettingsUnknown, {"key": "theme"}),
        ("[display]\ntheme = 'blue'", SettingsInvalid,
         {"key": "display.theme", "allowed": "system, light, dark, contrast"}),
        ("[display]\ntheme = 1", SettingsInvalid, {"key": "display.theme", "allowed": "system, light, dark, contrast"}),
        ("[display]\ntext_scale = 3", SettingsInvalid, {"key": "display.text_scale", "allowed": "1 – 2.25"}),
        ("[display]\ntext_scale = nan", SettingsInvalid, {"key": "display.text_scale", "allowed": "1 – 2.25"}),
        ("[display]\ntext_scale = true", SettingsInvalid, {"key": "display.text_scale", "allowed": "1 – 2.25"}),
        (
            "[network]\nproxy = 'ftp://x'",
            SettingsInvalid,
            {"key": "network.proxy", "allowed": "system, direct, http://…"},
        ),
        ("[office]\ndeadlines = ['soon']", SettingsInvalid,
         {"key": "office.deadlines", "allowed": '["3 weeks", "14 days", "10 working days"]'}),
        ("[backup]\nkeep_days = 1.5", SettingsInvalid, {"key": "backup.keep_days", "allowed": "1 – 60"}),
        ("[backup]\nkeep_weeks = 54", SettingsInvalid, {"key": "backup.keep_weeks", "allowed": "0 – 53"}),
        ("[network]\nca_file = ''", SettingsInvalid, {"key": "network.ca_file", "allowed": "*.pem"}),
        (
            "[policy]\nrefused_algorithms = 'rsa-sha1'",
            SettingsInvalid,
            {"key": "policy.refused_algorithms", "allowed": '["…", "…"]'},
        ),
        (
            "[policy]\nrefused_algorithms = ['a', 1]",
            SettingsInvalid,
            {"key": "policy.refused_algorithms", "allowed": '["…", "…"]'},
        ),
    ],
)
def test_a_wrong_file_is_named_and_never_overwritten(
    tmp_path: Path, text: str, error: type[SettingsError], parameters: dict[str, str]
) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(error) as raised:
        load_settings(tmp_path)
    assert raised.value.parameters == parameters
    with pytest.raises(error):
        save_settings(tmp_path, EVERYTHING)
    assert path.read_text(encoding="utf-8") == text
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("damage", [b"\xff\xfe\x00", b"x = " + b"9" * 5000, b"x = " + b"[" * 5000])
def test_what_no_parser_takes_is_damage(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "settings.toml").write_bytes(damage)
    with pytest.raises(SettingsDamaged):
        load_settings(tmp_path)


def test_what_cannot_be_read_is_not_mistaken_for_absent(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(SettingsUnreadable):
        load_settings(tmp_path)


def test_a_failing_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(tmp_path, EVERYTHING)

    def fail(descriptor: int) -> None:
        raise OSError(28, "planned")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(SettingsNotSaved):
        save_settings(tmp_path, Settings())
    assert load_settings(tmp_path) == EVERYTHING
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_a_proxy_may_have_a_password_so_the_file_is_private(tmp_path: Path) -> None:
    save_settings(tmp_path, EVERYTHING)
    assert stat.S_IMODE((tmp_path / "settings.toml").stat().st_mode) == 0o600


def test_where_the_data_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, variable = tmp_path / "named", tmp_path / "variable"
    found = data_folder(named, {"SOZIALCLIENT_DATA": str(variable)})
    assert (found.path, found.chosen) == (named, True)
    found = data_folder(None, {"SOZIALCLIENT_DATA": str(variable)})
    assert (found.path, found.chosen) == (variable, True)
    monkeypatch.chdir(tmp_path)
    assert data_folder(Path("here")).path == tmp_path / "here"
    monkeypatch.setenv("SOZIALCLIENT_DATA", str(variable))
    assert data_folder().path == variable
    for environment in ({}, {"SOZIALCLIENT_DATA": ""}):
        usual = data_folder(None, environment)
        assert not usual.chosen
        assert usual.path.is_absolute()
        assert "Sozialclient" in usual.path.parts


WITH_COMMENTS = """\
# Set by the IT of the office.
[lock]
idle_minutes = 5  # as the rules of the house want it

[office]
sender = ["Stadt # 1"] # no # in the tail
# who may ask
contact = ["Frau Ü"]
"""


def test_comments_and_order_stay_where_one_value_changes(tmp_path: Path) -> None:
    path = _write(tmp_path, WITH_COMMENTS)
    old = load_settings(tmp_path)
    new = dataclasses.replace(old, idle_minutes=7, clipboard_seconds=10, own_readers=("soa:990000000000",))
    save_settings(tmp_path, new)
    assert load_settings(tmp_path) == new
    text = path.read_text(encoding="utf-8")
    assert text.startswith(WITH_COMMENTS.replace("idle_minutes = 5", "idle_minutes = 7").rstrip())
    assert "[clipboard]\nseconds = 10\n" in text
    assert 'readers = ["soa:990000000000"]\n\n[clipboard]' in text
    save_settings(tmp_path, dataclasses.replace(new, office_contact=()))
    assert "# who may ask\n" in path.read_text(encoding="utf-8")
    assert load_settings(tmp_path).office_contact == ()


def test_what_cannot_be_edited_line_by_line_is_written_whole(tmp_path: Path) -> None:
    path = _write(tmp_path, '[office]\nsender = [\n "a", # first\n "b",\n]\n[lock]\nidle_minutes = 3 # a reason')
    new = dataclasses.replace(load_settings(tmp_path), office_sender=("c",))
    save_settings(tmp_path, new)
    assert load_settings(tmp_path) == new
    assert "[display]" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("key", "words", "value"), [
    ("lock.idle_minutes", ["20"], 20), ("display.text_scale", ["1.5"], 1.5), ("export.personal_names", ["true"], True),
    ("office.sender", ["Stadt", "Weg 1"], ("Stadt", "Weg 1")), ("fetch.when_closed", ["tray"], Closing.TRAY),
    ("network.ca_file", ["x.pem"], Path("x.pem")), ("lock.idle_minutes", [], 15), ("office.sender", [], ()),
])
def test_what_is_typed_becomes_the_value_of_its_kind(key: str, words: list[str], value: object) -> None:
    new = changed(EVERYTHING, key, value_of_words(key, words))
    same = settings_values(new)[key]
    assert same == settings_values(changed(Settings(), key, value_of_words(key, words)))[key]
    (field,) = [rule.field for name, rule in settings.RULES.items() if name == key]
    assert getattr(new, field) == value
    assert dataclasses.replace(new, **{field: getattr(EVERYTHING, field)}) == EVERYTHING


@pytest.mark.parametrize(("key", "words"), [
    ("lock.idle_minutes", ["viel"]), ("lock.idle_minutes", ["-1"]), ("lock.idle_minutes", ["1", "2"]),
    ("export.personal_names", ["ja"]), ("network.proxy", ["ftp://x"]), ("office.sender", ["a\nb"]),
    ("display.theme", ["blue"]), ("display.text_scale", ["nan"]),
])
def test_what_does_not_fit_is_refused_with_what_is_allowed(key: str, words: list[str]) -> None:
    with pytest.raises(SettingsInvalid) as raised:
        changed(EVERYTHING, key, value_of_words(key, words))
    assert raised.value.parameters["key"] == key and raised.value.parameters["allowed"]


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(SettingsUnknown):
        value_of_words("a.b", ["1"])
    with pytest.raises(SettingsUnknown):
        changed(EVERYTHING, "a.b", 1)
