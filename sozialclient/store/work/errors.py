"""What can go wrong with the office's own notes."""

from __future__ import annotations

from sozialclient.store.errors import StoreError


class TickNeedsAnother(StoreError):
    """The second look must be somebody else's than the first."""

    reference = "WORK-SAME-PERSON"


class TickMissing(StoreError):
    """There is nothing to look at a second time, or to add a note to: the step has no tick."""

    reference = "WORK-NO-TICK"


class NoteTooLong(StoreError):
    """A text of the office is longer than it may be; parameters `length` and `most` (characters)."""

    reference = "WORK-TOO-LONG"


class ViewUnknown(StoreError):
    """There is no saved view under this name."""

    reference = "WORK-NO-VIEW"


class ProfileUnknown(StoreError):
    """There is no order of fields under this name."""

    reference = "WORK-NO-PROFILE"
