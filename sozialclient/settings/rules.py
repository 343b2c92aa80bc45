"""Where each setting stands in the file, and what may stand there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sozialclient.logs import LogLevel
from sozialclient.settings.errors import SettingsUnknown
from sozialclient.settings.values import Appearance, Closing

_SPAN, _MOST_SPANS = re.compile(r"[1-9][0-9]? (days|weeks|working days)"), 5


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a field stands in the file, and what may stand there; `read` raises TypeError or ValueError."""

    field: str
    allowed: str
    read: Callable[[object], object]


def _number(field: str, least: float, most: float) -> Rule:
    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError
        if not least <= value <= most:
            raise ValueError
        return value

    return Rule(field, f"{least:g} – {most:g}", read)


def _whole(field: str, least: int, most: int) -> Rule:
    number = _number(field, least, most)

    def read(value: object) -> object:
        if not isinstance(value, int):
            raise TypeError
        return number.read(value)

    return Rule(field, number.allowed, read)


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


RULES: Mapping[str, Rule] = {
    "display.theme": Rule("theme", ", ".join(item.value for item in Appearance), Appearance),
    "display.text_scale": _number("text_scale", 1.0, 2.25),
    "network.proxy": Rule("proxy", "system, direct, http://…", _proxy),
    "network.ca_file": Rule("ca_file", "*.pem", lambda value: Path(_text(value))),
    "network.connect_seconds": _number("connect_seconds", 1, 300),
    "network.grace_seconds": _number("grace_seconds", 5, 3600),
    "network.crl_addresses": Rule("crl_addresses", '["http://…"]', _addresses),
    "network.minimum_rate": _number("minimum_rate", 1024, 1_000_000_000),
    "policy.refused_algorithms": Rule("refused_algorithms", '["…", "…"]', _names),
    "export.pattern": Rule("export_pattern", "{eingang}_{leistung_kurz}_{antragsnr:8}", _text_or_none),
    "export.personal_names": Rule("personal_names", "true, false", _switch),
    "backup.folder": Rule("backup_folder", "…", lambda value: Path(_text(value))),
    "backup.every_days": _whole("backup_every_days", 1, 30),
    "backup.keep_days": _whole("backup_keep_days", 1, 60),
    "backup.keep_weeks": _whole("backup_keep_weeks", 0, 53),
    "office.sender": Rule("office_sender", '["…", "…"]', _names),
    "office.contact": Rule("office_contact", '["…", "…"]', _names),
    "office.deadlines": Rule("office_deadlines", '["3 weeks", "14 days", "10 working days"]', _spans),
    "office.readers": Rule("own_readers", '["…", "…"]', _names),
    "lock.idle_minutes": _whole("idle_minutes", 0, 480),
    "clipboard.seconds": _whole("clipboard_seconds", 0, 600),
    "fetch.automatic_minutes": _whole("automatic_minutes", 0, 1440),
    "fetch.when_closed": Rule("when_closed", ", ".join(item.value for item in Closing), Closing),
    "log.level": Rule("log_level", ", ".join(item.value for item in LogLevel), LogLevel),
}


def rule_of(key: str) -> Rule:
    """The rule of a setting by its name in the file. Raises SettingsUnknown."""
    if key not in RULES:
        raise SettingsUnknown(key=key)
    return RULES[key]
