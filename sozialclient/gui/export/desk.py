"""What the window asks of exports; every call belongs on a worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sozialclient.errors import SozialclientError
from sozialclient.texts import text

if TYPE_CHECKING:
    from sozialclient.exporters.base import ExportProgress
    from sozialclient.exporters.naming import NameFacts
    from sozialclient.usecases.workplace import Workplace


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """One profile: its key, its German name, what it writes, and whether it asks for a password.

    `chosen` are the keys of those `export_parts` that it usually encloses.
    """

    key: str
    name: str
    description: str
    needs_password: bool = False
    chosen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSetup:
    """What the dialog begins with. `personal`: names may tell who the applicant is; `facts` of the first chosen."""

    choices: tuple[ExportChoice, ...]
    pattern: str
    personal: bool
    facts: NameFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWish:
    """What the user chose in the dialog; `chosen` are keys of `export_parts`."""

    profile: str
    chosen: frozenset[str]
    pattern: str
    target: Path
    password: str
    resume: bool


@dataclass(frozen=True, slots=True)
class ExportFate:
    """What became of one application: where it lies, or why it does not; neither: it was not tried any more."""

    application_id: str
    path: Path | None = None
    error: SozialclientError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOutcome:
    """What was written, how many applications were not, and why the first of them failed.

    `already` were there whole before; `withheld` contents are named in the exports; `doubt` is the key of what
    speaks against the target, empty when nothing does.
    """

    written: tuple[Path, ...]
    missing: int
    error: SozialclientError | None
    doubt: str = ""
    already: int = 0
    withheld: int = 0
    fates: tuple[ExportFate, ...] = ()


class ExportDesk:
    """Answers with the data folder of the window; raises the errors of the store."""

    def __init__(self, workplace: Callable[[], Workplace]) -> None:
        self._workplace = workplace

    def setup(self, application_id: str) -> ExportSetup:
        """Profiles, the pattern of the office, and an application to try patterns on."""
        from sozialclient.usecases.export_applications import example_facts

        workplace = self._workplace()
        return ExportSetup(
            choices=export_choices(), pattern=workplace.names.pattern, personal=workplace.names.personal,
            facts=example_facts(workplace.store, application_id),
        )

    def export(
        self, application_ids: Sequence[str], wish: ExportWish, progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> ExportOutcome:
        """Write the applications; `progress` gets the number done, with the part of the one under way.

        Raises Cancelled, ExportError, NamePatternError.
        """
        from sozialclient.exporters.profiles import Part
        from sozialclient.usecases.export_applications import export_applications, export_order

        workplace = self._workplace()
        order = export_order(wish.profile, wish.pattern, personal_names=workplace.names.personal,
                             password=wish.password, resume=wish.resume, chosen={Part(key) for key in wish.chosen})
        result = export_applications(workplace.store, tuple(application_ids), order, wish.target,
                                     lambda step: progress(_done(step)), cancelled, workplace.policy)
        return ExportOutcome(
            written=tuple(done.path for done in result.exported if not done.already),
            missing=len(result.failed) + len(result.untried),
            error=result.failed[0].error if result.failed else None,
            doubt=result.doubt,
            already=sum(done.already for done in result.exported),
            withheld=sum(done.withheld for done in result.exported),
            fates=(*(ExportFate(one.application_id, path=one.path) for one in result.exported),
                   *(ExportFate(one.application_id, error=one.error) for one in result.failed),
                   *(ExportFate(one) for one in result.untried)),
        )


def _done(step: ExportProgress) -> float:
    """Applications written; the one under way counts as whole only when it is."""
    return step.number - 1 + min(0.99, step.written_bytes / max(step.total_bytes, 1))


def export_choices() -> tuple[ExportChoice, ...]:
    """The profiles there are."""
    from sozialclient.exporters.profiles import PROFILES

    def words(key: str, part: str) -> str:
        return text("export", f"profile.{key}.{part}")

    return tuple(
        ExportChoice(one.key, words(one.key, "name"), words(one.key, "description"), one.needs_password,
                     frozenset(part.value for part in one.chosen))
        for one in PROFILES.values()
    )


def export_parts() -> tuple[tuple[str, str], ...]:
    """What can be added to a profile or left out of it: key and German words."""
    from sozialclient.exporters.profiles import CHOOSABLE

    return tuple((part.value, text("export", f"part.{part.value}")) for part in CHOOSABLE)
