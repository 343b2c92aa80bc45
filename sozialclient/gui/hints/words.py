"""The words of hints as the window shows them."""

from __future__ import annotations

from collections.abc import Sequence

from sozialclient.documents.hints.hint import Hint
from sozialclient.gui.plain import Shown, plain, plain_words
from sozialclient.gui.wording import count
from sozialclient.model.verdict import Severity
from sozialclient.texts import HintText, hint_text


def what_of(hint: Hint) -> Shown:
    """What was noticed; what is filled in goes through `plain`."""
    return plain_words(_text_of(hint).what)


def advice_of(hint: Hint) -> Shown:
    """Why it matters and what one may do."""
    words = _text_of(hint)
    return plain_words(words.why, " ", words.action)


def _text_of(hint: Hint) -> HintText:
    return hint_text(hint.code, {name: plain(value) for name, value in hint.parameters})


def sum_of(hints: Sequence[Hint]) -> Shown:
    """How many there are, and how many of them are more than mere information."""
    serious = sum(hint.severity is not Severity.INFO for hint in hints)
    return count("hints.serious", serious, all=len(hints)) if serious else count("hints.all", len(hints))
