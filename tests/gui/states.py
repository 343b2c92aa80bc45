"""States a desk can be in, made as they come about: stores filled through their tables, real keys, real connections."""

from __future__ import annotations

import dataclasses
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sozialclient.app import open_workplace
from sozialclient.demo.key_files import write_p12
from sozialclient.model.application import State
from sozialclient.model.mailbox import Mailbox
from sozialclient.settings import DataFolder, Settings
from sozialclient.store import KeyVault, Store
from sozialclient.store.books.actions import STATE_CHANGED
from sozialclient.usecases.add_mailbox import MailboxForm, read_mailbox_form
from sozialclient.usecases.workplace import Workplace
from tests.mailbox_rig import training_pki
from tests.unit.store.samples import mailbox_of, sample

LONG_NAME = "Freiherr von und zu Guttenberg-Schwarzenberg-Öttingen-Wallerstein, Karl-Theodor Maximilian Nikolaus"
LONG_SERVICE = "Übernahme von Mietrückständen und Energieschulden nach dem Zwölften Buch Sozialgesetzbuch"
PIN = "4711-geheim"
OFFICE = "Sozialamt"
LONG_AGO = datetime(2020, 3, 2, 7, 30, tzinfo=UTC)
"""Of another year and long past, so that the list writes it the same on every day."""


@contextmanager
def opened(folder: Path) -> Iterator[Workplace]:
    """The store in `folder`, as the program opens it."""
    workplace = open_workplace(DataFolder(folder, chosen=True), Settings())
    yield workplace
    workplace.close()


def one_application(folder: Path, applicant: str, service: str) -> None:
    """A store with one application, of `applicant` for `service`, that was carried over."""
    store = Store.open(folder, KeyVault(folder, self_contained=True))
    made = sample(1, received=LONG_AGO - timedelta(days=1, minutes=31))
    facts = dataclasses.replace(made.facts, applicant=applicant, service_name=service)
    dataclasses.replace(made, facts=facts).add(store, OFFICE, fetched=LONG_AGO)
    store.set_state(store.cards()[0].id, State.TRANSFERRED, action=STATE_CHANGED)
    store.save_mailbox(mailbox_of(OFFICE))
    store.record_fetch(OFFICE, LONG_AGO, "ok")
    store.close()


def key_file(folder: Path, *, expired: bool) -> Path:
    """A key file of the office, from last year where it shall have `expired`."""
    pki, path = training_pki(), folder / "office.p12"
    write_p12(path, pki.expired_office if expired else pki.office, PIN, chain=pki.chain)
    return path


def save_mailbox(workplace: Workplace, url: str, keys: Path) -> Mailbox:
    """A mailbox at `url`, whose PIN is kept."""
    pki = training_pki()
    form = MailboxForm(
        name=OFFICE, url=url, intermediary_cipher=pki.intermediary_cipher.der,
        intermediary_signature=pki.intermediary_signature.der, key_file=keys.read_bytes(), pin=PIN, training=True)
    mailbox = workplace.remember_pin(read_mailbox_form(form), PIN)
    workplace.store.record_fetch(OFFICE, LONG_AGO, "ok")
    return mailbox


@contextmanager
def nobody_listens() -> Iterator[str]:
    """An address where connections are refused: the port for throwing things away, which nothing serves any more."""
    yield "http://127.0.0.1:9/osci"


@contextmanager
def interrupted() -> Iterator[str]:
    """An address where every answer breaks off in its middle, as when a cable is pulled."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        threading.Thread(target=_break_off, args=(server,), daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/osci"


def _break_off(server: socket.socket) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 100000\r\n\r\n<?xml version='1.0'?>"
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            connection.recv(65536)
            connection.sendall(head)
