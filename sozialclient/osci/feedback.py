"""Feedback and fault codes, and the elements that carry them (PROTOCOL 4.10, 4.13, 5.4)."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from sozialclient.model.feedback import FeedbackClass, FeedbackEntry
from sozialclient.wire.elements import StructureError, children, expect_order, only_child
from sozialclient.wire.namespaces import OSCI, XML, q
from sozialclient.wire.xml import text_of

_CODE = re.compile(r"[0-9]{4}")


class FeedbackCode(enum.Enum):
    """Every code the two reference libraries know; our German sentence is `feedback.toml` [code]."""

    EXECUTED_CLOSED = "0800"
    EXECUTED_OPEN = "0801"
    CLIENT_CIPHER_EXPIRED = "3500"
    CLIENT_CIPHER_INCOMPLETE = "3501"
    CLIENT_SIGNATURE_EXPIRED = "3700"
    AUTHOR_SIGNATURE_EXPIRED = "3701"
    AUTHOR_SIGNATURE_ISSUER = "3702"
    AUTHOR_SIGNATURE_REVOKED = "3703"
    AUTHOR_CIPHER_EXPIRED = "3704"
    ADDRESSEE_CIPHER_EXPIRED = "3705"
    READER_CIPHER_EXPIRED = "3706"
    CERTIFICATE_CHECK_INCOMPLETE = "3707"
    ADDRESSEE_SIGNATURE_EXPIRED = "3708"
    MORE_DELIVERIES = "3800"
    MORE_PROCESS_CARDS = "3801"
    ADDRESSEE_UNSIGNED = "3802"
    ADDRESSEE_UNENCRYPTED = "3803"
    INSIDE_FEEDBACK = "3950"
    INSIDE_TIME_LIMIT = "3951"
    INSIDE_IN_PROGRESS = "3952"
    INTERNAL_ERROR = "9000"
    NOT_OSCI = "9100"
    NO_PRIVATE_KEY = "9200"
    SUPPLIER_CIPHER_REVOKED = "9201"
    NOT_DECRYPTED = "9202"
    NO_ORDER = "9300"
    DIALOG_WRONG = "9400"
    CLIENT_CIPHER_MISSING = "9500"
    CLIENT_CIPHER_ISSUER = "9501"
    CLIENT_CIPHER_REVOKED = "9502"
    CLIENT_CIPHER_INTERNAL = "9503"
    NOT_SIGNED = "9600"
    SIGNATURE_WRONG = "9601"
    NOT_ALL_SIGNED = "9602"
    SIGNATURE_INTERNAL = "9603"
    CLIENT_SIGNATURE_ISSUER = "9700"
    CLIENT_SIGNATURE_REVOKED = "9701"
    AUTHOR_CIPHER_ISSUER = "9704"
    AUTHOR_CIPHER_REVOKED = "9705"
    ADDRESSEE_CIPHER_ISSUER = "9706"
    ADDRESSEE_CIPHER_REVOKED = "9707"
    READER_CIPHER_ISSUER = "9708"
    READER_CIPHER_REVOKED = "9709"
    CERTIFICATE_CHECK_INTERNAL = "9710"
    ADDRESSEE_SIGNATURE_ISSUER = "9711"
    ADDRESSEE_SIGNATURE_REVOKED = "9712"
    NO_MESSAGE_ID = "9800"
    ILLEGAL_MESSAGE_ID = "9801"
    NEEDS_EXPLICIT_DIALOG = "9802"
    NO_DELIVERY = "9803"
    NO_PROCESS_CARD = "9804"
    ADDRESSEE_REFUSED = "9805"
    ADDRESSEE_SENT_NOTHING = "9806"
    ADDRESSEE_SIGNATURE_WRONG = "9807"
    ADDRESSEE_INTERNAL = "9808"
    FORWARDING_NOT_REACHED = "9809"
    FORWARDING_REACHED = "9810"
    EXECUTION_INTERNAL = "9811"
    CHUNK_REPEATED = "9900"
    CHUNK_NUMBER_WRONG = "9901"
    CHUNK_TOO_LARGE = "9902"
    CHUNK_TOO_SMALL = "9903"
    MESSAGE_TOO_LARGE = "9904"
    CHUNK_INFORMATION_WRONG = "9905"
    INSIDE_ERROR = "9950"


NOTHING_THERE = frozenset({FeedbackCode.NO_DELIVERY.value, FeedbackCode.NO_PROCESS_CARD.value})


def read_feedback(element: etree._Element) -> tuple[FeedbackEntry, ...]:
    """Entries of an `osci:Feedback`; raises StructureError for a code that is not four digits."""
    entries = []
    for entry in children(element):
        if entry.tag != q(OSCI, "Entry"):
            raise StructureError(element="Feedback")
        expect_order(entry, ((q(OSCI, "Code"), False), (q(OSCI, "Text"), False)))
        code = text_of(only_child(entry, OSCI, "Code"))
        if not _CODE.fullmatch(code):
            raise StructureError(element="Code")
        text = text_of(only_child(entry, OSCI, "Text"))
        entries.append(FeedbackEntry(code, text[:2000], entry.get(q(XML, "lang"))))
    if not entries:
        raise StructureError(element="Feedback")
    return tuple(entries)


def is_failure(entries: Iterable[FeedbackEntry]) -> bool:
    """Whether any entry is an error; "nothing there" is none (PROTOCOL 5.4)."""
    return any(e.feedback_class is FeedbackClass.ERROR and e.code not in NOTHING_THERE for e in entries)


def is_nothing_there(entries: Iterable[FeedbackEntry]) -> bool:
    """Whether the mailbox says that no delivery or process card matches."""
    return any(entry.code in NOTHING_THERE for entry in entries)


def feedback_xml(entries: Iterable[FeedbackEntry]) -> str:
    """An `osci:Feedback`."""
    inner = "".join(
        f'<osci:Entry xml:lang={quoteattr(entry.language or "de")}><osci:Code>{escape(entry.code)}</osci:Code>'
        f"<osci:Text>{escape(entry.untrusted_text)}</osci:Text></osci:Entry>"
        for entry in entries
    )
    return f"<osci:Feedback>{inner}</osci:Feedback>"
