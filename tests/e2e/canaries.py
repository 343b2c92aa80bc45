"""Applications full of strings that occur nowhere else, and the search for them in every spelling."""

from __future__ import annotations

import base64
import html
import json
import mmap
import os
import urllib.parse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from sozialclient.demo import form_end, form_person
from sozialclient.demo.form_model import Chapter, Form
from sozialclient.demo.form_xml import form_xml
from sozialclient.demo.payload import LazyBytes
from sozialclient.demo.pdf_form import quick_form_pdf
from sozialclient.demo.people import Account, Address, Person, invent_person
from sozialclient.demo.services import services
from sozialclient.demo.training_application import TrainingApplication, TrainingContent
from sozialclient.model.delivery import ContentKind

LETTERS = "Zyqwaldt"
DIGITS = "90817263"
"""Every canary but the dates holds one of these, so a part of it that leaks is found as well."""

PIN = "Zyqwaldt-PIN-ß-4711"
WRONG_PIN = "Zyqwaldt-falsche-PIN"
PASSPHRASE = "Zyqwaldt Kennwort der Ablage äöü"
SEARCHED = "Zyqwaldtgesucht"
SECRETS = (PIN, WRONG_PIN, PASSPHRASE, SEARCHED)
NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Planted:
    """One application with sixteen canaries."""

    application: TrainingApplication
    person: Person
    canaries: tuple[str, ...]


def plant(count: int = 4) -> tuple[Planted, ...]:
    """`count` applications, each with XML, PDF, a picture and two damaged files."""
    return tuple(_planted(number) for number in range(count))


def _planted(number: int) -> Planted:
    letter = "abcdefgh"[number]
    rng = Random(f"canary {number}")
    person = _person(rng, number, letter)
    names = (f"Zyqwaldtbeleg {letter} & Söhne.pdf", f"Zyqwaldtfoto_{letter}.jpg")
    subject = f"Zyqwaldtbetreff {letter}: Bescheid"
    submitted = NOON + timedelta(minutes=number)
    form = Form(
        service=services()["99107012017000"], title="Antrag auf Hilfe zum Lebensunterhalt", applicant=person.full_name,
        number=f"00000000-0000-4000-8000-00000000000{number}", submitted=submitted, evidence=(),
        message_uuid=f"00000000-0000-4000-8000-00000000001{number}",
        chapters=(form_person.applicant(person),
                  Chapter("situation", "Situation", (form_person.health_insurance(person),)),
                  form_person.bank(person.account), form_end.submission(rng, f"n{number}", submitted)),
    )
    pdf = LazyBytes(lambda: quick_form_pdf(form))
    broken = LazyBytes(lambda: b"%PDF-1.7\n1 0 obj<</Title(" + person.full_name.encode("cp1252") + b")/Broken 99 0 R")
    picture = LazyBytes(lambda: b"\xff\xd8\xff\xe1" + person.account.iban.encode() * 50)
    contents = (
        TrainingContent("form.xml", "text/xml", ContentKind.DATA, LazyBytes(lambda: form_xml(form))),
        TrainingContent("Antrag.pdf", "application/pdf", ContentKind.ATTACHMENT, pdf),
        TrainingContent(names[0], "application/pdf", ContentKind.ATTACHMENT, broken),
        TrainingContent(names[1], "image/jpeg", ContentKind.ATTACHMENT, picture),
    )
    application = TrainingApplication(
        key=f"canary-{number}", service_key="99107012017000", subject=subject, applicant=person.full_name,
        number=form.number, message_uuid=form.message_uuid, created_at=submitted, contents=contents)
    address = person.address
    canaries = (
        person.given_names, person.family_name, person.birth_name, person.birth_place, address.street, address.place,
        address.extra, person.phone, person.email, person.tax_id, person.health_number, person.account.iban,
        f"{person.birth_date:%d.%m.%Y}", person.birth_date.isoformat(), *names)
    return Planted(application, person, canaries)


