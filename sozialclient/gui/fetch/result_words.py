"""How a fetch of one mailbox ended, in words."""

from __future__ import annotations

from sozialclient.errors import Cancelled
from sozialclient.gui.desk import FetchResult
from sozialclient.gui.plain import Shown, plain_joined
from sozialclient.gui.wording import count, error_words, say

_MOST_REASONS = 3


def result_words(result: FetchResult) -> tuple[str, str, str]:
    """Tint, title and sentence for the end of a fetch."""
    parts = []
    if result.duplicates:
        parts.append(count("fetch.duplicates", result.duplicates))
    if result.with_findings:
        parts.append(count("fetch.with_findings", result.with_findings))
    parts += _unreadable_words(result)
    if result.error is not None:
        sentence = plain_joined(" ", [count("fetch.kept", result.new), say("fetch.rest_waits"), *parts])
        if isinstance(result.error, Cancelled):
            return "warning", say("fetch.cancelled"), sentence
        return "danger", say("fetch.stopped"), sentence
    tint = "warning" if result.waiting or result.failures or (result.retried and not result.new) else "info"
    if result.retried:
        title = count("retry.read", result.new) if result.new else say("retry.none")
        return tint, title, plain_joined(" ", parts) or say("retry.kept" if result.new else "retry.as_before")
    if result.wanted and not result.new and not result.duplicates and not result.failures:
        return "warning", say("again.none"), say("again.none_more")
    if not result.new and not result.duplicates:
        return tint, say("fetch.nothing"), plain_joined(" ", parts) or say("fetch.nothing_more")
    return tint, count("fetch.done", result.new), plain_joined(" ", parts) or say("fetch.all_kept")


def _unreadable_words(result: FetchResult) -> list[Shown]:
    """How many wait because they could not be read, and why those of this fetch could not."""
    parts = [count("fetch.waiting", result.waiting)] if result.waiting else []
    for failure in tuple({each.reference: each for each in result.failures}.values())[:_MOST_REASONS]:
        words = error_words(failure.reference, failure.parameters)
        parts.append(say("fetch.reason", reason=words.happened, reference=words.reference))
    if result.unfinished:
        parts.append(say("fetch.unfinished"))
    return parts


def stopped_words(result: FetchResult) -> str:
    """What happened, where the fetch was broken off by something else than the user."""
    if result.error is None or isinstance(result.error, Cancelled):
        return ""
    words = error_words(result.error.reference, result.error.parameters)
    return say("fetch.reason", reason=words.happened, reference=words.reference)
