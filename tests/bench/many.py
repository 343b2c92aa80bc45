"""Makes a store with tens of thousands of applications quickly, through its real tables."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

import apsw

from sozialclient.model.listing import Indexed
from sozialclient.store import KeyVault, Store
from sozialclient.store.books import actions
from sozialclient.store.books.journal import write_entry
from tests.unit.store.samples import FETCHED, mailbox_of, sample

MAILBOX = "Sozialamt"
_FAMILY_NAMES = (
    "Müller", "Schröder", "Weiß", "Yılmaz", "Groß", "Öztürk", "Beispiel", "Straßburger", "Nguyễn", "Kowalska", "Jäger",
    "Probe",
)
_SERVICES = (
    "Wohngeld", "Grundsicherung im Alter und bei Erwerbsminderung", "Hilfe zum Lebensunterhalt",
    "Bildung und Teilhabe", "Übernahme von Bestattungskosten", "Eingliederungshilfe für Menschen mit Behinderung",
)
# Newest first: what came last is new, then what is worked on, and the bulk is done.
_STATES = (
    "new", "in_review", "query", "transferred", "transferred", "transferred", "archived", "archived", "trash",
    "unprocessable",
)

_COPY = """
WITH RECURSIVE numbered(n) AS (VALUES(:first) UNION ALL SELECT n + 1 FROM numbered WHERE n < :last)
INSERT INTO application(number, digest, contents, state_since, id, mailbox, message_id, state, subject, service_key,
  service_name, applicant, received, fetched, opened, content_count, attachment_count, size, verdict, finding_count,
  training, duplicate_of)
SELECT n, randomblob(32), randomblob(32), state_since, printf('A-2026-%06d', n), :mailbox,
  printf('urn:osci:intermediary.example:%08x%08x', n * 2654435761 & 4294967295, n),
  json_extract(:states, '$[' || min(9, (:last - n) * 10 / :last) || ']'), 'Antrag auf Leistung Nr. ' || n,
  service_key, json_extract(:services, '$[' || (n % 6) || ']'),
  json_extract(:names, '$[' || (n * 7 % 12) || ']') || ', Vorname-' || n,
  fetched - (:last - n) * 600000000, fetched, opened, content_count, attachment_count, size, verdict,
  CASE WHEN n % 9 THEN 0 ELSE 2 END, training, NULL
FROM numbered, application WHERE application.number = 1
"""

# What the books look for beside the row; the sealed bytes themselves are not there.
_KEYS = """
INSERT INTO message_key(application, wrapped)
SELECT number, randomblob(60) FROM application WHERE number BETWEEN :first AND :last;
INSERT INTO content(application, ordinal, kind, key, size, chunks, sha256)
SELECT number, 0, 'original', '', size, 1, randomblob(32) FROM application WHERE number BETWEEN :first AND :last
"""

_WORDS = "SELECT number, id, message_id, subject, service_name, applicant FROM application"


def vocabulary(size: int = 20_000) -> list[str]:
    """Invented words, the same every time; the first ones are those that occur most."""
    letters = random.Random(7)
    return ["".join(letters.choices("abcdefghijklmnoprstuvwxyzäöü", k=letters.randint(3, 12))) for _ in range(size)]


def many_applications(folder: Path, count: int, fields: int = 0, fetched: datetime = FETCHED) -> None:
    """A store in `folder` with `count` applications, ten minutes apart until `fetched`; the first can be opened."""
    store = Store.open(folder, KeyVault(folder, self_contained=True))
    sample(1, received=fetched - timedelta(days=3)).add(store, fetched=fetched)
    values = {"first": 2, "last": count, "mailbox": MAILBOX, "states": json.dumps(_STATES),
              "services": json.dumps(_SERVICES), "names": json.dumps(_FAMILY_NAMES)}
    with store._index.writing() as connection:
        connection.execute(_COPY, values)
        _collect_words(connection, fields)
        connection.execute(_KEYS, values)
        for number in range(2, count + 1):
            write_entry(connection, actions.STORED, f"A-2026-{number:06}", "")
        connection.execute("UPDATE tally SET arrived = :count WHERE mailbox = :mailbox",
                           {"count": count, "mailbox": MAILBOX})
    store.save_mailbox(mailbox_of(MAILBOX))
    store.record_fetch(MAILBOX, fetched, "ok")
    store.close()


def _collect_words(connection: apsw.Connection, fields: int) -> None:
    """Their words were collected long ago; `fields` values of the vocabulary are in each besides those of the card."""
    chosen, known = random.Random(11), vocabulary()
    weights = list(accumulate(1 / (place + 1) for place in range(len(known))))
    rows = connection.execute(_WORDS).fetchall()
    words = ((number, " ".join((*map(str, texts), *chosen.choices(known, cum_weights=weights, k=fields))).casefold())
             for number, *texts in rows)
    connection.executemany("INSERT INTO found(rowid, words) VALUES (?, ?)", words)
    connection.execute("UPDATE application SET indexed = ?", (Indexed.DOCUMENTS.value,))
