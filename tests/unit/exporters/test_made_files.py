"""Papers that are made while an export is written: in it, left out, or named where they could not be made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.exporters.base import ExportedApplication, ExportInput, ExportOrder, MakePaper
from sozialclient.exporters.profiles import CHOOSABLE, PROFILES, Part, profile
from sozialclient.exporters.protocol import finished_export
from sozialclient.exporters.registry import exporter
from tests.unit.exporters.exports import application, assert_no_trace, full_sample, tree

MISSING, WHOLE = "07_Fehlende_Nachweise.pdf", "08_Gesamt-PDF.pdf"


class _Unmade(SozialclientError):
    reference = "RENDER-CRASHED"


def one(**makes: MakePaper) -> ExportInput:
    """An application; what is not given makes a few bytes of its own."""
    usual: dict[str, MakePaper] = {
        "missing_evidence": lambda: iter([b"%PDF-1.7 list"]), "one_pdf": lambda: iter([b"%PDF", b"-1.7 all"]),
    }  # fmt: skip
    return replace(application(full_sample()), makes={Part(key): make for key, make in {**usual, **makes}.items()})


def run(given: ExportInput, target: Path, key: str, *chosen: Part, resume: bool = False) -> ExportedApplication:
    wanted = profile(key).choosing(chosen) if chosen else profile(key)
    order = ExportOrder(profile=wanted, password="ein langes Kennwort", resume=resume)
    result = exporter(wanted).export([given], target, lambda _s: None, lambda: False, order=order)
    assert not result.failed
    return result.exported[0]


def papers(path: Path) -> set[str]:
    return {name for name in tree(path) if name[:2] in ("07", "08")}


def test_each_profile_has_what_belongs_to_it_and_the_other_can_be_chosen() -> None:
    chosen = {key: one.chosen for key, one in PROFILES.items()}
    assert chosen == {
        "manual": (Part.MISSING_EVIDENCE,), "slim": (), "pdf": (Part.ONE_PDF,),
        "colleague": (Part.MISSING_EVIDENCE,), "specialist": (),
    }  # fmt: skip
    for known in PROFILES.values():
        assert known.choosing(CHOOSABLE).chosen == CHOOSABLE and known.choosing(()).chosen == ()
        assert known.choosing([Part.WORKBOOK]).parts == known.parts.difference(CHOOSABLE), "nothing else is chosen so"


def test_what_is_made_is_hashed_listed_and_verified(tmp_path: Path) -> None:
    path = run(one(), tmp_path, "manual", *CHOOSABLE).path
    assert (path / MISSING).read_bytes() == b"%PDF-1.7 list" and (path / WHOLE).read_bytes() == b"%PDF-1.7 all"
    sums = (path / "_technik/pruefsummen.sha256").read_text(encoding="utf-8")
    page = (path / "00_Uebersicht.html").read_text(encoding="utf-8")
    listed = {entry["name"] for entry in json.loads((path / "_technik/protokoll.json").read_bytes())["files"]}
    for name in (MISSING, WHOLE):
        assert f"*{name}\n" in sums and name in page and name in listed
    assert finished_export(path) is not None
    with (path / WHOLE).open("ab") as file:
        file.write(b" changed")
    assert finished_export(path) is None


@pytest.mark.parametrize(("key", "chosen", "found"), [
    ("manual", (), {MISSING}), ("pdf", (), {WHOLE}), ("slim", (), set()), ("slim", (Part.ONE_PDF,), {WHOLE}),
    ("pdf", (Part.MISSING_EVIDENCE,), {MISSING}),
])
def test_only_what_is_wanted_is_made(tmp_path: Path, key: str, chosen: tuple[Part, ...], found: set[str]) -> None:
    assert papers(run(one(), tmp_path, key, *chosen).path) == found


def test_where_nothing_is_missing_no_page_says_so(tmp_path: Path) -> None:
    done = run(one(missing_evidence=lambda: iter([])), tmp_path, "manual")
    assert papers(done.path) == set() and done.withheld == 0


def test_what_cannot_be_made_is_named_and_the_rest_is_whole(tmp_path: Path) -> None:
    def crashes() -> Iterator[bytes]:
        raise _Unmade
        yield b""

    done = run(one(one_pdf=crashes), tmp_path, "slim", *CHOOSABLE)
    assert papers(done.path) == {MISSING} and done.withheld == 1
    note = (done.path / "_NICHT_AUSGEGEBEN.txt").read_text(encoding="utf-8")
    assert f"{WHOLE} konnte nicht erstellt werden [RENDER-CRASHED]" in note
    found = finished_export(done.path)
    assert found is not None and found.protocol.withheld == 1


def test_a_wish_to_stop_while_it_is_made_leaves_nothing(tmp_path: Path) -> None:
    def stopped() -> Iterator[bytes]:
        raise Cancelled
        yield b""

    with pytest.raises(Cancelled):
        run(one(one_pdf=stopped), tmp_path, "pdf")
    assert_no_trace(tmp_path)


def test_resuming_takes_nothing_for_whole_that_lacks_what_is_wanted_now(tmp_path: Path) -> None:
    first = run(one(), tmp_path, "slim")
    assert run(one(), tmp_path, "slim", resume=True).already
    more = run(one(), tmp_path, "slim", Part.ONE_PDF, resume=True)
    assert not more.already and more.path.name == f"{first.path.name}_v2" and papers(more.path) == {WHOLE}
    assert run(one(), tmp_path, "slim", Part.ONE_PDF, resume=True).path == more.path