def _person(rng: Random, number: int, letter: str) -> Person:
    given, family = f"Zyqwaldtilde{letter}", f"Zyqwaldtäl&er{letter}mann"
    iban = f"DE02123456{DIGITS}{number:04d}"
    street, place, extra = f"Zyqwaldtstraße {letter}", f"Zyqwaldtstadt-{letter}", f"Zyqwaldthof {letter}, 3. OG"
    account = Account(f"{given} {family}", iban, "MUSTDE00XXX", "Musterbank")
    return replace(
        invent_person(rng, born=(1950, 1960)), account=account, given_names=given, family_name=family,
        birth_name=f"Zyqwaldtgeb{letter}",
        birth_date=date(1903, 10, 11 + number), birth_place=f"Zyqwaldthausen {letter}",
        address=Address(street, "7", "00001", place, extra),
        phone=f"01{DIGITS}{number}", email=f"Zyqwaldt.{letter}@example.org", tax_id=f"{DIGITS}{number:03d}",
        health_number=f"Z{DIGITS}{number}")


def spellings(text: str) -> Iterator[tuple[str, bytes]]:
    """Name of a spelling and the bytes to search for; base64 in all three alignments."""
    plain = text.encode()
    forms = {
        "plain": plain, "latin-1": text.encode("latin-1"), "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"), "utf-32-le": text.encode("utf-32-le"), "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(), "url": urllib.parse.quote(text).encode(),
        "url-plus": urllib.parse.quote_plus(text).encode(), "xml": html.escape(text).encode(),
        "xml-numbers": text.encode("ascii", "xmlcharrefreplace"), "json": json.dumps(text)[1:-1].encode(),
        "lower": text.lower().encode(), "upper": text.upper().encode(), "reversed": text[::-1].encode(),
    }
    for name, raw in (("", plain), ("-utf-16", text.encode("utf-16-le"))):
        for shift in range(3):
            forms[f"base64{name}-{shift}"] = _base64_core(raw, shift)
    yield from forms.items()


def _base64_core(raw: bytes, shift: int) -> bytes:
    """What base64 makes of `raw` `shift` bytes into a group of three, without what its neighbours decide."""
    coded = base64.b64encode(b"\x00" * shift + raw)
    whole = (shift + len(raw)) // 3 * 4
    return coded[-(-shift * 8 // 6): whole]


def needles(canaries: Iterable[str]) -> dict[bytes, str]:
    """What to search for: the marks in every spelling, and whole what has no mark; each with its name."""
    found: dict[bytes, str] = {}
    wanted = {LETTERS, DIGITS, f"{DIGITS[:4]} {DIGITS[4:]}", *(text for text in canaries if not marked(text))}
    for text in wanted:
        for name, data in spellings(text):
            found.setdefault(data, f"{text} as {name}")
    return found


def marked(text: str) -> bool:
    """Whether a canary holds one of the marks."""
    return LETTERS in text or DIGITS in text


@dataclass
class Scan:
    """Looks through every file of a folder, again only when it changed."""

    folder: Path
    needles: dict[bytes, str]
    leave_out: tuple[Path, ...] = ()
    files: int = 0
    searched: int = 0
    _seen: dict[Path, tuple[int, int, int]] = field(default_factory=dict)

    def leaks(self) -> list[str]:
        """Where canaries are: relative path (or name), which one in which spelling."""
        found = []
        for path in sorted(self.folder.rglob("*")):
            if any(path.is_relative_to(left) for left in self.leave_out):
                continue
            found += self._in_text(os.fsencode(path.relative_to(self.folder)), f"name {path.name!r}")
            found += self._in_file(path)
        return found

    def in_bytes(self, data: bytes, where: str) -> list[str]:
        """The same for what a process said or was called with."""
        return self._in_text(data, where)

    def _in_file(self, path: Path) -> list[str]:
        try:
            stat = path.stat()
            if not path.is_file() or self._seen.get(path) == (stat.st_size, stat.st_mtime_ns, stat.st_ino):
                return []
            self.files += 1
            self.searched += stat.st_size
            if not stat.st_size:
                return []
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                found = [name for needle, name in self.needles.items() if content.find(needle) >= 0]
        except (FileNotFoundError, ValueError):
            return []  # gone, or emptied, between listing and reading
        if not found:
            self._seen[path] = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
        return [f"{path.relative_to(self.folder)}: {name}" for name in found]

    def _in_text(self, data: bytes, where: str) -> list[str]:
        return [f"{where}: {name}" for needle, name in self.needles.items() if needle in data]
