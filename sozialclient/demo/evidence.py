"""Turns planned evidence into contents: letters as PDF, scan or photo, cards, receipts, and a HEIC photo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from sozialclient.demo import letter_picture as picture
from sozialclient.demo.form_model import EvidenceNote
from sozialclient.demo.large_scan import LargeScan
from sozialclient.demo.letter_pdf import letter_pdf
from sozialclient.demo.letters import LETTERS, Occasion
from sozialclient.demo.payload import LazyBytes, Payload, file_payload
from sozialclient.demo.training_application import TrainingContent
from sozialclient.model.delivery import ContentKind
from sozialclient.resources import resource

HEIC_PARTS = ("demo", "beleg.heic")
_MEDIA_TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
                "heic": "image/heic"}


@dataclass(frozen=True, slots=True)
class Planned:
    """One piece of evidence to be made.

    `kind` is a key of `LETTERS`, or `identity_card`, `receipt`, `heic`, `large_scan`, or empty for evidence
    that is announced but not uploaded; `wire_name` defaults to `name`.
    """

    requirement: str
    name: str
    kind: str = ""
    wire_name: str = ""

    @property
    def media_type(self) -> str:
        """By the extension of the name."""
        return _MEDIA_TYPES[self.name.rsplit(".", 1)[1].lower()] if self.kind else ""

    def note(self) -> EvidenceNote:
        """What the form says about it."""
        wire_name = (self.wire_name or self.name) if self.kind else None
        return EvidenceNote(self.requirement, self.name, wire_name, self.media_type)


def evidence_contents(plans: Sequence[Planned], occasion: Occasion, seed: str) -> tuple[TrainingContent, ...]:
    """The uploaded ones as attachments, in order; nothing is drawn before its bytes are asked for."""
    return tuple(
        TrainingContent(plan.wire_name or plan.name, plan.media_type, ContentKind.ATTACHMENT,
                        _payload(plan, occasion, f"{seed}/{index}"))
        for index, plan in enumerate(plans) if plan.kind
    )


def _payload(plan: Planned, occasion: Occasion, seed: str) -> Payload:
    if plan.kind == "heic":
        return file_payload(resource(*HEIC_PARTS))
    if plan.kind == "large_scan":
        return LargeScan("Pflegedokumentation")
    return LazyBytes(lambda: _made(plan, occasion, Random(seed)))


def _made(plan: Planned, occasion: Occasion, rng: Random) -> bytes:
    special: dict[str, Callable[[], bytes]] = {
        "identity_card": lambda: picture.encoded(picture.identity_card(occasion.person, rng), plan.media_type),
        "receipt": lambda: picture.encoded(picture.receipt(rng.randrange(10000), rng), plan.media_type),
    }
    if plan.kind in special:
        return special[plan.kind]()
    letter = LETTERS[plan.kind](Occasion(occasion.form, occasion.person, rng))
    if plan.media_type == "application/pdf":
        return letter_pdf(letter)
    page = picture.letter_page(letter)
    if plan.media_type == "image/jpeg":
        page = picture.as_photo(page, rng)
    return picture.encoded(page, plan.media_type)
