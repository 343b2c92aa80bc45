"""The services of the platform, from `resources/leistungen.csv`."""

from __future__ import annotations

import csv
from functools import cache

from sozialclient.demo.form_model import Service
from sozialclient.resources import resource


@cache
def services() -> dict[str, Service]:
    """LeiKa key → service, only those that can be applied for."""
    with resource("leistungen.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    return {
        row["leika_id"]: Service(key=row["leika_id"], name=row["leika_bezeichnung"], short_name=row["ozg_bezeichnung"],
                                 law=row["rechtskreis"], prefix=row["dvdv_praefix"])
        for row in rows if row["leika_id"] and row["art"].startswith("Antrag")
    }
