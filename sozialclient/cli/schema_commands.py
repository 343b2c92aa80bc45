"""`sozialclient schema import|list|remove` and `validate`: schema packages, and what they say of an application."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from sozialclient.cli.context import chosen_folder, made_folder, opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import Json, print_json, print_line, print_lines
from sozialclient.documents.message_facts import MessageFacts, Party
from sozialclient.documents.schema.library import SchemaLibrary
from sozialclient.documents.schema.package import SchemaPackage
from sozialclient.documents.schema.radar import look_out
from sozialclient.documents.schema.replacing import Replacement
from sozialclient.documents.services import Service
from sozialclient.model.schema_check import SchemaOutcome
from sozialclient.reports.schema_words import (
    contradiction_words,
    finding_words,
    older_words,
    radar_words,
    replacement_words,
    result_words,
)
from sozialclient.texts import text
from sozialclient.usecases.check_message import MessageCheck, check_message, package_name


def run_import(arguments: argparse.Namespace) -> ExitCode:
    """Import a ZIP or folder; FINDINGS when something in it could not be read or building blocks are missing.

    Without `--replace` nothing is imported, with FINDINGS, where a package that differs would be replaced.
    """
    library = _library(arguments)
    imported = library.read(arguments.source, datetime.now(UTC))
    replaced = library.replaced_by(imported)
    kept = arguments.replace or not replaced
    if kept:
        library.keep(imported)
    packages = [one.facts for one in imported.packages]
    if arguments.json:
        print_json({"packages": [_package(one) for one in packages], "unread": list(imported.unread), "kept": kept,
                    "replaces": [_replacement(one) for one in replaced]})
    else:
        _tell_import(packages, imported.unread, replaced, kept=kept)
    complete = not imported.unread and not any(one.missing for one in packages)
    return ExitCode.OK if kept and complete else ExitCode.FINDINGS


def _tell_import(
    packages: Sequence[SchemaPackage], unread: Sequence[str], replaced: Sequence[Replacement], *, kept: bool
) -> None:
    for one in replaced:
        print_lines(replacement_words(one))
    if not kept:
        print_line("schema.not-replaced")
        return
    for package in packages:
        _tell(package, "schema.imported")
    for path in unread:
        print_line("schema.unread", path=path)


def run_list(arguments: argparse.Namespace) -> ExitCode:
    """The imported packages, and when the next versions come."""
    packages = _library(arguments).packages()
    radar = look_out(datetime.now(UTC).date(), packages)
    if arguments.json:
        print_json({
            "packages": [_package(one) for one in packages],
            "radar": {"last": radar.last.isoformat(), "next": radar.next.isoformat(),
                      "before_last": [one.id for one in radar.before_last]},
        })
        return ExitCode.OK
    if not packages:
        print_line("schema.none")
    for package in packages:
        _tell(package, "schema.row")
    print_lines(radar_words(radar))
    return ExitCode.OK


def run_remove(arguments: argparse.Namespace) -> ExitCode:
    """Remove a package."""
    removed = _library(arguments).remove(arguments.name)
    if arguments.json:
        print_json(_package(removed))
    else:
        print_line("schema.removed", id=removed.id)
    return ExitCode.OK


def run_validate(arguments: argparse.Namespace) -> ExitCode:
    """Check the XML of an application; 4 for findings, contradictions and a check that came to no end."""
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        check = check_message(workplace.store, arguments.id, stop.is_set)
    if arguments.json:
        print_json(_check(check))
    else:
        print_lines(_lines(check))
    undisputed = check.schema.outcome in (SchemaOutcome.VALID, SchemaOutcome.MISSING) and not check.contradictions
    return ExitCode.OK if undisputed else ExitCode.FINDINGS


def _library(arguments: argparse.Namespace) -> SchemaLibrary:
    return SchemaLibrary(made_folder(chosen_folder(arguments).path, "--data"))


def _tell(package: SchemaPackage, key: str) -> None:
    name = package_name(package) or "–"
    print_line(key, id=package.id, name=name, messages=len(package.roots), lists=len(package.lists))
    for location in package.missing:
        print_line("schema.lacks", location=location)


def _lines(check: MessageCheck) -> list[str]:
    facts = check.facts
    known = {
        "standard": f"{facts.standard} {facts.version}".strip() or facts.namespace or facts.root_name,
        "service": facts.service.name if facts.service else facts.product, "case": facts.case_id,
        "reader": _party_line(facts.reader), "author": _party_line(facts.author), "created": facts.created,
        "applied": facts.applied,
    }
    lines = [_labelled(f"validate.{key}", value) for key, value in known.items() if value]
    lines += map(contradiction_words, check.contradictions)
    lines.append(result_words(check.schema, f"{facts.standard} {facts.version}".strip()))
    if check.older:
        lines.append(older_words(check.schema.package, facts.version))
    lines += [f"- {finding_words(one)}" for one in check.schema.findings]
    lines += [_labelled("validate.unknown", f"{one.path} ({one.count})") for one in check.unknown]
    return lines


def _labelled(key: str, value: str) -> str:
    return text("cli", key, value=value)


def _party_line(party: Party) -> str:
    return ", ".join(filter(None, (party.name, party.identifier)))


def _package(package: SchemaPackage) -> Json:
    return {
        "id": package.id, "standard": package.standard, "version": package.version, "identifier": package.identifier,
        "title": package.title, "namespaces": list(package.namespaces), "messages": sorted(package.roots),
        "code_lists": len(package.lists), "missing": list(package.missing), "imported": package.imported,
        "complete": package.complete,
    }


def _replacement(one: Replacement) -> Json:
    return {
        "id": one.before.id, "version": one.before.version, "imported": one.before.imported,
        "added": list(one.added), "changed": list(one.changed), "removed": list(one.removed),
    }


def _check(check: MessageCheck) -> Json:
    result = check.schema
    return {
        "message": _facts(check.facts),
        "contradictions": [{"kind": one.kind, "here": one.here, "there": one.there} for one in check.contradictions],
        "unknown": [{"name": one.name, "path": one.path, "count": one.count} for one in check.unknown],
        "schema": {
            "result": result.outcome.value, "package": result.package, "older": check.older, "total": result.total,
            "missing": list(result.missing), "reason": result.reason,
            "findings": [{"line": one.line, "path": one.path, "message": one.message, "words": finding_words(one)}
                         for one in result.findings],
        },
    }


def _facts(facts: MessageFacts) -> Json:
    service: Service | None = facts.service
    return {
        "root": facts.root_name, "namespace": facts.namespace, "standard": facts.standard, "version": facts.version,
        "service": service.key if service else None, "product": facts.product, "case_id": facts.case_id,
        "message_id": facts.message_id, "message_type": facts.message_type, "created": facts.created,
        "applied": facts.applied, "service_id": facts.service_id, "test": facts.test,
        "author": {"id": facts.author.identifier, "name": facts.author.name},
        "reader": {"id": facts.reader.identifier, "name": facts.reader.name},
    }
