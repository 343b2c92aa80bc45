"""Check the business message of an application: what it says of itself, what contradicts it, what its schema says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from sozialclient.documents.contradictions import Contradiction, contradictions
from sozialclient.documents.encoding import to_utf8
from sozialclient.documents.field_model import UnknownElement
from sozialclient.documents.message_facts import MessageFacts, message_facts
from sozialclient.documents.parsing import parse_document
from sozialclient.documents.recognition import MOST_XML_BYTES
from sozialclient.documents.schema.errors import SchemaUnreadable
from sozialclient.documents.schema.library import SchemaLibrary
from sozialclient.documents.schema.package import SchemaPackage
from sozialclient.documents.schema.radar import is_older
from sozialclient.documents.standard import namespace
from sozialclient.documents.unknown import unknown_elements
from sozialclient.model.schema_check import SchemaFinding, SchemaOutcome, SchemaResult
from sozialclient.render.errors import RenderError
from sozialclient.render.validation.check import SchemaQuestion, check_against_schema
from sozialclient.store.store import Store
from sozialclient.usecases.business_message import NoBusinessMessage, business_xml, schema_library

CancelCheck = Callable[[], bool]
_MOST_TRIED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCheck:
    """Everything that can be said about a message beyond its fields. `older`: the package is older than the message."""

    facts: MessageFacts
    contradictions: tuple[Contradiction, ...]
    unknown: tuple[UnknownElement, ...]
    schema: SchemaResult
    older: bool


def check_message(store: Store, application_id: str, cancelled: CancelCheck | None = None) -> MessageCheck:
    """The check of a stored application.

    Raises NoBusinessMessage, XmlError, LimitExceeded, DocumentEncodingError, Cancelled and the errors of the store;
    a schema that cannot be used is a result, no error.
    """
    xml = business_xml(store, application_id, store.facts(application_id).main_xml_key)
    if xml is None or len(xml) > MOST_XML_BYTES:
        raise NoBusinessMessage()
    return check_xml(schema_library(store), xml, store.card(application_id).subject, cancelled)


def check_xml(
    library: SchemaLibrary, xml: bytes, subject: str | None = None, cancelled: CancelCheck | None = None
) -> MessageCheck:
    """The check of an XML document; raises as `check_message` without the store."""
    root = parse_document(xml)
    facts = message_facts(root)
    package = library.package_for(root)
    return MessageCheck(
        facts=facts,
        contradictions=contradictions(root, facts, subject),
        unknown=unknown_elements(root, library.naming_for(root)),
        schema=_schema_result(library, root, to_utf8(xml), cancelled),
        older=package is not None and not library.entries_for(root, package) and is_older(package, facts.version),
    )


def _schema_result(
    library: SchemaLibrary, root: etree._Element, xml: bytes, cancelled: CancelCheck | None
) -> SchemaResult:
    """The first package with which a message is valid, else what the one with the fewest findings says.

    Only where a message does not say which version it is, or several packages are of that version, there are several.
    Those of one name are told by their folders too: somebody may have made one that lets everything pass.
    """
    best: SchemaResult | None = None
    tried = library.packages_for(root)[:_MOST_TRIED]
    called = Counter(package_name(package).casefold() for package in tried)
    for package in tried:
        name = package_name(package)
        alone = called[name.casefold()] == 1
        result = _checked(library, package, name if alone else f"{name} ({package.id})", root, xml, cancelled)
        if result.outcome is SchemaOutcome.VALID:
            return result
        if best is None or _says_more(result, best):
            best = result
    return best or SchemaResult(outcome=SchemaOutcome.MISSING)


def _says_more(result: SchemaResult, than: SchemaResult) -> bool:
    order = (SchemaOutcome.INVALID, SchemaOutcome.UNDECIDED, SchemaOutcome.MISSING)
    return (order.index(result.outcome), result.total) < (order.index(than.outcome), than.total)


def _checked(
    library: SchemaLibrary, package: SchemaPackage, name: str, root: etree._Element, xml: bytes,
    cancelled: CancelCheck | None,
) -> SchemaResult:
    entries = library.entries_for(root, package)
    if not entries or package.missing:
        missing = package.missing if entries else ()
        return SchemaResult(outcome=SchemaOutcome.MISSING, package=name, missing=missing)
    try:
        question = SchemaQuestion(
            files=library.schemas(package), namespace=namespace(root) or "", entries=entries, message=xml)
        answer = check_against_schema(question, cancelled=cancelled)
    except (RenderError, SchemaUnreadable) as error:
        return SchemaResult(outcome=SchemaOutcome.UNDECIDED, package=name, reason=error.reference)
    if answer.schema_error:
        return SchemaResult(outcome=SchemaOutcome.UNDECIDED, package=name, reason="SCHEMA-DEFECT")
    return SchemaResult(
        outcome=SchemaOutcome.VALID if answer.valid else SchemaOutcome.INVALID,
        package=name,
        findings=tuple(SchemaFinding(one.line, one.path, one.message) for one in answer.findings),
        total=answer.total,
    )


def package_name(package: SchemaPackage) -> str:
    """`XSozial-basis 2.4.0`."""
    return f"{package.standard} {package.version}".strip()
