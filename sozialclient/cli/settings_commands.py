"""`sozialclient settings`: what the program is set to, and setting it otherwise; the store stays closed."""

from __future__ import annotations

import argparse

from sozialclient.cli.context import chosen_folder, made_folder
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import Json, print_json, print_line
from sozialclient.errors import SozialclientError
from sozialclient.settings import (
    Settings,
    SettingsUnknown,
    allowed_values,
    changed,
    load_settings,
    save_settings,
    settings_values,
    value_of_words,
)

_CHECKED_ELSEWHERE = {"backup.": "backup set"}


class SettingElsewhere(SozialclientError):
    """This setting is changed by a command that checks more; parameters `key` and `command`."""

    reference = "SETTINGS-ELSEWHERE"


def run_show(arguments: argparse.Namespace) -> ExitCode:
    """All settings, or one."""
    settings = load_settings(chosen_folder(arguments).path)
    _tell(settings, arguments.key, as_json=arguments.json)
    return ExitCode.OK


def run_set(arguments: argparse.Namespace) -> ExitCode:
    """Set one to its words, or back to how it was shipped."""
    key: str = arguments.key
    for start, command in _CHECKED_ELSEWHERE.items():
        if key.startswith(start):
            raise SettingElsewhere(key=key, command=command)
    from sozialclient.crypto.policy import Policy

    folder = chosen_folder(arguments).path
    settings = changed(load_settings(folder), key, value_of_words(key, arguments.value))
    # Of a name that nobody knows, the next start would say so and end.
    Policy.default().tightened(settings.refused_algorithms)
    made_folder(folder, "--data")
    save_settings(folder, settings)
    _tell(settings, key, as_json=arguments.json)
    return ExitCode.OK


def _tell(settings: Settings, key: str | None, *, as_json: bool) -> None:
    values, usual = settings_values(settings), settings_values(Settings())
    if key is not None and key not in values:
        raise SettingsUnknown(key=key)
    shown = values if key is None else {key: values[key]}
    if as_json:
        found: list[Json] = [
            {"key": name, "value": value, "usual": usual[name], "allowed": allowed_values(name)}
            for name, value in shown.items()]
        print_json(found)
        return
    for name, value in shown.items():
        mark = "settings.line" if value == usual[name] else "settings.line-changed"
        print_line(mark, name=name, value=value or "–", usual=usual[name] or "–")
