"""All settings as one frozen value."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

from sozialclient.logs import LogLevel


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings.

    `text_scale` 1.0 to 2.25; `proxy` is "system", "direct" or the URL of an HTTP proxy; `ca_file`
    names a PEM file with authorities to trust besides the system's; an exchange may take
    `grace_seconds` plus its bytes at `minimum_rate` (bytes/s); `refused_algorithms` are short
    names of the crypto policy that the office forbids on top of it; `crl_addresses` are the URLs from
    which revocation lists may be fetched, none unless somebody says so; `log_level` says how much is logged.
    What was put on the clipboard is taken off it after `clipboard_seconds` (0: never).
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
