"""Documents we make about applications, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable

from sozialclient.documents.paper import Paper
from sozialclient.model.application import ApplicationCard
from sozialclient.model.delivery import Delivery
from sozialclient.model.trust import TrustReport
from sozialclient.reports.papers import inspection_papers, process_card_papers

REPORTS: dict[str, Callable[[ApplicationCard, Delivery, TrustReport | None], tuple[Paper, ...]]] = {
    "inspection": inspection_papers,
    "process_card": process_card_papers,
}


def all_papers(card: ApplicationCard, delivery: Delivery, trust: TrustReport | None = None) -> tuple[Paper, ...]:
    """Every report about one application, as an export encloses them."""
    return tuple(paper for report in REPORTS.values() for paper in report(card, delivery, trust))
