"""Asks which applications hold words: by the index of words, and by their cards where that still waits for them."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import apsw
import msgspec

from sozialclient.store.search.word_index import asked, match_of

Values = dict[str, str | int | None]

_TEXT = "(service_name || ' ' || applicant || ' ' || subject || ' ' || message_id || ' ' || id)"
_decoder = msgspec.json.Decoder(list[int])


def numbers_with(connection: apsw.Connection, words: tuple[str, ...]) -> set[int]:
    """Numbers of the applications in which, for each of `words` (casefolded), a word begins with it."""
    words = asked(words)
    connection.create_scalar_function("casefold", _casefold, 1, deterministic=True)
    values: Values = {}
    waiting = " AND ".join(_holds(number, word, values) for number, word in enumerate(words))
    # One text instead of a row for each: a single letter is in all of them.
    listed = connection.execute(
        f"SELECT json_group_array(number) FROM application WHERE indexed = 0 AND {waiting}", values).get
    found = set(_decoder.decode(listed))
    if match := match_of(words):
        listed = connection.execute("SELECT json_group_array(rowid) FROM found WHERE found MATCH ?", (match,)).get
        found.update(_decoder.decode(listed))
    return found


def _holds(number: int, word: str, values: Values) -> str:
    # SQLite folds ASCII itself, while others may use the interpreter. Python is called only where the text has a
    # letter that folds into one of the word's: a capital umlaut, an eszett, rarely another.
    values[f"word{number}"] = word
    foreign = sorted({letter for one in word for letter in _unfolded().get(one, "")})
    names = [f"letter{number}_{at}" for at in range(len(foreign))]
    values |= dict(zip(names, foreign, strict=True))
    plain = f"instr(lower({_TEXT}), :word{number})"
    if not names:
        return plain
    found = " OR ".join(f"instr({_TEXT}, :{name})" for name in names)
    beyond_ascii = f"octet_length({_TEXT}) > length({_TEXT})"
    return f"({plain} OR ({beyond_ascii} AND ({found}) AND instr(casefold({_TEXT}), :word{number})))"


@cache
def _unfolded() -> dict[str, str]:
    """Letters beyond ASCII by each letter of their folded form; the alphabets that occur in names, and ligatures."""
    found: defaultdict[str, str] = defaultdict(str)
    for letter in map(chr, (*range(0x80, 0x2200), *range(0xFB00, 0xFB18))):
        folded = letter.casefold()
        if folded != letter:
            for one in folded:
                found[one] += letter
    return dict(found)


def _casefold(text: apsw.SQLiteValue = None, *_: apsw.SQLiteValue) -> apsw.SQLiteValue:
    return str(text).casefold()
