"""Collects what IT needs to help: versions, settings, state of the store, logs; nobody's data, no names."""

from __future__ import annotations

import io
import platform
import re
import shutil
import ssl
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path

import apsw

from sozialclient import __version__
from sozialclient.errors import SozialclientError
from sozialclient.logs import log_files
from sozialclient.logs.formatter import describe
from sozialclient.logs.start import log_folder
from sozialclient.store.books.actions import SUPPORT_SAVED
from sozialclient.store.database.clock import now
from sozialclient.store.store import Store
from sozialclient.usecases.redaction import Redaction
from sozialclient.usecases.save_paper import write_paper

_LIBRARIES = (
    "PySide6-Essentials", "apsw-sqlite3mc", "cryptography", "lxml", "urllib3", "msgspec", "keyring", "pypdfium2",
    "Pillow", "pi-heif", "reportlab", "platformdirs",
)
_MB = 1_000_000
_LOG_DAYS = 7
_LAST_LINES = 2000
_LAST_ERRORS = 20
_PLAIN_VALUE = re.compile(r'"?[a-z0-9_.-]{1,40}"?|\[("[a-z0-9_.-]{1,40}"(, )?)*\]', re.ASCII)
_REFERENCE = re.compile(r"\b(?!A-\d)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+\b(?=\()")


def support_lines(
    folder: Path, store: Store | SozialclientError, settings: Mapping[str, str] | SozialclientError
) -> tuple[str, ...]:
    """All lines of the bundle, as they would be saved; `store` may be the error for which it cannot be opened.

    Names of mailboxes become ‹mailbox 1› and so on. Errors of the store are written down, not raised.
    """
    known = [(str(folder), "data")]
    if isinstance(store, Store):
        known += [(name, f"mailbox {at}") for at, name in enumerate(_mailbox_names(store), start=1)]
    redaction = Redaction(known)
    logged = list(_log_lines(folder))
    lines = [
        f"Sozialclient {__version__}, {now():%Y-%m-%dT%H:%MZ}", "",
        "[program]", *_program(), "", "[settings]", *_settings(settings), "", "[disk]", *_disk(folder), "",
        "[store]", *_store(store), "", "[last errors]", *_last_errors(logged), "", *logged,
    ]
    return tuple(redaction(line) for line in lines)


def bundle_bytes(lines: Sequence[str], *, packed: bool) -> bytes:
    """The lines as a text file with CRLF line ends, or as a ZIP archive that holds it."""
    text = "\r\n".join([*lines, ""]).encode("utf-8", "replace")
    if not packed:
        return text
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("support.txt", text)
    return buffer.getvalue()


def save_support(path: Path, lines: Sequence[str], store: Store | SozialclientError) -> None:
    """Write the very lines somebody has seen, packed when `path` ends in `.zip`.

    Noted in the journal where the store is open for writing. Raises PaperNotWritten and the errors of the store.
    """

    def note() -> None:
        if isinstance(store, Store) and store.reading_seat is None:
            store.record(SUPPORT_SAVED, None, "")

    write_paper(path, bundle_bytes(lines, packed=path.suffix.lower() == ".zip"), note)


def _program() -> Iterator[str]:
    yield f"python: {platform.python_version()} {platform.python_implementation()} {platform.architecture()[0]}"
    yield f"system: {platform.system()} {platform.release()} {platform.version()} {platform.machine()}"
    yield f"installed: {'yes' if getattr(sys, 'frozen', False) else 'no'}"
    yield f"sqlite: {apsw.sqlite_lib_version()}"
    yield f"openssl: {ssl.OPENSSL_VERSION}"
    for library in _LIBRARIES:
        try:
            yield f"{library}: {metadata.version(library)}"
        except metadata.PackageNotFoundError:
            yield f"{library}: ?"


def _settings(settings: Mapping[str, str] | SozialclientError) -> Iterator[str]:
    if isinstance(settings, SozialclientError):
        yield f"settings: {describe(settings)}"
        return
    for name, value in settings.items():
        yield f"{name}: {value if not value or _PLAIN_VALUE.fullmatch(value) else '‹set›'}"


def _disk(folder: Path) -> Iterator[str]:
    try:
        usage = shutil.disk_usage(folder)
        yield f"free: {usage.free // _MB} MB of {usage.total // _MB} MB"
        for name in ("store.db", "store.db-wal", "contents.db", "contents.db-wal"):
            path = folder / name
            yield f"{name}: {path.stat().st_size // 1000} KB" if path.exists() else f"{name}: -"
        yield f"seats: {len(list((folder / 'seats').glob('*.seat')))}"
    except OSError as error:
        yield f"disk: errno {error.errno}"


def _store(store: Store | SozialclientError) -> Iterator[str]:
    if isinstance(store, SozialclientError):
        yield f"store: {describe(store)}"
        return
    try:
        yield from _state(store)
    except SozialclientError as error:
        yield f"store: {describe(error)}"


def _state(store: Store) -> Iterator[str]:
    index, contents = store.books.schema_versions()
    yield f"schema: index {index}, contents {contents}"
    yield f"key: {store.key_vault.kind.value}"
    yield f"seat: {'reading' if store.reading_seat is not None else 'working'}"
    report = store.books.audit()
    for books in (*report.mailboxes, report.total):
        states = ", ".join(f"{state.value} {number}" for state, number in books.states.items())
        yield (
            f"{books.mailbox or 'all'}: arrived {books.arrived}, {states}, deleted {books.deleted},"
            f" unacknowledged {books.unacknowledged}"
        )
    check = report.journal
    yield f"journal: {check.lines} lines, kept {check.kept}, {'older than before' if check.older else 'not older'}"
    for item in report.discrepancies:
        yield f"discrepancy: {item.fault.value}, expected {item.expected}, found {item.found} {' '.join(item.ids[:10])}"


def _mailbox_names(store: Store) -> list[str]:
    try:
        known = {books.mailbox for books in store.books.audit().mailboxes} - {""}
    except SozialclientError:
        return []
    return sorted(known)


def _log_lines(folder: Path) -> Iterator[str]:
    for path in [*log_files(folder)[-_LOG_DAYS:], log_folder(folder) / "crash.txt"]:
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if text:
            yield f"[{path.name}]"
            yield from text.splitlines()[-_LAST_LINES:]
            yield ""


def _last_errors(logged: Sequence[str]) -> Iterator[str]:
    """References of the last errors with their times, the newest first."""
    found = [(line.split(" ", 1)[0], match) for line in logged for match in _REFERENCE.findall(line)]
    for at, reference in found[: -_LAST_ERRORS - 1 : -1]:
        yield f"{at} {reference}"
