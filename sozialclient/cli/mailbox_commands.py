"""`sozialclient mailbox add|list|check`: set up mailboxes and check them live."""

from __future__ import annotations

import argparse

from sozialclient.cli.context import chosen_folder, opened_workplace, read_file, read_optional, read_pin
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import Json, print_json, print_line, print_lines
from sozialclient.cli.seats_command import print_folder_notice
from sozialclient.cli.views import certificate_json
from sozialclient.crypto.certificates import read_certificate
from sozialclient.model.mailbox import Mailbox
from sozialclient.store.seats.folder_kind import FolderKind
from sozialclient.texts import finding_text
from sozialclient.usecases.add_mailbox import MailboxForm, add_mailbox, continued_applications
from sozialclient.usecases.check_connection import check_connection
from sozialclient.usecases.look_at_seats import look_at_seats
from sozialclient.usecases.pins import noting_changed_signer
from sozialclient.usecases.unlock_keys import inspect_key_file


def run_add(arguments: argparse.Namespace) -> ExitCode:
    """Set up a mailbox; the PIN is kept sealed, because fetching from the command line has nobody to ask."""
    pin = read_pin(arguments.pin_file) or ""
    form = MailboxForm(
        name=arguments.name,
        url=arguments.url,
        intermediary_cipher=read_file(arguments.intermediary_cipher, "--intermediary-cipher"),
        intermediary_signature=read_optional(arguments.intermediary_signature, "--intermediary-signature"),
        key_file=read_file(arguments.p12, "--p12"),
        pin=pin,
        signature_key_file=read_optional(arguments.signature_p12, "--signature-p12"),
        training=arguments.training,
    )
    with opened_workplace(arguments) as workplace:
        mailbox = workplace.remember_pin(add_mailbox(workplace.store, form), pin)
        before = continued_applications(workplace.store, mailbox.name)
    if arguments.json:
        print_json(_mailbox(mailbox))
    else:
        print_line("mailbox.added", name=mailbox.name)
        if before:
            print_line("mailbox.continued-one" if before == 1 else "mailbox.continued", count=before)
        print_lines(f"- {finding_text(each)} [{each}]" for each in inspect_key_file(mailbox.key_file, pin).notices)
        report = look_at_seats(chosen_folder(arguments).path)
        if report.place.kind is not FolderKind.LOCAL:
            print_folder_notice(report)
    return ExitCode.OK


def run_list(arguments: argparse.Namespace) -> ExitCode:
    """All mailboxes of this data folder."""
    with opened_workplace(arguments) as workplace:
        mailboxes = workplace.store.mailboxes()
        last = {mailbox.name: workplace.store.last_fetch(mailbox.name) for mailbox in mailboxes}
    if arguments.json:
        rows = []
        for mailbox in mailboxes:
            moment = last[mailbox.name]
            rows.append({**_mailbox(mailbox), "last_fetch": None if moment is None else moment.isoformat()})
        print_json(rows)
        return ExitCode.OK
    if not mailboxes:
        print_line("mailbox.none")
    for mailbox in mailboxes:
        print_line("mailbox.row", name=mailbox.name, url=mailbox.url)
    return ExitCode.OK


def run_check(arguments: argparse.Namespace) -> ExitCode:
    """Open and close a dialog with the mailbox."""
    with opened_workplace(arguments) as workplace:
        mailbox = workplace.store.mailbox(arguments.name)
        keys = workplace.unlock(mailbox, read_pin(arguments.pin_file))
        with noting_changed_signer(workplace.store, mailbox.name):
            report = check_connection(workplace.transport(mailbox, keys))
    certificate = read_certificate(keys.cipher_certificate)
    if arguments.json:
        print_json(
            {
                "mailbox": mailbox.name,
                "reachable": True,
                "waiting": report.waiting,
                "features": list(report.features),
                "certificate": certificate_json(certificate),
            }
        )
    else:
        print_line("mailbox.reachable", name=mailbox.name, until=f"{certificate.not_after:%d.%m.%Y}")
        print_line({True: "mailbox.waiting", False: "mailbox.empty", None: "mailbox.unknown"}[report.waiting])
    return ExitCode.OK


def _mailbox(mailbox: Mailbox) -> Json:
    return {
        "name": mailbox.name,
        "transport": mailbox.transport,
        "url": mailbox.url,
        "training": mailbox.training,
        "intermediary_cipher": certificate_json(read_certificate(mailbox.intermediary_cipher_certificate)),
        "intermediary_signature": None
        if mailbox.intermediary_signature_certificate is None
        else certificate_json(read_certificate(mailbox.intermediary_signature_certificate)),
    }
