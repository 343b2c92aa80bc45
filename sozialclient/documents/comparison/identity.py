"""Says in comparable words whose application it is and where the person lives."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sozialclient.documents.evidence.answers import Answers
from sozialclient.documents.evidence.matching import resolved
from sozialclient.documents.evidence.recipient import recipient_of
from sozialclient.documents.fields import FieldDocument

_BIRTHS = ("/geburtsdatum", "/geburt/datum")
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_STREET = re.compile(r"str(?:asse)?(?=\d|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`number` is that of the online application, `name` and `address` without case, marks and blanks; `born` as sent.

    Any of them may be empty: it then equals nothing.
    """

    number: str
    name: str
    born: str
    address: str

    def same_case(self, other: Identity) -> bool:
        """Both are the same online application."""
        return bool(self.number) and self.number == other.number

    def same_person(self, other: Identity) -> bool:
        """Both name the same person, born on the same day."""
        return bool(self.name and self.born) and (self.name, self.born) == (other.name, other.born)

    def same_address(self, other: Identity) -> bool:
        """Both give the same postal address."""
        return bool(self.address) and self.address == other.address


def identity_of(document: FieldDocument, applicant: str) -> Identity:
    """Who applies (`applicant` is "Nachname, Vorname") and where they live.

    The address is that of the applicant, or of whoever gets the letters for them.
    """
    answers = Answers(document)
    births = [field for end in _BIRTHS for field in answers.fields(end)]
    born = min(births, key=document.fields.index).raw_value[:10] if births else ""
    to = recipient_of(document)
    return Identity(
        number=(document.application_number or "").casefold(), name=_bare(applicant), born=born,
        address=_address(to.lines[-2:]) if to.complete else "",
    )


def _bare(text: str) -> str:
    return _NOT_A_LETTER.sub("", resolved(text))


def _address(lines: tuple[str, ...]) -> str:
    """Street and town; "Str." and "Straße" are one word."""
    return "/".join(_STREET.sub("str", _bare(line)) for line in lines)
