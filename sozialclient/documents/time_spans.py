"""Says a span of time (xs:duration) as a German reader does."""

from __future__ import annotations

import re

from sozialclient.documents.label_data import value_words

_SPAN = re.compile(
    r"(?P<sign>-?)P(?=\d|T\d)(?:(?P<Y>\d{1,9})Y)?(?:(?P<M>\d{1,9})M)?(?:(?P<D>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<h>\d{1,9})H)?(?:(?P<m>\d{1,9})M)?(?:(?P<s>\d{1,9}(?:\.\d{1,9})?)S)?)?")


def span_text(text: str) -> str | None:
    """`1 Jahr 2 Monate` for `P1Y2M`; None for anything that is no span."""
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    parts = [(match[unit], words) for unit, words in value_words().spans.items() if match[unit] is not None]
    told = " ".join(f"{number.replace('.', ',')} {one if number == '1' else many}" for number, (one, many) in parts)
    return match["sign"] + told
