"""Says in comparable words whose application it is and where the person lives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sozialclient.documents.comparison.persons import Person, accounts_of, bare, people_of
from sozialclient.documents.evidence.answers import Answers
from sozialclient.documents.evidence.recipient import recipient_of
from sozialclient.documents.fields import FieldDocument

_BIRTHS = ("/geburtsdatum", "/geburt/datum")
_STREET = re.compile(r"str(?:asse)?(?=\d|$)")
_NO_HOUSE = ("postfach", "postlagernd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`number` is that of the online application, `name` and `address` without case, marks and blanks; `born` as sent.

    `people` are all who are named with a day of birth, `accounts` the household's IBANs. Any of them may be empty: it
    then equals nothing.
    """

    number: str
    name: str
    born: str
    address: str
    people: Mapping[Person, str] = field(default_factory=dict)
    accounts: frozenset[str] = frozenset()

    def same_case(self, other: Identity) -> bool:
        """Both are the same online application."""
        return bool(self.number) and self.number == other.number

    def same_person(self, other: Identity) -> bool:
        """Both name the same person, born on the same day."""
        return bool(self.name and self.born) and (self.name, self.born) == (other.name, other.born)

    def same_address(self, other: Identity) -> bool:
        """Both give the same postal address."""
        return bool(self.address) and self.address == other.address

    def shared_person(self, other: Identity) -> str:
        """Somebody whom both name, as this one calls them; empty where there is nobody."""
        return next((shown for person, shown in self.people.items() if person in other.people), "")

    def shared_account(self, other: Identity) -> str:
        """An IBAN that both give; empty where there is none."""
        return min(self.accounts & other.accounts, default="")


def identity_of(document: FieldDocument, applicant: str) -> Identity:
    """Who applies (`applicant` is "Nachname, Vorname") and where they live.

    The address is that of the applicant, or of whoever gets the letters for them.
    """
    answers = Answers(document)
    births = [birth for end in _BIRTHS for birth in answers.fields(end)]
    born = min(births, key=document.fields.index).raw_value[:10] if births else ""
    to = recipient_of(document)
    return Identity(
        number=(document.application_number or "").casefold(), name=bare(applicant), born=born,
        address=_address(to.lines[-2:]) if to.complete else "", people=people_of(document),
        accounts=accounts_of(document),
    )


def _address(lines: tuple[str, ...]) -> str:
    """Street, number and town; "Str." and "Straße" are one word. Empty without a house, where nobody lives together."""
    street = bare(lines[0])
    if street.startswith(_NO_HOUSE) or not any(letter.isdigit() for letter in street):
        return ""
    return "/".join(_STREET.sub("str", bare(line)) for line in lines)
