"""What the author of one kind of application decides; the rest is the same for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from sozialclient.demo.evidence import Planned
from sozialclient.demo.form_model import Chapter, Form
from sozialclient.demo.people import Person


@dataclass(frozen=True, slots=True)
class Case:
    """The circumstances of one application: a source of chance, its number and when it was sent (local time)."""

    rng: Random
    number: str
    submitted: datetime

    @property
    def day(self) -> date:
        """The day it was sent."""
        return self.submitted.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A filled-in application before it is printed.

    `title` is the heading of the PDF; `write_xml` replaces the usual writer, it gets the form and the PDF.
    """

    title: str
    person: Person
    chapters: tuple[Chapter, ...]
    evidence: tuple[Planned, ...] = ()
    write_xml: Callable[[Form, bytes], bytes] | None = None


DraftWriter = Callable[[Case], Draft]
