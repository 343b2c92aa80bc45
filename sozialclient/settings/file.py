"""The file of settings in the data folder."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path

from sozialclient.settings.changing import literals
from sozialclient.settings.errors import (
    SettingsDamaged,
    SettingsError,
    SettingsInvalid,
    SettingsNotSaved,
    SettingsUnknown,
    SettingsUnreadable,
)
from sozialclient.settings.rules import RULES
from sozialclient.settings.values import Settings
from sozialclient.toml_text import with_entries

_FILE = "settings.toml"


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
        rule = RULES.get(key)
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
    old, new = literals(before), literals(after)
    edited = with_entries(text, {key: entry for key, entry in new.items() if entry != old[key]})
    try:
        return edited if _parsed(edited) == after else _written(after)
    except SettingsError:
        return _written(after)


def _written(settings: Settings) -> str:
    return with_entries("", literals(settings))
