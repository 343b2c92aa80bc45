"""`sozialclient links`: which fields of an application stand where in its PDF, and what only one of them has."""

from __future__ import annotations

import argparse

from sozialclient.cli.context import opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import Json, print_json, print_line
from sozialclient.documents.linkage import FieldLink, Linkage, LinkVerdict
from sozialclient.documents.printed_answers import PrintedAnswer
from sozialclient.usecases.link_application import link_application


def run_links(arguments: argparse.Namespace) -> ExitCode:
    """Count and list; differences are told by the exit code too."""
    from sozialclient.render.renderer import DocumentRenderer

    with opened_workplace(arguments) as workplace:
        linkage = link_application(workplace.store, arguments.id, DocumentRenderer())
    if arguments.json:
        print_json(_linkage_json(linkage))
    else:
        _tell(linkage)
    differs = linkage.of(LinkVerdict.MISSING) or linkage.pdf_only
    return ExitCode.FINDINGS if differs else ExitCode.OK


def _tell(linkage: Linkage) -> None:
    print_line("links.located", located=linkage.located, readable=linkage.readable)
    ambiguous = linkage.of(LinkVerdict.AMBIGUOUS)
    if ambiguous:
        print_line("links.ambiguous", count=len(ambiguous))
    print_line("links.drawn", count=len(linkage.of(LinkVerdict.DRAWN)))
    missing = linkage.of(LinkVerdict.MISSING)
    print_line("links.missing", count=len(missing))
    for one in missing:
        print_line("links.row", label=one.field.label, value=one.field.value)
    if linkage.omitted or linkage.unread:
        print_line("links.left-out", fields=linkage.omitted, pages=linkage.unread)
    if linkage.pdf_only is None:
        print_line("links.not-judged")
        return
    print_line("links.pdf-only", count=len(linkage.pdf_only))
    for answer in linkage.pdf_only:
        key = "links.row-drawn" if answer.drawn else "links.row-page"
        print_line(key, label=answer.label, value=answer.text, page=answer.place.page + 1)


def _linkage_json(linkage: Linkage) -> Json:
    return {
        "located": linkage.located,
        "readable": linkage.readable,
        "counts": {verdict.value: len(linkage.of(verdict)) for verdict in LinkVerdict},
        "omitted": linkage.omitted,
        "unread": linkage.unread,
        "fields": [_field_json(one) for one in linkage.links],
        "pdf_only": None if linkage.pdf_only is None else [_answer_json(one) for one in linkage.pdf_only],
    }


def _field_json(one: FieldLink) -> Json:
    return {
        "path": one.field.path, "label": one.field.label, "value": one.field.value, "verdict": one.verdict.value,
        "expected": one.expected, "page": None if one.place is None else one.place.page + 1, "rivals": one.rivals,
    }


def _answer_json(answer: PrintedAnswer) -> Json:
    return {"label": answer.label, "text": answer.text, "page": answer.place.page + 1, "drawn": answer.drawn}
