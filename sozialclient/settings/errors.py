"""What can be wrong with the settings."""

from __future__ import annotations

from sozialclient.errors import SozialclientError


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
