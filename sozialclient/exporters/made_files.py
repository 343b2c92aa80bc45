"""Writes the papers of an export that are made while it is written: the list of missing evidence, the one PDF."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.exporters.base import ExportInput
from sozialclient.exporters.output import Output, file_name
from sozialclient.exporters.profiles import CHOOSABLE, Part
from sozialclient.texts import text


def write_made_files(application: ExportInput, parts: Collection[Part], output: Output) -> tuple[str, ...]:
    """Write what `parts` ask for; returns a line for each that could not be made: its name and why.

    An application is handed over without a paper of ours rather than not at all. Raises ExportError and Cancelled.
    """
    lines = []
    for part in CHOOSABLE:
        if part not in parts or part not in application.makes:
            continue
        name, pieces = file_name(part.value), application.makes[part]()
        try:
            # All the work is done before the first piece comes.
            first = next(pieces, b"")
        except Cancelled:
            raise
        except SozialclientError as error:
            lines.append(text("export", "unmade.line", name=name, reference=error.reference))
            continue
        if first:
            output.own(name, chain((first,), pieces))
    return tuple(lines)
