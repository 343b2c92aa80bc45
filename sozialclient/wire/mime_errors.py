"""What can be wrong with a MIME message, each under a name of its own."""

from __future__ import annotations

from sozialclient.errors import SozialclientError


class MimeError(SozialclientError):
    """The bytes are not a MIME multipart message as OSCI defines it."""

    reference = "MIME-DAMAGED"


class NotMimeError(MimeError):
    """The bytes do not even begin like a MIME message: some web page, proxy or other service."""

    reference = "MIME-NOT-OSCI"


class MimeTruncated(MimeError):
    """The bytes end before the closing boundary."""

    reference = "MIME-TRUNCATED"


class MimeHeaderError(MimeError):
    """A header or a parameter of it is missing, repeated or has a value OSCI does not allow.

    Parameter `header` names it; a name that a stranger chose is clipped.
    """

    reference = "MIME-HEADER"


class UnexpectedPart(MimeError):
    """A MIME part that nothing may carry: beside the encrypted one, or with a repeated name."""

    reference = "MIME-EXTRA-PART"
