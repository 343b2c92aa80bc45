"""`sozialclient export`: hand applications over as a profile wants them."""

from __future__ import annotations

import argparse
import threading

from sozialclient.cli.context import opened_workplace, read_pin
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import Json, error_json, print_error, print_json, print_line
from sozialclient.exporters.base import ExportOrder, ExportResult
from sozialclient.exporters.naming import preview
from sozialclient.exporters.profiles import CHOOSABLE, PROFILES, Part, profile
from sozialclient.texts import text
from sozialclient.usecases.export_applications import example_facts, export_applications, export_order
from sozialclient.usecases.workplace import Workplace


def run_export(arguments: argparse.Namespace) -> ExitCode:
    """Write applications to a folder, or only tell which names they would get."""
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        order = _order(arguments, workplace)
        if arguments.names_only:
            _tell_names(workplace, arguments.id, order, as_json=arguments.json)
            return ExitCode.OK
        result = export_applications(
            workplace.store, arguments.id, order, arguments.target, lambda _: None, stop.is_set, workplace.policy
        )
    tell_export(result, as_json=arguments.json)
    withheld = any(done.withheld for done in result.exported)
    if result.failed or result.untried:
        return ExitCode.REFUSED
    return ExitCode.FINDINGS if withheld else ExitCode.OK


def run_profiles(arguments: argparse.Namespace) -> ExitCode:
    """The profiles there are."""
    if arguments.json:
        print_json({"profiles": [
            {"key": one.key, "name": text("export", f"profile.{one.key}.name"), "packing": one.packing.value,
             "parts": sorted(part.value for part in one.parts), "evidence": one.evidence.value,
             "choosable": [part.value for part in CHOOSABLE]}
            for one in PROFILES.values()
        ]})  # fmt: skip
        return ExitCode.OK
    for one in PROFILES.values():
        words = (text("export", f"profile.{one.key}.{part}") for part in ("name", "description"))
        print_line("export.profile", profile=one.key, **dict(zip(("name", "description"), words, strict=True)))
    return ExitCode.OK


def _order(arguments: argparse.Namespace, workplace: Workplace) -> ExportOrder:
    chosen = set(profile(arguments.profile).chosen) | {Part(one) for one in arguments.parts_with}
    return export_order(
        arguments.profile, arguments.pattern or workplace.names.pattern, personal_names=workplace.names.personal,
        password=read_pin(arguments.password_file) or "", resume=arguments.resume,
        chosen=chosen - {Part(one) for one in arguments.parts_without},
    )


def _tell_names(workplace: Workplace, ids: list[str], order: ExportOrder, *, as_json: bool) -> None:
    names = {each: preview(order.pattern, example_facts(workplace.store, each)) for each in ids}
    if as_json:
        print_json({"names": [
            {"id": each, "name": one.name, "length": len(one.name), "changed": one.changed, "cut": one.cut}
            for each, one in names.items()
        ]})  # fmt: skip
        return
    for each, one in names.items():
        print_line("export.name-cut" if one.cut else "export.name", id=each, name=one.name, length=len(one.name))


def tell_export(result: ExportResult, *, as_json: bool) -> None:
    """Print what was exported and what was not."""
    if as_json:
        print_json(export_json(result))
        return
    for done in result.exported:
        key = "export.already" if done.already else "export.done"
        print_line(key, id=done.application_id, path=str(done.path), count=done.file_count)
        if done.withheld:
            print_line("export.withheld", count=done.withheld)
    if result.exported and result.doubt:
        print_line(f"export.doubt-{result.doubt}")
    for one in result.failed:
        print_line("export.failed", id=one.application_id)
        print_error(one.error, as_json=False)
    if result.untried:
        print_line("export.untried", count=len(result.untried))


def export_json(result: ExportResult) -> Json:
    """What was exported and what was not."""
    return {
        "exported": [
            {"id": done.application_id, "path": str(done.path), "files": done.file_count, "bytes": done.byte_count,
             "withheld": done.withheld, "already": done.already}
            for done in result.exported
        ],
        "failed": [{"id": one.application_id, "error": error_json(one.error)} for one in result.failed],
        "untried": list(result.untried),
        "doubt": result.doubt,
    }
