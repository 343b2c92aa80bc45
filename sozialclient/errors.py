"""The root of all errors raised on purpose, each with a stable reference."""

from __future__ import annotations

from typing import ClassVar


class SozialclientError(Exception):
    """An error that names itself by a reference; its German text is looked up at the edge.

    `parameters` fill the placeholders of that text. They hold ids, sizes, names of
    limits and algorithms, never content or personal data, so that the error may be logged.
    """

    reference: ClassVar[str] = "APP-UNKNOWN"

    def __init__(self, **parameters: str | int) -> None:
        self.parameters: dict[str, str] = {key: str(value) for key, value in parameters.items()}
        details = ", ".join(f"{key}={value}" for key, value in self.parameters.items())
        super().__init__(f"{self.reference}({details})" if details else self.reference)


class LocalFault(SozialclientError):
    """Something is wrong at this computer (disk, store, program), not with what was received."""


class RemoteFault(SozialclientError):
    """Something is wrong between us and the other side, not with one delivery."""


class Unforeseen(SozialclientError):
    """A mistake in the program came to light while it worked on a delivery; parameter `kind` (class of the exception).

    It stands in for the exception where one delivery must not stop all the others.
    """

    reference = "APP-UNFORESEEN"


class Cancelled(SozialclientError):
    """The user asked to stop; nothing more was sent or written."""

    reference = "APP-CANCELLED"
