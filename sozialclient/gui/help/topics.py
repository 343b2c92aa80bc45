"""Which help belongs where: a screen's help bears the name of its folder, an error's that of its family."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sozialclient.texts import text

TOPICS = (
    "shell", "folders", "applications", "application", "fields", "document", "evidence", "origin", "inspection",
    "history", "raw_xml", "fetch", "tray", "pin", "export", "transfer", "retention", "backup", "books", "journal",
    "certificates", "store_keys", "support", "assistant", "removal", "unprocessable", "lock", "seats", "tour",
    "settings",
    "receipt", "statistics", "palette", "privacy", "work",
    "calendar", "links", "hints", "comparison", "paper", "schemas",
    "network", "message", "keys", "store", "program",
)
"""All texts of `resources/texts/help.toml`, in the order in which they are offered."""

FAMILIES = {
    "program": ("APP", "CLI", "DEMO"),
    "settings": ("SETTINGS",),
    "backup": ("BACKUP", "RESTORE"),
    "keys": ("CERT", "CRL", "KEY"),
    "message": ("CRYPTO", "DIALOG", "DOC", "LINKS", "MIME", "OPEN", "OSCI", "SIG", "WIRE", "XML"),
    "retention": ("DELETION", "RETENTION"),
    "export": ("DROP", "EXPORT"),
    "fetch": ("FETCH",),
    "store": ("FILE", "STORE"),
    "journal": ("JOURNAL",),
    "paper": ("PAPER", "PRINT", "REPORT"),
    "schemas": ("SCHEMA",),
    "assistant": ("MAILBOX", "PROFILE"),
    "network": ("NET", "TRANSPORT"),
    "pin": ("PIN",),
    "document": ("RENDER",),
    "transfer": ("TRANSFER",),
    "lock": ("UNLOCK",),
    "application": ("REQUEST", "WORK"),
}
"""Which text helps with an error, by the first part of its reference."""

_TOPIC_OF = {family: topic for topic, families in FAMILIES.items() for family in families}
_ROOMS = "sozialclient.gui."


def topic_of(widget: QObject | None) -> str:
    """The help for the place where `widget` is: of the innermost screen around it that has one."""
    while widget is not None:
        folder = type(widget).__module__.removeprefix(_ROOMS).split(".")[0]
        if folder in TOPICS:
            return folder
        widget = widget.parent()
    return TOPICS[0]


def topic_of_error(reference: str) -> str:
    """The help for an error; the program's own for a family nobody wrote about."""
    return _TOPIC_OF.get(reference.split("-")[0], "program")


def title_of(topic: str) -> str:
    """Its heading."""
    return text("help", f"{topic}.title")


def words_of(topic: str) -> str:
    """Its paragraphs, divided by empty lines."""
    return text("help", f"{topic}.text").strip()
