"""`sozialclient open`: one OSCI message from a file."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from sozialclient.cli.context import FileUnreadable, chosen_folder, read_file, read_optional, read_pin
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import plain, print_json, print_line, print_lines
from sozialclient.cli.views import delivery_json, describe
from sozialclient.crypto.certificates import certificate_from_file
from sozialclient.crypto.policy import Policy
from sozialclient.model.delivery import Delivery
from sozialclient.model.verdict import Severity, Verdict
from sozialclient.osci.dialog import SentRequest
from sozialclient.settings import load_settings
from sozialclient.store.contents.spool import SealedSpool, SpoolFile
from sozialclient.usecases.open_message import DialogStateInvalid, OpenOptions, open_message, read_dialog_state
from sozialclient.usecases.unlock_keys import unlock_keys
from sozialclient.usecases.write_contents import write_contents
from sozialclient.wire.spool import CHUNK


def run_open(arguments: argparse.Namespace) -> ExitCode:
    """Open, check, write the contents, tell what was found."""
    keys = unlock_keys(
        read_file(arguments.p12, "--p12"),
        read_pin(arguments.pin_file) or "",
        read_optional(arguments.signature_p12, "--signature-p12"),
    )
    signer = read_optional(arguments.intermediary_signature, "--intermediary-signature")
    folder = chosen_folder(arguments).path
    refused = load_settings(folder).refused_algorithms
    options = OpenOptions(
        policy=Policy.default().tightened(refused),
        expected_signer=None if signer is None else certificate_from_file(signer),
        sent=_dialog(arguments.dialog),
    )
    spools = SpoolFile(folder / "spool")
    try:
        opened = open_message(_chunks(arguments.file), keys, lambda: SealedSpool(spools), options)
        paths = write_contents(opened.delivery, opened.payloads, arguments.out)
    finally:
        spools.close()
    if arguments.json:
        print_json(delivery_json(opened.delivery, lambda content: paths.get(content.key)))
    else:
        _tell(opened.delivery, paths)
    return _judge(opened.delivery)


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise FileUnreadable(file="FILE", cause=error.errno or 0) from None


def _dialog(path: Path | None) -> SentRequest | None:
    if path is None:
        return None
    try:
        return read_dialog_state(json.loads(read_file(path, "--dialog")))
    except (ValueError, RecursionError):
        raise DialogStateInvalid(field="JSON") from None


def _judge(delivery: Delivery) -> ExitCode:
    """Findings that need a person: everything above information."""
    remarkable = any(finding.severity is not Severity.INFO for finding in delivery.all_findings())
    failed = any(content.integrity is not Verdict.PASSED for content in delivery.contents())
    return ExitCode.FINDINGS if remarkable or failed else ExitCode.OK


def _tell(delivery: Delivery, paths: dict[str, Path]) -> None:
    print_line("open.message", type=delivery.message_type, subject=delivery.subject or "–")
    print_line(f"open.transport-{delivery.transport.verdict.value}")
    for content in delivery.contents():
        path = paths.get(content.key)
        key = f"open.content-{content.integrity.value}"
        print_line(key, name=content.untrusted_name or content.id, size=content.size or 0, path=str(path or "–"))
    print_lines(f"- {plain(describe(finding))} [{finding.reference}]" for finding in delivery.all_findings())
