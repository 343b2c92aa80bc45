"""What the program is set to: one frozen value, its file, and the folder where everything of a user is kept."""

from sozialclient.settings.changing import allowed_values, changed, settings_values, value_now, value_of_words
from sozialclient.settings.errors import (
    SettingsDamaged,
    SettingsError,
    SettingsInvalid,
    SettingsNotSaved,
    SettingsUnknown,
    SettingsUnreadable,
)
from sozialclient.settings.file import load_settings, save_settings
from sozialclient.settings.folder import DataFolder, data_folder
from sozialclient.settings.rules import RULES
from sozialclient.settings.values import Appearance, Closing, Settings

__all__ = [
    "Appearance",
    "Closing",
    "DataFolder",
    "RULES",
    "Settings",
    "SettingsDamaged",
    "SettingsError",
    "SettingsInvalid",
    "SettingsNotSaved",
    "SettingsUnknown",
    "SettingsUnreadable",
    "allowed_values",
    "changed",
    "data_folder",
    "load_settings",
    "save_settings",
    "settings_values",
    "value_now",
    "value_of_words",
]
