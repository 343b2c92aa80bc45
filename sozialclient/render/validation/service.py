"""The worker's side of checking a message: compile the schema, validate, tell what was found."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from lxml import etree

from sozialclient.errors import SozialclientError
from sozialclient.render import frames
from sozialclient.render.errors import RenderDamaged
from sozialclient.render.limits import RenderLimits
from sozialclient.render.resource_limits import limit_processor
from sozialclient.render.serving import Answers, receive_document
from sozialclient.wire.limits import DOCUMENT_LIMITS, MIB
from sozialclient.wire.xml import XmlError, compile_schema, parse_xml

MOST_FINDINGS = 200
LENGTH = struct.Struct(">I")
_LONGEST = 2_000
_LIMITS = replace(DOCUMENT_LIMITS, xml_bytes=32 * MIB, xml_elements=400_000)


def serve_validation(requests: frames.Pipe, answers: Answers, limits: RenderLimits, effects: list[str]) -> None:
    """Take one request and answer it."""
    data = receive_document(requests, limits)
    limit_processor(limits.request_seconds)
    try:
        answers.send({**_checked(data), "confinement": effects})
    except (SozialclientError, etree.LxmlError, ValueError, KeyError, MemoryError) as error:
        told = error if isinstance(error, MemoryError) else RenderDamaged(part="schema")
        answers.fail(told, limits)


def _checked(data: bytearray) -> dict[str, Any]:
    """The request: length and JSON of `namespace`, `entries`, `files` (name, size); then the files and the message."""
    (length,) = LENGTH.unpack_from(data)
    start = LENGTH.size + length
    request = json.loads(data[LENGTH.size : start])
    files: dict[str, bytes] = {}
    for name, size in request["files"]:
        files[str(name)] = bytes(data[start : start + size])
        start += size
    try:
        schema = compile_schema(files, request["namespace"], tuple(request["entries"]), _LIMITS)
    except XmlError as error:
        return {"valid": False, "total": 0, "findings": [], "schema_error": str(error.parameters.get("reason", "?"))}
    valid = schema.validate(parse_xml(bytes(data[start:]), limits=_LIMITS))
    # The type stubs know nothing of what the log holds.
    log: Any = schema.error_log
    return {"valid": valid, "total": len(log), "findings": list(_findings(log)), "schema_error": ""}


def _findings(log: Any) -> Iterator[dict[str, object]]:
    for entry in islice(log, MOST_FINDINGS):
        yield {"line": entry.line, "kind": entry.type_name, "message": (entry.message or "")[:_LONGEST],
               "path": (entry.path or "")[:_LONGEST]}
