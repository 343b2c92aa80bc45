"""Profiles: in which order the mask of the other program wants the fields. They hold no data of applications."""

from __future__ import annotations

import enum
from typing import Annotated

import msgspec

from sozialclient.documents.transfer.copy_forms import CopyForm
from sozialclient.errors import SozialclientError

LARGEST_FILE = 1024 * 1024
"""Bytes of a profile file."""

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]+\Z")]
_Path = Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=r"^@?\w[\w.-]*(/@?\w[\w.-]*)*\Z")]
_MOST_STEPS = 1_000


class StepKind(enum.Enum):
    """What a step asks for: copy the value, choose it from a list of the other program, compare it, or
    add what only the office knows."""

    COPY = "copy"
    CHOOSE = "choose"
    CHECK = "check"
    REMIND = "remind"


class ProfileStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One step of a profile.

    `fields`: ends of paths, local names without prefixes and numbers (`anschrift/strasse`); the first that a
    message has is taken. `each`: name of a repeated element, of which every field follows item by item. A step
    of kind REMIND has neither.
    """

    title: _Text
    group: Annotated[str, msgspec.Meta(max_length=200)] = ""
    kind: StepKind = StepKind.COPY
    fields: Annotated[tuple[_Path, ...], msgspec.Meta(max_length=20)] = ()
    each: Annotated[str, msgspec.Meta(max_length=200)] = ""
    form: CopyForm | None = None


class TransferProfile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An order of fields; `services` are the keys of `documents.services` it is meant for."""

    version: Annotated[int, msgspec.Meta(ge=1, le=1)] = msgspec.field(name="sozialclient-profile")
    name: _Text
    services: Annotated[tuple[_Text, ...], msgspec.Meta(max_length=50)] = ()
    steps: Annotated[tuple[ProfileStep, ...], msgspec.Meta(max_length=_MOST_STEPS)] = ()


class ProfileDamaged(SozialclientError):
    """A profile cannot be read: too large, not JSON, or with something in it we do not know; parameter `place`."""

    reference = "TRANSFER-PROFILE"


def read_profile(data: bytes) -> TransferProfile:
    """A profile from the bytes of its file. Raises ProfileDamaged."""
    if len(data) > LARGEST_FILE:
        raise ProfileDamaged(place="size")
    try:
        found = msgspec.json.decode(data, type=TransferProfile)
    except msgspec.ValidationError as error:
        raise ProfileDamaged(place=_place(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ProfileDamaged(place="JSON") from None
    for number, step in enumerate(found.steps):
        if (step.kind is StepKind.REMIND) == bool(step.fields or step.each):
            raise ProfileDamaged(place=f"$.steps[{number}]")
    return found


def write_profile(profile: TransferProfile) -> bytes:
    """The file of a profile: JSON, indented, UTF-8."""
    return msgspec.json.format(msgspec.json.encode(profile), indent=2) + b"\n"


def _place(error: msgspec.ValidationError) -> str:
    """Where in the file it is, without what stands there."""
    _, found, place = str(error).rpartition(" - at `")
    return place.rstrip("`")[:80] if found else "$"
