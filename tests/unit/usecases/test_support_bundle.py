"""The support bundle helps and names nobody."""

from __future__ import annotations

import getpass
import io
import logging
import platform
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sozialclient.logs import LogLevel, start_logs, stop_logs
from sozialclient.store import Store
from sozialclient.store.books import actions
from sozialclient.store.errors import StoreDamaged
from sozialclient.usecases.redaction import Redaction
from sozialclient.usecases.support_bundle import bundle_bytes, save_support, support_lines
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import APPLICANT, mailbox_of, sample

MAILBOX = "Sozialamt Kleinkanarienstadt"
SETTINGS = {
    "display.theme": '"dark"', "network.proxy": '"http://erika:geheim@proxy.kleinkanarienstadt.de:3128"',
    "network.ca_file": '"C:\\\\Users\\\\Erika Kanarienvogel\\\\ca.pem"', "network.connect_seconds": "15.0",
    "policy.refused_algorithms": '["rsa-sha1", "tripledes-cbc"]', "backup.folder": "",
}
CANARIES = (
    "Kanarienvogel", "kleinkanarienstadt", "geheim", APPLICANT, "Müßterfrau", "Bescheid über Miete", MAILBOX,
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder below a person's name, with logs."""
    made = tmp_path / "Erika Kanarienvogel" / "Daten"
    start_logs(made, LogLevel.DEBUG)
    log = logging.getLogger("sozialclient.store")
    log.error("store.failed %s", StoreDamaged(part="Kanarienvogel"))
    try:
        int("Erika Kanarienvogel")
    except ValueError as error:
        log.error("Erika Kanarienvogel", exc_info=error)
    stop_logs()
    (made / "logs" / "crash.txt").write_text(
        f'Current thread 0x1 (most recent call first):\n  File "{tmp_path}/Erika Kanarienvogel/store/books.py", line 7'
        ' in audit\n  File "C:\\Users\\Erika Kanarienvogel\\x\\tasks.py", line 8 in run\n',
        encoding="utf-8",
    )
    yield made


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """Two applications of a mailbox with a telling name."""
    opened = open_store(folder)
    opened.save_mailbox(mailbox_of(MAILBOX))
    for number in (1, 2):
        sample(number).add(opened, MAILBOX)
    yield opened
    opened.close()


def assert_nameless(text: str) -> None:
    for canary in (*CANARIES, platform.node(), str(Path.home())):
        assert canary.lower() not in text.lower()


def test_it_holds_what_helps(store: Store, folder: Path) -> None:
    text = "\n".join(support_lines(folder, store, SETTINGS))
    for wanted in (
        f"python: {platform.python_version()}", "PySide6-Essentials: 6.", "apsw-sqlite3mc: 3.", "sqlite: 3.",
        "schema: index 4, contents 1", "key: file",
        "‹mailbox 1›: arrived 2, new 2", "all: arrived 2", "journal: 3 lines", "seats: 1", "free: ",
        'display.theme: "dark"', "network.proxy: ‹set›", "network.ca_file: ‹set›", "network.connect_seconds: 15.0",
        '["rsa-sha1", "tripledes-cbc"]', "STORE-DAMAGED", "builtins.ValueError", "‹path›/books.py", "‹path›/tasks.py",
        "line 7 in audit",
    ):
        assert wanted in text, wanted


def test_it_names_nobody(store: Store, folder: Path) -> None:
    assert_nameless("\n".join(support_lines(folder, store, SETTINGS)))


def test_it_is_made_also_where_nothing_opens(folder: Path) -> None:
    text = "\n".join(support_lines(folder, StoreDamaged(part="database"), StoreDamaged(part="Kanarienvogel")))
    assert "store: sozialclient.store.errors.StoreDamaged STORE-DAMAGED(part=…)" in text
    assert_nameless(text)
    assert support_lines(folder / "absent", StoreDamaged(part="x"), {})


def test_what_is_saved_is_what_was_seen(store: Store, folder: Path, tmp_path: Path) -> None:
    lines = support_lines(folder, store, SETTINGS)
    save_support(tmp_path / "a.txt", lines, store)
    save_support(tmp_path / "a.zip", lines, store)
    plain = (tmp_path / "a.txt").read_bytes()
    assert plain.decode("utf-8").split("\r\n") == [*lines, ""]
    with zipfile.ZipFile(io.BytesIO((tmp_path / "a.zip").read_bytes())) as archive:
        assert archive.namelist() == ["support.txt"]
        assert archive.read("support.txt") == plain
    assert [entry.action for entry in store.journal()][-2:] == [actions.SUPPORT_SAVED] * 2
    assert bundle_bytes(lines, packed=False) == plain


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("mail an erika@amt.example.de", "mail an ‹mail›"),
        ("https://erika:x@amt.example.de/a?b=c", "‹url›"),
        ("von 10.20.30.40 und fe80:1:2:3::7", "von ‹ip› und "),
        (r"D:\Daten\erika\x.txt", "‹path›"),
        (r"\\server\amt\x.txt", "‹path›"),
        ("/srv/erika/x.txt", "‹path›"),
        ("sozialclient.store.store:17 STORE-FULL(needed=12)", "sozialclient.store.store:17 STORE-FULL(needed=12)"),
        ("2026-03-02T07:30:00.123Z INFO", "2026-03-02T07:30:00.123Z INFO"),
        ("an Amt Süd, AMT SÜD", "an ‹mailbox 1›, ‹mailbox 1›"),
        ("Amt Südwest", "Amt Südwest"),
        ("a\x1b[31mb\u202ec", "a?[31mb?c"),
    ],
)
def test_names_and_places_become_tokens(line: str, shown: str) -> None:
    assert Redaction([("Amt Süd", "mailbox 1")])(line).startswith(shown)


def test_this_account_and_pc_are_known() -> None:
    assert getpass.getuser() not in Redaction()(f"by {getpass.getuser()}@{platform.node()}").replace("‹user›", "")
    assert platform.node() not in Redaction()(f"on {platform.node()}")
