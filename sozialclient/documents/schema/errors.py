"""Why a schema package is not taken or not found."""

from __future__ import annotations

from sozialclient.errors import SozialclientError


class SchemaError(SozialclientError):
    """Root of this family; never raised itself."""


class SchemaArchiveRefused(SchemaError):
    """The ZIP or folder breaks a limit or is damaged; parameter `cause` names what (see `archive`)."""

    reference = "SCHEMA-ARCHIVE"


class SchemaEmpty(SchemaError):
    """The ZIP or folder holds neither a schema nor a code list that can be read."""

    reference = "SCHEMA-EMPTY"


class SchemaUnreadable(SchemaError):
    """A folder or file cannot be read or written; parameter `cause` is the system's error number."""

    reference = "SCHEMA-FILES"


class SchemaUnknown(SchemaError):
    """No package of that name was imported; parameter `name`."""

    reference = "SCHEMA-UNKNOWN"
