"""`sozialclient transfer|order`: carrying applications over, and the orders of their fields."""

from __future__ import annotations

import argparse

from sozialclient.cli.context import opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import Json, print_json, print_line
from sozialclient.documents.transfer.copy_forms import in_form
from sozialclient.documents.transfer.plan import TransferStep
from sozialclient.store.store import Store
from sozialclient.usecases import transfer_application as transfer
from sozialclient.usecases.transfer_application import StepUnknown, TransferSheet


def run_transfer(arguments: argparse.Namespace) -> ExitCode:
    """Show an application in the order of a mask; tick, compare a second time, finish."""
    with opened_workplace(arguments) as workplace:
        store = workplace.store
        sheet = transfer.transfer_sheet(store, arguments.id, arguments.order)
        if _change(store, sheet, arguments):
            sheet = transfer.looked_again(store, sheet)
    if arguments.json:
        print_json(_sheet_json(sheet))
    else:
        _tell_sheet(sheet)
    return ExitCode.OK


def _change(store: Store, sheet: TransferSheet, arguments: argparse.Namespace) -> bool:
    """Do what is asked for; steps are looked up first, so that a wrong number changes nothing."""
    ticked = [_step(sheet, number) for number in arguments.tick or ()]
    unticked = [_step(sheet, number) for number in arguments.untick or ()]
    compared = [_step(sheet, number) for number in arguments.second or ()]
    if ticked:
        transfer.begin_transfer(store, sheet)
    for step in ticked:
        transfer.tick_step(store, sheet, step.key, note=arguments.deviation)
    for step in unticked:
        store.work.untick(sheet.card.id, step.key)
    for step in compared:
        store.work.second_look(sheet.card.id, step.key)
    if arguments.finish is not None:
        transfer.finish_transfer(store, sheet.card.id, arguments.finish)
    return bool(ticked or unticked or compared or arguments.finish is not None)


def _step(sheet: TransferSheet, number: int) -> TransferStep:
    if not 1 <= number <= len(sheet.steps):
        raise StepUnknown()
    return sheet.steps[number - 1]


def _tell_sheet(sheet: TransferSheet) -> None:
    order = sheet.profile or "–"
    print_line("transfer.head", id=sheet.card.id, order=order, done=sheet.done, total=sheet.total)
    group = None
    for number, step in enumerate(sheet.steps, 1):
        if step.group != group:
            group = step.group
            print_line("transfer.group", group=group or "–")
        tick = sheet.ticks.get(step.key)
        mark = " " if tick is None else ("2" if tick.second_at else "x")
        print_line("transfer.row", number=number, mark=mark, title=step.title, value=_copied(step) or "–")
    if sheet.work.file_number:
        print_line("transfer.file-number", number=sheet.work.file_number)


def _copied(step: TransferStep) -> str:
    text = in_form(step.field, step.form) if step.field is not None else None
    return text.text if text is not None else ""


def _sheet_json(sheet: TransferSheet) -> Json:
    steps: list[Json] = []
    for number, step in enumerate(sheet.steps, 1):
        tick = sheet.ticks.get(step.key)
        steps.append({
            "number": number, "key": step.key, "group": step.group, "title": step.title, "kind": step.kind.value,
            "value": step.field.value if step.field else None, "copied": _copied(step), "assigned": step.assigned,
            "critical": step.critical, "ticked": tick.at.isoformat() if tick else None,
            "ticked_by": tick.who if tick else None, "note": tick.note if tick else "",
            "second": tick.second_at.isoformat() if tick and tick.second_at else None,
            "second_by": tick.second_who if tick else "",
        })
    return {"id": sheet.card.id, "order": sheet.profile, "done": sheet.done, "total": sheet.total,
            "file_number": sheet.work.file_number, "steps": steps}


def run_order_list(arguments: argparse.Namespace) -> ExitCode:
    """The orders of fields, the office's own first."""
    with opened_workplace(arguments) as workplace:
        own, known = set(workplace.store.work.profiles.all()), transfer.known_profiles(workplace.store)
    if arguments.json:
        print_json({"orders": [{"name": name, "own": name in own, "services": list(one.services),
                                "steps": len(one.steps)} for name, one in known.items()]})
        return ExitCode.OK
    for name, one in known.items():
        key = "order.own" if name in own else "order.template"
        print_line(key, name=name, services=", ".join(one.services) or "–", steps=len(one.steps))
    return ExitCode.OK


def run_order_save(arguments: argparse.Namespace) -> ExitCode:
    """Write an order to a file that can be handed on."""
    with opened_workplace(arguments) as workplace:
        transfer.save_profile(workplace.store, arguments.name, arguments.out)
    return _said(arguments, "order.saved", arguments.name)


def run_order_load(arguments: argparse.Namespace) -> ExitCode:
    """Keep the order in a file."""
    with opened_workplace(arguments) as workplace:
        name = transfer.import_profile(workplace.store, arguments.file)
    return _said(arguments, "order.loaded", name)


def run_order_remove(arguments: argparse.Namespace) -> ExitCode:
    """Forget an order of the office's own."""
    with opened_workplace(arguments) as workplace:
        workplace.store.work.profiles.remove(arguments.name)
    return _said(arguments, "order.removed", arguments.name)


def _said(arguments: argparse.Namespace, key: str, name: str) -> ExitCode:
    if arguments.json:
        print_json({"order": name})
    else:
        print_line(key, name=name)
    return ExitCode.OK
