"""Reads and checks the settings: one frozen value, and the folder where everything of a user is kept."""

from __future__ import annotations

import copy
import enum
import os
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sozialclient.errors import SozialclientError
from sozialclient.logs import LogLevel
from sozialclient.toml_text import literal, with_entries

VARIABLE = "SOZIALCLIENT_DATA"
_FILE = "settings.toml"
_SPAN, _MOST_SPANS = re.compile(r"[1-9][0-9]? (days|weeks|working days)"), 5


class SettingsError(SozialclientError):
    """Any failure with the settings; the file is left as it is."""

    reference = "SETTINGS-FAILED"


class SettingsDamaged(SettingsError):
    """The file is not TOML; parameter `line` (from 1, or `?`)."""

    reference = "SETTINGS-DAMAGED"


class SettingsUnknown(SettingsError):
    """The file names a setting that does not exist; parameter `key`, e.g. `network.proxi`."""

    reference = "SETTINGS-UNKNOWN"


class SettingsInvalid(SettingsError):
    """A setting has a value that is not allowed; parameters `key` and `allowed`."""

    reference = "SETTINGS-INVALID"


class SettingsUnreadable(SettingsError):
    """The file is there but the system does not let us read it."""

    reference = "SETTINGS-UNREADABLE"


class SettingsNotSaved(SettingsError):
    """The file could not be written; the old one is whole."""

    reference = "SETTINGS-NOT-SAVED"


