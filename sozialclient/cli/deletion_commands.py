"""`sozialclient state|trash|restore|delete|hold|find`: where applications stand, up to their way out of the store."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Sequence
from pathlib import Path

from sozialclient.cli.context import opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.list_commands import print_cards
from sozialclient.cli.output import print_json, print_line
from sozialclient.cli.retention_views import record_json, traces_json
from sozialclient.cli.views import card_json
from sozialclient.errors import SozialclientError
from sozialclient.model.application import State
from sozialclient.model.retention import DeletionRecord
from sozialclient.store.books.actions import STATE_CHANGED
from sozialclient.store.database.clock import now
from sozialclient.usecases.delete_applications import BY_HAND, ON_REQUEST, Traces, delete_applications
from sozialclient.usecases.find_applications import find_applications
from sozialclient.usecases.index_applications import index_applications
from sozialclient.usecases.save_paper import write_whole


class ProofNotWritten(SozialclientError):
    """What was to be deleted is deleted and recorded, only the proof is missing; parameter `cause` (errno)."""

    reference = "DELETION-PROOF"


def run_trash(arguments: argparse.Namespace) -> ExitCode:
    """Into the Papierkorb, all or none."""
    with opened_workplace(arguments) as workplace:
        workplace.store.deletion.throw_away(arguments.id)
    return _told(arguments, "trash.done-one", "trash.done")


def run_state(arguments: argparse.Namespace) -> ExitCode:
    """To another state, all or none."""
    state = State(arguments.state)
    with opened_workplace(arguments) as workplace:
        workplace.store.set_states(arguments.id, state, action=STATE_CHANGED)
    return _told(arguments, "state.done-one", "state.done")


def run_restore(arguments: argparse.Namespace) -> ExitCode:
    """Out of the Papierkorb to where they were, all or none."""
    with opened_workplace(arguments) as workplace:
        workplace.store.deletion.restore(arguments.id)
        states = [(each, workplace.store.card(each).state.value) for each in dict.fromkeys(arguments.id)]
    if arguments.json:
        print_json([{"id": each, "state": state} for each, state in states])
    else:
        print_line("restore.done-one" if len(states) == 1 else "restore.done", count=len(states))
    return ExitCode.OK


def run_hold(arguments: argparse.Namespace) -> ExitCode:
    """Set or lift the Löschsperre, all or none."""
    with opened_workplace(arguments) as workplace:
        workplace.store.deletion.hold(arguments.id, not arguments.release)
    if arguments.release:
        return _told(arguments, "hold.released-one", "hold.released")
    return _told(arguments, "hold.done-one", "hold.done")


def run_delete(arguments: argparse.Namespace) -> ExitCode:
    """For good; the number of applications has to be named."""
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        records, traces = delete_applications(
            workplace.store, arguments.id, arguments.confirm, ON_REQUEST if arguments.on_request else BY_HAND,
            cancelled=stop.is_set,
        )
    if arguments.proof is not None:
        write_proof(arguments.proof, records)
    if arguments.json:
        print_json({"deleted": [record_json(record) for record in records], "traces": traces_json(traces)})
    else:
        print_line("delete.done", count=len(records))
        tell_traces(traces, arguments.proof)
    return ExitCode.OK


def run_find(arguments: argparse.Namespace) -> ExitCode:
    """Applications that hold all words; what was not indexed yet is indexed first, its PDFs aside."""
    with opened_workplace(arguments) as workplace:
        if workplace.store.reading_seat is None:
            index_applications(workplace.store)
        cards = list(find_applications(workplace.store, arguments.words))
    if arguments.json:
        print_json([card_json(card) for card in cards])
    else:
        print_cards(cards, "find.none")
    return ExitCode.OK


def write_proof(path: Path, records: Sequence[DeletionRecord]) -> None:
    """The deletion records as PDF; raises ProofNotWritten."""
    from sozialclient.reports.deletion import deletion_proof

    try:
        write_whole(path, [deletion_proof(records, now())])
    except OSError as error:
        raise ProofNotWritten(cause=error.errno or 0) from None


def tell_traces(traces: Traces, proof: Path | None = None) -> None:
    """What is left to be done about remnants."""
    if traces.rotated:
        print_line("delete.rotated")
    if traces.postponed:
        print_line("delete.postponed")
    if not traces.emptied:
        print_line("delete.not-emptied")
    print_line("delete.copies")
    if proof is not None:
        print_line("delete.proof", path=str(proof))


def _told(arguments: argparse.Namespace, one: str, many: str) -> ExitCode:
    ids = list(dict.fromkeys(arguments.id))
    if arguments.json:
        print_json({"ids": ids})
    else:
        print_line(one if len(ids) == 1 else many, count=len(ids))
    return ExitCode.OK
