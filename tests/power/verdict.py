"""Opens what a power cut left with the real store and judges it."""

from __future__ import annotations

import enum
from pathlib import Path

from sozialclient.errors import SozialclientError
from tests.power.disk_log import Facts, Mark
from tests.power.facts import facts_of, integrity, open_store
from tests.unit.store.samples import sample


class Verdict(enum.Enum):
    """What became of what was acknowledged."""

    KEPT = "kept"
    LOST = "lost"
    CORRUPT = "corrupt"


def lay_out(folder: Path, image: dict[str, bytes]) -> None:
    """Make `folder` hold exactly these files, and the seats of the time before."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()
    for name, data in image.items():
        (folder / name).write_bytes(data)


def judge(folder: Path, before: Mark, after: Mark, *, go_on: bool) -> tuple[Verdict, str]:
    """Open the store in `folder`, read all of it and compare.

    Allowed is what was acknowledged, or that and the whole operation under way. `go_on`: also go
    on working with the store, close it and read it again.
    """
    try:
        store = open_store(folder)
        try:
            found, complaints = facts_of(store), integrity(store)
            complaints += ["journal broken"] if store.journal_broken_at() is not None else []
            if go_on:
                complaints += [each.fault.value for each in store.books.audit().discrepancies]
                sample(99, size=900).add(store, "danach")
        finally:
            store.close()
        if go_on:
            complaints += _after_going_on(folder, found)
    except SozialclientError as error:
        return Verdict.CORRUPT, f"{error.reference} {error}"
    if complaints:
        return Verdict.CORRUPT, "; ".join(complaints)
    if allowed(found, before, after):
        return Verdict.KEPT, ""
    return Verdict.LOST, f"{len(found.applications)} applications, acknowledged {len(before.facts.applications)}"


def allowed(found: Facts, before: Mark, after: Mark) -> bool:
    """Whether the facts are those of a mark, or (gradual) of each application one or the other."""
    if found in (before.facts, after.facts):
        return True
    if not after.gradual:
        return False
    old, new = set(before.facts.applications), set(after.facts.applications)
    return old & new <= set(found.applications) <= old | new


def _after_going_on(folder: Path, found: Facts) -> list[str]:
    store = open_store(folder)
    try:
        again = facts_of(store)
        kept = set(found.applications) <= set(again.applications)
        whole = len(again.applications) == len(found.applications) + 1 and store.journal_broken_at() is None
        return [] if kept and whole else ["an application was lost while going on"]
    finally:
        store.close()