class Appearance(enum.Enum):
    """Colours of the window: as the system has them, or always light, dark or of high contrast."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Closing(enum.Enum):
    """What closing the window means while mailboxes are fetched automatically: go on in the tray, end, or ask."""

    ASK = "ask"
    TRAY = "tray"
    END = "end"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where everything of a user is kept; a `chosen` folder holds its key itself, nothing goes outside."""

    path: Path
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings.

    `text_scale` 1.0 to 2.25; `proxy` is "system", "direct" or the URL of an HTTP proxy; `ca_file`
    names a PEM file with authorities to trust besides the system's; an exchange may take
    `grace_seconds` plus its bytes at `minimum_rate` (bytes/s); `refused_algorithms` are short
    names of the crypto policy that the office forbids on top of it; `crl_addresses` are the URLs from
    which revocation lists may be fetched, none unless somebody says so; `log_level` says how much is logged.
    The window locks itself after `idle_minutes` without anybody, and what it put on the clipboard is taken off after
    `clipboard_seconds` (0: never).
    `export_pattern` names exported folders (tokens of `exporters.naming`, empty: as shipped); `personal_names`
    lets it tell who the applicant is.
    `office_sender` and `office_contact` are the lines with which the office's letters begin, `office_deadlines` how
    long people may get to answer them (`documents.evidence.deadline.span`); `own_readers` are the office's
    identifiers in business messages, such as `soa:` and twelve digits.
    Mailboxes are fetched every `automatic_minutes` while the program runs (0: never), which then need not end when
    its window is closed (`when_closed`).
    The window locks itself after `idle_minutes` without anybody (0: never).
    `backup_folder` None: no backups; `backup_keep_days` and `backup_keep_weeks` as of `store.backup_keep`.
    """

    theme: Appearance = Appearance.SYSTEM
    text_scale: float = 1.0
    proxy: str = "system"
    ca_file: Path | None = None
    connect_seconds: float = 15.0
    grace_seconds: float = 60.0
    minimum_rate: int = 64 * 1024
    refused_algorithms: tuple[str, ...] = ()
    crl_addresses: tuple[str, ...] = ()
    log_level: LogLevel = LogLevel.INFO
    idle_minutes: int = 15
    clipboard_seconds: int = 30
    export_pattern: str = ""
    personal_names: bool = False
    automatic_minutes: int = 0
    when_closed: Closing = Closing.ASK
    backup_folder: Path | None = None
    backup_every_days: int = 1
    backup_keep_days: int = 7
    backup_keep_weeks: int = 4
    office_sender: tuple[str, ...] = ()
    office_contact: tuple[str, ...] = ()
    office_deadlines: tuple[str, ...] = ("2 weeks", "3 weeks", "4 weeks")
    own_readers: tuple[str, ...] = ()


def data_folder(named: Path | None = None, environment: Mapping[str, str] | None = None) -> DataFolder:
    """The folder `named` (`--data`), else that of `SOZIALCLIENT_DATA`, else the system's place for the user.

    The path is absolute; the folder need not exist.
    """
    variable = (os.environ if environment is None else environment).get(VARIABLE)
    if named is not None or variable:
        return DataFolder(Path(named or variable or "").expanduser().absolute(), chosen=True)
    import platformdirs

    return DataFolder(Path(platformdirs.user_data_dir("Sozialclient", appauthor=False)), chosen=False)


def load_settings(folder: Path) -> Settings:
    """The settings in `folder`, defaults where there are none.

    Raises SettingsDamaged, SettingsUnknown, SettingsInvalid, SettingsUnreadable.
    """
    return _parsed(_text_of(folder))


def _text_of(folder: Path) -> str:
    """What stands in the file, empty without one."""
    try:
        return (folder / _FILE).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SettingsUnreadable from error
    except ValueError:  # no UTF-8
        raise SettingsDamaged(line="?") from None


def _parsed(text: str) -> Settings:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise SettingsDamaged(line=line.group(1) if line else text.count("\n") + 1) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, deep nesting
        raise SettingsDamaged(line="?") from None
    found = {key: value for key, value in _flattened(tables)}
    values = {}
    for key, value in found.items():
        rule = _RULES.get(key)
        if rule is None:
            raise SettingsUnknown(key=key)
        try:
            values[rule.field] = rule.read(value)
        except (TypeError, ValueError):
            raise SettingsInvalid(key=key, allowed=rule.allowed) from None
    return Settings(**values)  # type: ignore[arg-type]  # each rule reads the type of its own field


def save_settings(folder: Path, settings: Settings) -> None:
    """Replace the file in one step; one that can't be read is kept. Raises SettingsNotSaved and as `load_settings`.

    Comments and order of the file stay, as long as each value stands on one line.
    """
    text = _text_of(folder)
    new = _edited(text, _parsed(text), settings) if text.strip() else _written(settings)
    path = folder / _FILE
    temporary = folder / f"{_FILE}.{secrets.token_hex(4)}.new"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                file.write(new)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsNotSaved from error


@dataclass(frozen=True, slots=True)
class _Rule:
    """Where a field stands in the file, and what may stand there; `read` raises TypeError or ValueError."""

    field: str
    allowed: str
    read: Callable[[object], object]


def _number(field: str, least: float, most: float) -> _Rule:
    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError
        if not least <= value <= most:
            raise ValueError
        return value

    return _Rule(field, f"{least:g} – {most:g}", read)


def _whole(field: str, least: int, most: int) -> _Rule:
    number = _number(field, least, most)

    def read(value: object) -> object:
        if not isinstance(value, int):
            raise TypeError
        return number.read(value)

    return _Rule(field, number.allowed, read)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    if not value or any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise ValueError
    return value


def _text_or_none(value: object) -> str:
    return "" if value == "" else _text(value)


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _proxy(value: object) -> str:
    text = _text(value)
    if text not in ("system", "direct") and not text.startswith(("http://", "https://")):
        raise ValueError
    return text


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_text(item) for item in value)


def _spans(value: object) -> tuple[str, ...]:
    spans = _names(value)
    if not 1 <= len(spans) <= _MOST_SPANS or not all(_SPAN.fullmatch(each) for each in spans):
        raise ValueError
    return spans


def _addresses(value: object) -> tuple[str, ...]:
    addresses = _names(value)
    if not all(address.startswith(("http://", "https://")) for address in addresses):
        raise ValueError
    return addresses


_RULES: Mapping[str, _Rule] = {
    "display.theme": _Rule("theme", ", ".join(item.value for item in Appearance), Appearance),
    "display.text_scale": _number("text_scale", 1.0, 2.25),
    "network.proxy": _Rule("proxy", "system, direct, http://…", _proxy),
    "network.ca_file": _Rule("ca_file", "*.pem", lambda value: Path(_text(value))),
    "network.connect_seconds": _number("connect_seconds", 1, 300),
    "network.grace_seconds": _number("grace_seconds", 5, 3600),
    "network.crl_addresses": _Rule("crl_addresses", '["http://…"]', _addresses),
    "network.minimum_rate": _number("minimum_rate", 1024, 1_000_000_000),
    "policy.refused_algorithms": _Rule("refused_algorithms", '["…", "…"]', _names),
    "export.pattern": _Rule("export_pattern", "{eingang}_{leistung_kurz}_{antragsnr:8}", _text_or_none),
    "export.personal_names": _Rule("personal_names", "true, false", _switch),
    "backup.folder": _Rule("backup_folder", "…", lambda value: Path(_text(value))),
    "backup.every_days": _whole("backup_every_days", 1, 30),
    "backup.keep_days": _whole("backup_keep_days", 1, 60),
    "backup.keep_weeks": _whole("backup_keep_weeks", 0, 53),
    "office.sender": _Rule("office_sender", '["…", "…"]', _names),
    "office.contact": _Rule("office_contact", '["…", "…"]', _names),
    "office.deadlines": _Rule("office_deadlines", '["3 weeks", "14 days", "10 working days"]', _spans),
    "office.readers": _Rule("own_readers", '["…", "…"]', _names),
    "lock.idle_minutes": _whole("idle_minutes", 0, 480),
    "clipboard.seconds": _whole("clipboard_seconds", 0, 600),
    "fetch.automatic_minutes": _whole("automatic_minutes", 0, 1440),
    "fetch.when_closed": _Rule("when_closed", ", ".join(item.value for item in Closing), Closing),
    "log.level": _Rule("log_level", ", ".join(item.value for item in LogLevel), LogLevel),
}


def changed(settings: Settings, key: str, value: object) -> Settings:
    """With another value for `key`, checked as in the file; None: as shipped.

    Raises SettingsUnknown, SettingsInvalid.
    """
    rule = _rule(key)
    try:
        read = getattr(Settings(), rule.field) if value is None else rule.read(value)
    except (TypeError, ValueError):
        raise SettingsInvalid(key=key, allowed=rule.allowed) from None
    new = copy.copy(settings)
    object.__setattr__(new, rule.field, read)
    return new


def _rule(key: str) -> _Rule:
    if key not in _RULES:
        raise SettingsUnknown(key=key)
    return _RULES[key]


def value_now(settings: Settings, key: str) -> object:
    """The value of a setting by its name in the file. Raises SettingsUnknown."""
    return getattr(settings, _rule(key).field)


def value_of_words(key: str, words: Sequence[str]) -> object:
    """What somebody typed, as `changed` takes it; no words: None. Raises SettingsUnknown, SettingsInvalid."""
    usual = value_now(Settings(), key)
    if isinstance(usual, tuple):
        return list(words) or None
    if len(words) < 2:
        kind = type(usual) if isinstance(usual, bool | int | float) else str
        read: Callable[[str], object] = _SWITCHES.__getitem__ if kind is bool else kind
        try:
            return read(words[0]) if words else None
        except (KeyError, ValueError):
            pass
    raise SettingsInvalid(key=key, allowed=_RULES[key].allowed)


_SWITCHES = {"true": True, "false": False}


def allowed_values(key: str) -> str:
    """What may stand for `key`, for people. Raises KeyError for an unknown one."""
    return _RULES[key].allowed


def settings_values(settings: Settings) -> dict[str, str]:
    """Each setting by its name in the file, as it would stand there; empty where it would not."""
    return {key: literal or "" for key, literal in _literals(settings).items()}


def _literals(settings: Settings) -> dict[str, str | None]:
    values = {key: getattr(settings, rule.field) for key, rule in _RULES.items()}
    return {key: None if value is None else literal(value) for key, value in values.items()}


def _flattened(tables: Mapping[str, object]) -> list[tuple[str, object]]:
    pairs: list[tuple[str, object]] = []
    for table, content in tables.items():
        if isinstance(content, dict):
            pairs += [(f"{table}.{key}", value) for key, value in content.items()]
        else:
            pairs.append((table, content))
    return pairs


def _edited(text: str, before: Settings, after: Settings) -> str:
    """`text` with the values that differ; written anew where that does not come out right."""
    old, new = _literals(before), _literals(after)
    edited = with_entries(text, {key: literal for key, literal in new.items() if literal != old[key]})
    try:
        return edited if _parsed(edited) == after else _written(after)
    except SettingsError:
        return _written(after)


def _written(settings: Settings) -> str:
    return with_entries("", _literals(settings))
