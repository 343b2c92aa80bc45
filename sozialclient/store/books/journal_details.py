"""Keeps applicants' data out of the journal: a detail is made of ids, states, references and counts."""

from __future__ import annotations

import logging
import re

import apsw

_log = logging.getLogger(__name__)

WITHHELD = "?"
"""Stands for a detail that was not let in."""

_ID = r"A-\d{4}-\d{6,}"
_REFERENCE = r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+"
_COUNT = r"\d{1,9}"
_WORD = r"[a-z][a-z0-9_]{0,30}(?:\.[a-z0-9_]{1,30})?"
_DIGEST = r"[0-9a-f]{64}"
_CODE = rf"(?:{_ID}|{_REFERENCE}|{_DIGEST}|{_COUNT})"
# Of days only that of a Wiedervorlage, which the office chose: any other could be a birthday.
_DUE = r"due=\d{4}-\d{2}-\d{2}"
# A word alone is a state or a format; two words could be a name.
_PART = rf"(?:{_CODE}|{_DUE}|{_WORD}=(?:{_CODE}|{_WORD}))"
_ALLOWED = re.compile(rf"{_WORD}|{_PART}(?:,? {_PART})*", re.ASCII)
_LONGEST = 200


def harmless(connection: apsw.Connection, detail: str) -> str:
    """`detail` when it can hold no applicant's data, else `WITHHELD`.

    Let in are application ids, states and names of formats and settings (small ASCII letters),
    references of errors, counts, SHA-256 (hex), `word=value` of these, `due=` and a day, and names of mailboxes this
    office has, alone or as `mailbox: detail`. Storing must not fail for a detail, so nothing is raised.
    """
    if not detail or (len(detail) <= _LONGEST and _ALLOWED.fullmatch(detail)):
        return detail
    name, _, rest = detail.rpartition(": ")
    if _is_mailbox(connection, detail) or (_ALLOWED.fullmatch(rest) and _is_mailbox(connection, name)):
        return detail
    _log.warning("journal.detail-withheld")
    return WITHHELD


def _is_mailbox(connection: apsw.Connection, name: str) -> bool:
    known = connection.execute(
        "SELECT EXISTS(SELECT 1 FROM mailbox WHERE name = :name) OR EXISTS(SELECT 1 FROM tally WHERE mailbox = :name)"
        " OR EXISTS(SELECT 1 FROM fetch WHERE mailbox = :name)",
        {"name": name},
    ).get
    return bool(known)
