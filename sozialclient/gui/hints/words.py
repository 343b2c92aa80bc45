"""The words of hints as the window shows them."""

from __future__ import annotations

from collections.abc import Sequence

from sozialclient.documents.hints.hint import Hint
from sozialclient.gui.plain import SENTENCES_LIMIT, Shown, plain, plain_joined
from sozialclient.gui.wording import count
from sozialclient.model.verdict import Severity
from sozialclient.texts import text


def words_of(hint: Hint, *parts: str) -> Shown:
    """Sentences of a hint (`what`, `why`, `action`); what is filled in goes through `plain`."""
    filled = {name: plain(value) for name, value in hint.parameters}
    sentences = (Shown(text("hints", f"{hint.code}.{part}", **filled)) for part in parts)
    return plain_joined(" ", sentences, SENTENCES_LIMIT)


def sum_of(hints: Sequence[Hint]) -> Shown:
    """How many there are, and how many of them are more than mere information."""
    serious = sum(hint.severity is not Severity.INFO for hint in hints)
    return count("hints.serious", serious, all=len(hints)) if serious else count("hints.all", len(hints))
