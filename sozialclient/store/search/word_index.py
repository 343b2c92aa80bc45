"""Keeps the words of applications in the encrypted index, and says which applications still wait for theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

import apsw

from sozialclient.model.listing import Indexed
from sozialclient.store.database.encoding import storable
from sozialclient.store.holdings import Holdings

LONGEST = 400_000
"""Characters of one application that are kept for finding it."""

MOST_ASKED = 60
"""Words that are asked for at once; of a letter that lands in the search, its beginning."""

_LONGEST_ASKED = 200
_WORD = re.compile(r"[^\W_]+")


class WordIndex:
    """What can be searched; nothing of it outlives its application (FTS5 with secure deletion)."""

    def __init__(self, holdings: Holdings) -> None:
        self._index = holdings.index

    def waiting(self, level: Indexed, most: int) -> list[str]:
        """Ids of at most `most` applications that are not yet indexed as far as `level`, newest first."""
        with self._index.reading() as connection:
            rows = connection.execute(
                "SELECT id FROM application WHERE indexed < ? ORDER BY number DESC LIMIT ?", (level.value, most))
            return [identifier for (identifier,) in rows]

    def keep(self, application_id: str, texts: Iterable[str], level: Indexed) -> None:
        """Replace the words of an application by those of `texts`; one that is gone by now is left alone.

        One that got new words while `texts` were made, a note for instance, goes on waiting.
        """
        with self._index.reading() as connection:
            before = _indexed(connection, application_id)
        words = storable(_beginning(texts).casefold())
        with self._index.writing() as connection:
            number = connection.execute("SELECT number FROM application WHERE id = ?", (application_id,)).get
            if number is None:
                return
            connection.execute("DELETE FROM found WHERE rowid = ?", (number,))
            connection.execute("INSERT INTO found(rowid, words) VALUES (?, ?)", (number, words))
            if _indexed(connection, application_id) == before:
                connection.execute("UPDATE application SET indexed = ? WHERE number = ?", (level.value, number))


def _indexed(connection: apsw.Connection, application_id: str) -> int | None:
    found: int | None = connection.execute("SELECT indexed FROM application WHERE id = ?", (application_id,)).get
    return found


def _beginning(texts: Iterable[str]) -> str:
    """The first `LONGEST` characters; of what is beyond nothing is even made."""
    taken, left = [], LONGEST
    for text in texts:
        taken.append(text[:left])
        left -= len(text) + 1
        if left <= 0:
            break
    return " ".join(taken)


def asked(words: Iterable[str]) -> tuple[str, ...]:
    """As much of what somebody looks for as the store can take: few words, none endless, no half characters."""
    return tuple(storable(word[:_LONGEST_ASKED]) for word in islice(words, MOST_ASKED))


def match_of(words: Iterable[str]) -> str:
    """The FTS5 query for applications that hold words beginning with each of `words` (casefolded); may be empty."""
    parts = (part for word in words for part in _WORD.findall(word))
    return " ".join(f'"{part}"*' for part in islice(parts, MOST_ASKED))
