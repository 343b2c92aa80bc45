"""The reasons why a document is not shown."""

from __future__ import annotations

from typing import ClassVar

from sozialclient.errors import SozialclientError


class RenderError(SozialclientError):
    """A document cannot be shown; its bytes are untouched and can be saved."""

    reference: ClassVar[str] = "RENDER-FAILED"


class RenderUnsupported(RenderError):
    """The bytes are none of the kinds that are shown."""

    reference = "RENDER-UNSUPPORTED"


class RenderDamaged(RenderError):
    """The decoder could not read the document or the page."""

    reference = "RENDER-DAMAGED"


class RenderTooLarge(RenderError):
    """A limit of `RenderLimits` is exceeded; `limit` names it."""

    reference = "RENDER-TOO-LARGE"


class RenderPasswordProtected(RenderError):
    """The PDF opens only with a password or a certificate we do not have."""

    reference = "RENDER-PASSWORD"


class RenderTimeout(RenderError):
    """The worker took too long and was ended; `seconds` is the limit."""

    reference = "RENDER-TIMEOUT"


class RenderCrashed(RenderError):
    """The worker died or spoke nonsense; `exit` is its exit code, negative for a signal.

    `protocol` stands for a worker that lived on but broke the rules of `frames`, `start` and `job`
    for one that could not be started or confined.
    """

    reference = "RENDER-CRASHED"


ANSWERED: dict[str, type[RenderError]] = {
    kind.reference: kind for kind in (RenderUnsupported, RenderDamaged, RenderTooLarge, RenderPasswordProtected)
}
"""What a worker may answer; timeout and crash are only ever seen from outside."""
