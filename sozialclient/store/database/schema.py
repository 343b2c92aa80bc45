"""The tables of the store and the steps from each version of them to the next."""

from __future__ import annotations

from dataclasses import dataclass

import apsw

from sozialclient.store.database.clock import microseconds, now
from sozialclient.store.errors import StoreDamaged, StoreNewer

_MIGRATION_TABLE = """
CREATE TABLE IF NOT EXISTS migration(
  version INTEGER PRIMARY KEY, at INTEGER NOT NULL, program_version TEXT NOT NULL
) STRICT
"""

# Times are microseconds since 1970-01-01 UTC. `application.number` is never used twice.
# Everything that came from a citizen beyond the list's columns is sealed in the other database
# under the key in `message_key`; without that row it is gone.
_INDEX_1 = """
CREATE TABLE application(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  mailbox TEXT NOT NULL,
  message_id TEXT NOT NULL,
  digest BLOB NOT NULL,
  training INTEGER NOT NULL,
  state TEXT NOT NULL,
  subject TEXT NOT NULL,
  service_key TEXT,
  service_name TEXT NOT NULL,
  applicant TEXT NOT NULL,
  received INTEGER,
  fetched INTEGER NOT NULL,
  opened INTEGER,
  content_count INTEGER NOT NULL,
  attachment_count INTEGER NOT NULL,
  size INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  finding_count INTEGER NOT NULL,
  duplicate_of TEXT
) STRICT;
CREATE UNIQUE INDEX application_message ON application(mailbox, message_id, digest);
CREATE INDEX application_digest ON application(digest);
CREATE INDEX application_received ON application(coalesce(received, fetched) DESC, number DESC);
CREATE INDEX application_state ON application(state);
CREATE TABLE message_key(
  application INTEGER PRIMARY KEY REFERENCES application(number) ON DELETE CASCADE,
  wrapped BLOB NOT NULL
) STRICT;
CREATE TABLE content(
  number INTEGER PRIMARY KEY,
  application INTEGER NOT NULL REFERENCES application(number) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  size INTEGER NOT NULL,
  chunks INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  UNIQUE(application, kind, key)
) STRICT;
CREATE TABLE journal(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  action TEXT NOT NULL,
  application TEXT,
  detail TEXT NOT NULL,
  program_version TEXT NOT NULL,
  link BLOB NOT NULL
) STRICT;
CREATE INDEX journal_application ON journal(application);
CREATE TABLE mailbox(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE fetch(
  number INTEGER PRIMARY KEY, mailbox TEXT NOT NULL, at INTEGER NOT NULL, outcome TEXT NOT NULL
) STRICT;
CREATE INDEX fetch_mailbox ON fetch(mailbox, at);
"""

# `digest` is `Identity.message`, `contents` is `Identity.contents`. Rows of version 1 hold an
# older digest, which equals no new one: their messages are stored once more when they come again.
_INDEX_2 = """
ALTER TABLE application ADD COLUMN contents BLOB;
DROP INDEX application_digest;
CREATE INDEX application_contents ON application(contents);
"""

# `failure`: reference of the error for which nothing of a delivery could be read; `acknowledged` 0: it
# still waits at the intermediary; `tried_with`: digest of keys and program version it was tried with last.
# `state_since` and `transferred` are times, `held` 1 forbids every deletion. `application_list`
# holds all that the order of a list depends on, so that fifty thousand rows are put in order without being
# read. `tally` counts each arrival and each deletion once, whatever becomes of the rows; `deletion` is what
# remains of a deleted application.
_INDEX_3 = """
ALTER TABLE application ADD COLUMN failure TEXT;
ALTER TABLE application ADD COLUMN acknowledged INTEGER NOT NULL DEFAULT 1;
ALTER TABLE application ADD COLUMN tried_with BLOB;
ALTER TABLE application ADD COLUMN state_since INTEGER;
ALTER TABLE application ADD COLUMN transferred INTEGER;
ALTER TABLE application ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
UPDATE application SET state_since = fetched;
CREATE INDEX application_list ON application(
  mailbox, state, coalesce(received, fetched) DESC, number DESC,
  id, received, finding_count, attachment_count > 0 OR duplicate_of IS NOT NULL OR verdict = 'failed'
);
CREATE TABLE tally(
  mailbox TEXT PRIMARY KEY, arrived INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO tally(mailbox, arrived) SELECT mailbox, count(*) FROM application GROUP BY mailbox;
CREATE TABLE deletion(
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  mailbox TEXT NOT NULL,
  application TEXT NOT NULL,
  original BLOB NOT NULL,
  rule TEXT NOT NULL
) STRICT;
ALTER TABLE journal ADD COLUMN who TEXT NOT NULL DEFAULT '';
CREATE TABLE memo(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
"""

# What the office does with an application. `tick`: a step of carrying over that was done, and by whom it was
# looked at a second time; `steps` counts the fields there are to carry over, 0 before anybody began. `due` is a
# day as 2026-11-30. `profile`: an order of fields by its name, as the bytes of its file.
# `found` holds the words of an application under its number; `secure-delete` takes deleted words out at once.
# `indexed`: how much of it is there (`Indexed`).
_INDEX_4 = """
ALTER TABLE application ADD COLUMN assigned TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN file_number TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN due TEXT;
ALTER TABLE application ADD COLUMN steps INTEGER NOT NULL DEFAULT 0;
CREATE TABLE tick(
  application INTEGER NOT NULL REFERENCES application(number) ON DELETE CASCADE,
  step TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  second_at INTEGER,
  second_who TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  PRIMARY KEY(application, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE note(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  application INTEGER NOT NULL REFERENCES application(number) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX note_application ON note(application);
CREATE TABLE profile(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
ALTER TABLE application ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX application_indexed ON application(indexed, number);
CREATE VIRTUAL TABLE found USING fts5(
  words, tokenize = 'unicode61 remove_diacritics 2', detail = none, prefix = '2 3'
);
INSERT INTO found(found, rank) VALUES ('secure-delete', 1);
"""

# The pages of this database are not encrypted, so it holds nothing but numbers and sealed bytes.
_CONTENTS_1 = """
CREATE TABLE chunk(
  number INTEGER PRIMARY KEY,
  application INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  position INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  UNIQUE(application, ordinal, position)
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Schema:
    """Tables of one database: its mark in the SQLite header, and the steps that lead to its version.

    Step n leads from version n to n + 1; a step that was released is never changed.
    """

    application_id: int
    steps: tuple[str, ...]


INDEX = Schema(0x534F5A49, (_INDEX_1, _INDEX_2, _INDEX_3, _INDEX_4))
CONTENTS = Schema(0x534F5A43, (_CONTENTS_1,))


def migrate(connection: apsw.Connection, program_version: str, schema: Schema) -> None:
    """Bring the database to the version we know, each step in a transaction of its own.

    Raises StoreNewer when a newer program wrote it, StoreDamaged when it is not ours at all.
    """
    version = connection.pragma("user_version")
    if version and connection.pragma("application_id") != schema.application_id:
        raise StoreDamaged(part="header")
    if version > len(schema.steps):
        raise StoreNewer(found=version, known=len(schema.steps))
    for number in range(version, len(schema.steps)):
        with connection:
            connection.execute(_MIGRATION_TABLE)
            connection.execute(schema.steps[number])
            connection.execute(
                "INSERT INTO migration(version, at, program_version) VALUES (?, ?, ?)",
                (number + 1, microseconds(now()), program_version),
            )
            connection.execute(f"PRAGMA application_id = {schema.application_id}")
            connection.execute(f"PRAGMA user_version = {number + 1}")
