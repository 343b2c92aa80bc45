"""`sozialclient certificate list|add|remove|confirm|check`: whom to believe, and who was revoked."""

from __future__ import annotations

import argparse
import threading

from sozialclient.cli.context import chosen_folder, opened_workplace, read_bounded
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import Json, print_json, print_line
from sozialclient.cli.views import certificate_json, revocation_json
from sozialclient.crypto.certificates import read_certificate
from sozialclient.crypto.revocation import LARGEST_LIST
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.mailbox import Mailbox
from sozialclient.model.trust import Standing
from sozialclient.settings import load_settings
from sozialclient.texts import reason_text, text
from sozialclient.usecases.authorities import Authority, authorities, import_authority, remove_authority
from sozialclient.usecases.check_revocation import CheckedCertificate, check_revocation, download_lists
from sozialclient.usecases.pins import PinKind, change_from_file, confirm_change, offered_change
from sozialclient.usecases.workplace import Workplace

_LARGEST_FILE = 1024 * 1024


def run_list(arguments: argparse.Namespace) -> ExitCode:
    """Imported authorities, and what is pinned for each mailbox; 4 when a change waits for somebody."""
    with opened_workplace(arguments) as workplace:
        found, mailboxes = authorities(workplace.store), workplace.store.mailboxes()
    waiting = any(mailbox.offered_signature_certificate is not None for mailbox in mailboxes)
    if arguments.json:
        print_json({
            "authorities": [_authority(each) for each in found], "mailboxes": [_pins(each) for each in mailboxes],
        })
        return ExitCode.FINDINGS if waiting else ExitCode.OK
    if not found:
        print_line("certificate.none")
    for each in found:
        training = text("cli", "certificate.training") if each.training else ""
        print_line(f"certificate.{_kind(each)}", **_words(each.certificate), training=training)
    for mailbox in mailboxes:
        print_line("certificate.pins", name=mailbox.name)
        for key, der in (("cipher", mailbox.intermediary_cipher_certificate),
                         ("signature", mailbox.intermediary_signature_certificate),
                         ("offered", mailbox.offered_signature_certificate)):
            if der is not None:
                print_line(f"certificate.{key}", **_words(read_certificate(der)))
    return ExitCode.FINDINGS if waiting else ExitCode.OK


def run_add(arguments: argparse.Namespace) -> ExitCode:
    """Trust an authority; a root only with its fingerprint."""
    data = read_bounded(arguments.file, "FILE", _LARGEST_FILE)
    with opened_workplace(arguments) as workplace:
        added = import_authority(workplace.store, data, workplace.policy, fingerprint=arguments.sha256)
    if arguments.json:
        print_json(_authority(added))
    else:
        print_line(f"certificate.added-{_kind(added)}", **_words(added.certificate))
    return ExitCode.OK


def run_remove(arguments: argparse.Namespace) -> ExitCode:
    """Trust an authority no longer."""
    with opened_workplace(arguments) as workplace:
        removed = remove_authority(workplace.store, arguments.sha256)
    if arguments.json:
        print_json(_authority(removed))
    else:
        print_line("certificate.removed", **_words(removed.certificate))
    return ExitCode.OK


def run_confirm(arguments: argparse.Namespace) -> ExitCode:
    """Show both fingerprints; believe the new certificate only with the right `--sha256`."""
    with opened_workplace(arguments) as workplace:
        store = workplace.store
        if arguments.signature is not None:
            data = read_bounded(arguments.signature, "--signature", _LARGEST_FILE)
            change = change_from_file(store, arguments.name, PinKind.SIGNATURE, data)
        elif arguments.cipher is not None:
            data = read_bounded(arguments.cipher, "--cipher", _LARGEST_FILE)
            change = change_from_file(store, arguments.name, PinKind.CIPHER, data)
        else:
            change = offered_change(store, arguments.name)
        if not arguments.json:
            if change.before is not None:
                print_line("certificate.before", **_words(change.before))
            print_line("certificate.after", **_words(change.after))
        mailbox = confirm_change(store, change, arguments.sha256)
    if arguments.json:
        print_json(_pins(mailbox))
    else:
        print_line("certificate.confirmed", name=mailbox.name)
    return ExitCode.OK


def run_check(arguments: argparse.Namespace) -> ExitCode:
    """Look the certificates behind an application up in revocation lists; 4 unless all of them are valid."""
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        lists = _lists(arguments, workplace, stop)
        check = check_revocation(workplace.store, workplace.policy, arguments.id, lists)
    if arguments.json:
        print_json({
            "id": arguments.id, **revocation_json(check.note),
            "certificates": [_checked(each) for each in check.certificates],
        })
    else:
        for each in check.certificates:
            key = f"certificate.check-{each.revocation.standing.value}"
            reason = "" if each.revocation.reason is None else reason_text(each.revocation.reason)
            print_line(key, **_words(each.trust.certificate), reason=reason)
        print_line(f"certificate.result-{check.note.standing.value}")
    return ExitCode.OK if check.note.standing is Standing.VALID else ExitCode.FINDINGS


def _lists(arguments: argparse.Namespace, workplace: Workplace, stop: threading.Event) -> list[bytes]:
    if not arguments.download:
        return [read_bounded(path, "--crl", LARGEST_LIST) for path in arguments.crl]
    addresses = load_settings(chosen_folder(arguments).path).crl_addresses
    return download_lists(workplace.http, addresses, stop.is_set)


def _checked(checked: CheckedCertificate) -> Json:
    result = checked.revocation
    return {
        "role": checked.trust.role.value,
        "certificate": certificate_json(checked.trust.certificate),
        "path": checked.trust.verdict.value,
        "path_reason": checked.trust.reason,
        "standing": result.standing.value,
        "reason": result.reason,
        "list_from": None if result.list_from is None else result.list_from.isoformat(),
        "revoked": None if result.revoked is None else result.revoked.isoformat(),
    }


def _kind(authority: Authority) -> str:
    return "root" if authority.root else "authority"


def _authority(authority: Authority) -> Json:
    added = authority.added
    return {
        "certificate": certificate_json(authority.certificate), "root": authority.root,
        "training": authority.training, "added": None if added is None else added.isoformat(),
    }


def _pins(mailbox: Mailbox) -> Json:
    ders = {
        "cipher": mailbox.intermediary_cipher_certificate,
        "signature": mailbox.intermediary_signature_certificate,
        "offered": mailbox.offered_signature_certificate,
    }
    shown: Json = {key: None if der is None else certificate_json(read_certificate(der)) for key, der in ders.items()}
    return {"name": mailbox.name, **shown}


def _words(certificate: CertificateFacts) -> dict[str, str]:
    return {
        "holder": certificate.common_name or certificate.subject,
        "until": f"{certificate.not_after:%d.%m.%Y}",
        "sha256": certificate.sha256,
    }
