"""Carry an application over into another program by hand: the order of its fields, ticks, the end."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from sozialclient.documents.encoding import DocumentEncodingError
from sozialclient.documents.fields import FieldDocument
from sozialclient.documents.transfer.plan import TransferStep, fits, profile_for, steps_of
from sozialclient.documents.transfer.profile import (
    LARGEST_FILE,
    TransferProfile,
    read_profile,
    write_profile,
)
from sozialclient.documents.transfer.reorder import moved, profile_of, source_of
from sozialclient.documents.transfer.templates import templates
from sozialclient.errors import SozialclientError
from sozialclient.model.application import ApplicationCard
from sozialclient.model.work import Tick, Work
from sozialclient.store.store import Store
from sozialclient.store.work.errors import ProfileUnknown
from sozialclient.usecases.business_message import NoBusinessMessage, business_fields
from sozialclient.usecases.save_paper import write_pieces
from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.xml import XmlError

DOCUMENT_ORDER = ""
"""Name of the order in which the application itself has its fields."""


class StepUnknown(SozialclientError):
    """The application has no such step to carry over."""

    reference = "TRANSFER-NO-STEP"


class ProfileFileUnreadable(SozialclientError):
    """The file of an order cannot be opened or read; `cause` is the system's name of why."""

    reference = "TRANSFER-PROFILE-FILE"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferSheet:
    """An application as it is carried over.

    `profile` names the order of `steps`, `profiles` all orders there are (without `DOCUMENT_ORDER`); `ticks`
    by key of the step.
    """

    card: ApplicationCard
    work: Work
    profile: str
    profiles: tuple[str, ...]
    steps: tuple[TransferStep, ...]
    ticks: Mapping[str, Tick] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Fields to carry over."""
        return sum(step.counted for step in self.steps)

    @property
    def done(self) -> int:
        """Fields of those that are ticked."""
        return sum(step.counted and step.key in self.ticks for step in self.steps)

    @property
    def unseconded(self) -> tuple[TransferStep, ...]:
        """Critical steps that are ticked and were not compared by a second person."""
        return tuple(step for step in self.steps
                     if step.critical and step.key in self.ticks and self.ticks[step.key].second_at is None)

    @property
    def loose(self) -> int:
        """Fields the order has no place for, though they might be carried over."""
        return sum(step.loose for step in self.steps)

    def step(self, key: str) -> TransferStep:
        """The step of that key. Raises StepUnknown."""
        found = next((step for step in self.steps if step.key == key), None)
        if found is None:
            raise StepUnknown()
        return found


def known_profiles(store: Store) -> dict[str, TransferProfile]:
    """The office's own orders first, then those that come with the program, by name. Raises ProfileDamaged."""
    own = {name: read_profile(value) for name, value in store.work.profiles.all().items()}
    return own | {one.name: one for one in templates() if one.name not in own}


def keep_profile(store: Store, data: bytes) -> TransferProfile:
    """Keep the order in the bytes of a profile's file under its name. Raises ProfileDamaged."""
    profile = read_profile(data)
    store.work.profiles.keep(profile.name, write_profile(profile))
    return profile


def profile_file(store: Store, name: str) -> bytes:
    """The file of an order, to be handed on; it holds no data of applications. Raises ProfileUnknown."""
    known = known_profiles(store)
    if name not in known:
        raise ProfileUnknown()
    return write_profile(known[name])


def transfer_sheet(store: Store, application_id: str, profile: str | None = None) -> TransferSheet:
    """The application in an order, by default that of its service where it suits the message.

    One without fields of its own has no steps, but can be given a file number. Raises ProfileUnknown and the errors
    of the store.
    """
    card = store.card(application_id)
    document = _fields_if_any(store, application_id)
    known = known_profiles(store)
    if profile and profile not in known:
        raise ProfileUnknown()
    chosen = profile_for(known.values(), card.service_key) if profile is None else known.get(profile)
    steps = steps_of(document, chosen) if document is not None else ()
    if document is not None and profile is None and not fits(steps):
        chosen, steps = None, steps_of(document, None)
    ticks = {tick.step: tick for tick in store.work.ticks(application_id)}
    return TransferSheet(
        card=card, work=store.work.work(application_id), profile=chosen.name if chosen else DOCUMENT_ORDER,
        profiles=tuple(known), steps=steps, ticks=ticks,
    )


def _fields_if_any(store: Store, application_id: str) -> FieldDocument | None:
    try:
        return business_fields(store, application_id)
    except (NoBusinessMessage, XmlError, LimitExceeded, DocumentEncodingError):
        return None


def looked_again(store: Store, sheet: TransferSheet) -> TransferSheet:
    """The same steps with the ticks the store holds now."""
    ticks = {tick.step: tick for tick in store.work.ticks(sheet.card.id)}
    return replace(sheet, ticks=ticks, work=store.work.work(sheet.card.id))


def move_step(store: Store, sheet: TransferSheet, key: str, by: int, own_name: str) -> str:
    """Move a step `by` places, and with it all that belongs to the same part of the order; the order's name.

    What comes with the program is never changed: the moved order becomes the office's own, `own_name`.
    Raises ProfileDamaged, and keeps nothing, where the names or the number of fields fit into no profile.
    """
    known = known_profiles(store)
    own = sheet.profile in store.work.profiles.all()
    services = (sheet.card.service_key,) if sheet.card.service_key else ()
    name = sheet.profile if own else own_name[:200]
    shown = known.get(sheet.profile) or profile_of(sheet.steps, name, services)
    steps = sheet.steps if sheet.profile else steps_of(business_fields(store, sheet.card.id), shown)
    source = source_of(steps, key)
    if source < 0:
        return sheet.profile
    profile = msgspec.structs.replace(moved(shown, source, by), name=name, services=services or shown.services)
    # Through the door of files: names come from the sender, and one bad order would close all of them.
    return keep_profile(store, write_profile(profile)).name


def save_profile(store: Store, name: str, path: Path) -> None:
    """Write an order to a file, to be handed on. Raises ProfileUnknown and PaperNotWritten."""
    write_pieces(path, [profile_file(store, name)], lambda: None)


def import_profile(store: Store, path: Path) -> str:
    """Keep the order in a file; its name. Raises ProfileFileUnreadable and ProfileDamaged."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ProfileFileUnreadable(cause=errno.errorcode.get(error.errno or 0, "?")) from None
    return keep_profile(store, data).name


def begin_transfer(store: Store, sheet: TransferSheet) -> None:
    """Note how many fields there are, and that a new application is being worked on."""
    store.work.begin(sheet.card.id, [step.key for step in sheet.steps if step.counted])


def tick_step(store: Store, sheet: TransferSheet, key: str, *, note: str | None = None) -> None:
    """Note that a step was done; `note` says what was entered instead. Raises StepUnknown, NoteTooLong."""
    sheet.step(key)
    store.work.tick(sheet.card.id, key, note=note)


def finish_transfer(store: Store, application_id: str, file_number: str) -> None:
    """Note that the application is in the other program, under `file_number`. Raises NoteTooLong."""
    store.work.finish(application_id, file_number.strip())
