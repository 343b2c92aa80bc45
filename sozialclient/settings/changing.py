"""One setting at a time, by its name in the file."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

from sozialclient.settings.errors import SettingsInvalid
from sozialclient.settings.rules import RULES, rule_of
from sozialclient.settings.values import Settings
from sozialclient.toml_text import literal

_SWITCHES = {"true": True, "false": False}


def changed(settings: Settings, key: str, value: object) -> Settings:
    """With another value for `key`, checked as in the file; None: as shipped.

    Raises SettingsUnknown, SettingsInvalid.
    """
    rule = rule_of(key)
    try:
        read = getattr(Settings(), rule.field) if value is None else rule.read(value)
    except (TypeError, ValueError):
        raise SettingsInvalid(key=key, allowed=rule.allowed) from None
    new = copy.copy(settings)
    object.__setattr__(new, rule.field, read)
    return new


def value_now(settings: Settings, key: str) -> object:
    """The value of a setting by its name in the file. Raises SettingsUnknown."""
    return getattr(settings, rule_of(key).field)


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
    raise SettingsInvalid(key=key, allowed=RULES[key].allowed)


def allowed_values(key: str) -> str:
    """What may stand for `key`, for people. Raises KeyError for an unknown one."""
    return RULES[key].allowed


def settings_values(settings: Settings) -> dict[str, str]:
    """Each setting by its name in the file, as it would stand there; empty where it would not."""
    return {key: text or "" for key, text in literals(settings).items()}


def literals(settings: Settings) -> dict[str, str | None]:
    """Each setting by its name in the file, as TOML writes it; None where the file has no word for it."""
    values = {key: getattr(settings, rule.field) for key, rule in RULES.items()}
    return {key: None if value is None else literal(value) for key, value in values.items()}
