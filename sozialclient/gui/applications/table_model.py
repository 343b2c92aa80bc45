"""The list of applications, newest Eingang first, grouped by age; made for tens of thousands of rows."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, date, datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from sozialclient.documents.ages import Ages
from sozialclient.documents.local_time import at_month_change, berlin
from sozialclient.gui.applications.row_chips import chips_of, spoken_facts
from sozialclient.gui.folders.table_model import STATE_ICONS
from sozialclient.gui.plain import Shown, literal_tooltip, plain, plain_joined
from sozialclient.gui.widgets.rows import ROW_ROLE, CardRow
from sozialclient.gui.wording import count, full, named, say, short, spoken
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.listing import Listing, code_of, id_of
from sozialclient.model.view import RowFacts

Index = QModelIndex | QPersistentModelIndex
_SUBJECT = 120
_RECENT, _OLDER = -1, -2
_HEADING = 2
_KEPT = 1024
_ROLES = frozenset({
    ROW_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole,
})


def title_of(card: ApplicationCard) -> Shown:
    """The service as one literal line, or in words that it was not recognised or nothing could be read."""
    if card.content_count + card.attachment_count == 0:
        return say("list.nothing_read")
    return plain(card.service_name) if _recognised(card) else say("list.service_unknown")


def _recognised(card: ApplicationCard) -> bool:
    """False where the service is only the subject, a technical word of the sender."""
    return bool(card.service_name) and (card.service_key is not None or card.service_name != card.subject)


def subject_of(card: ApplicationCard) -> Shown:
    """`Betreff …` where the title does not say what it is about, else empty."""
    subject = plain("") if _recognised(card) else plain(card.subject, limit=_SUBJECT)
    return say("list.subject", subject=subject) if subject else plain("")


def about(card: ApplicationCard) -> Shown:
    """Applicant, and the subject where no service was recognised; never empty."""
    name = named(card.applicant)
    subject = subject_of(card)
    return plain_joined(" · ", filter(None, (name or ("" if subject else say("list.no_name")), subject)))


def time_lines(card: ApplicationCard) -> tuple[Shown, Shown, Shown]:
    """Eingang, Abgeholt and Geöffnet, whole: the one that counts first."""
    opened = full(card.opened) if card.opened else say("eingang.not_opened")
    return (say("eingang.line", time=full(card.received)), say("eingang.fetched", time=full(card.fetched)),
            say("eingang.opened", time=opened))


def number_of(card: ApplicationCard) -> Shown:
    """The first eight characters people use to talk about an application."""
    return plain(card.message_id.rsplit(":", 1)[-1].rsplit("/", 1)[-1][:8])


def _under(card: ApplicationCard) -> Shown:
    return plain(about(card), " · ", number_of(card))


def spoken_row(card: ApplicationCard, ages: Ages, today: date) -> Shown:
    """One sentence for screen readers, most important first."""
    parts = [plain(title_of(card), ", ", about(card), "."),
             say("list.spoken_received", time=spoken(card.received))]
    if card.received and at_month_change(card.received):
        parts.append(say("list.spoken_month_change"))
    parts.append(say("list.spoken_state", state=say(f"folders.{card.state.value}")))
    parts.append(plain(count("list.evidence", card.attachment_count), "."))
    if card.finding_count:
        parts.append(plain(count("list.findings", card.finding_count), "."))
    parts += spoken_facts(card, ages, today)
    return plain_joined(" ", parts)


class ApplicationTableModel(QAbstractListModel):
    """All rows in order, of which only those that were looked at lately have their cards.

    A row is a code (`model.listing`), or negative for a heading. `cards_wanted` names rows that
    were painted or spoken without their card.
    """

    cards_wanted = Signal(int)
    cards_came = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: array[int] = array("q")
        self._kinds = bytearray()
        self._cards: OrderedDict[int, ApplicationCard] = OrderedDict()
        self._ages, self._row, self._mixed = Ages(), RowFacts(), False

    def show_row(self, row: RowFacts) -> None:
        """Let rows say other things from now on."""
        if row.dense is not self._row.dense:
            kinds = bytearray(kind if kind == _HEADING else int(not row.dense) for kind in self._kinds)
            self.beginResetModel()
            self._row, self._kinds = row, kinds
            self.endResetModel()
        self._row = row
        self.cards_came.emit()

    def show_ages(self, ages: Ages) -> None:
        """Count working days by another calendar from now on."""
        self._ages = ages
        self.cards_came.emit()

    def show_listing(self, listing: Listing, cards: Iterable[ApplicationCard], *, grouped: bool = True,
                     mixed: bool = False) -> None:
        """Show these applications in their order; rows that stay are kept, cards not given are asked for anew.

        `mixed`: they are of several mailboxes.
        """
        self._mixed = mixed
        rows, kinds = array("q", listing.codes), bytearray((int(not self._row.dense),)) * len(listing)
        if grouped:
            groups = ((listing.recent, len(rows), _OLDER), (0, listing.recent, _RECENT))
            for start, end, heading in groups:
                if end > start:
                    rows.insert(start, heading)
                    kinds.insert(start, _HEADING)
        self._cards = OrderedDict((code_of(card.id), card) for card in cards)
        self._replace(rows, kinds)

    def take(self, cards: Iterable[ApplicationCard]) -> None:
        """Cards that were wanted have come."""
        for card in cards:
            self._cards[code_of(card.id)] = card
        while len(self._cards) > _KEPT:
            self._cards.popitem(last=False)
        self.cards_came.emit()

    def _replace(self, rows: array[int], kinds: bytearray) -> None:
        old = self._rows
        start = same_start(old, rows)
        end = same_end(old, rows, min(len(old), len(rows)) - start)
        kept = self._kinds[:start] == kinds[:start] and self._kinds[len(old) - end :] == kinds[len(rows) - end :]
        if len(old) - end > start:
            self.beginRemoveRows(QModelIndex(), start, len(old) - end - 1)
            self._rows, self._kinds = old[:start] + old[len(old) - end :], kinds[:start] + kinds[len(kinds) - end :]
            self.endRemoveRows()
        if len(rows) - end > start:
            self.beginInsertRows(QModelIndex(), start, len(rows) - end - 1)
            self._rows, self._kinds = rows, kinds
            self.endInsertRows()
        self._rows, self._kinds = rows, kinds
        if rows and not kept:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        self.cards_came.emit()

    def id_at(self, row: int) -> str | None:
        """The application of a row; None for a heading."""
        code = self._rows[row] if 0 <= row < len(self._rows) else _OLDER
        return None if code < 0 else id_of(code)

    def card_at(self, row: int) -> ApplicationCard | None:
        """The card of a row; None for a heading and for a row nobody looked at lately."""
        return self._cards.get(self._rows[row]) if 0 <= row < len(self._rows) else None

    def ids_around(self, row: int, count: int) -> list[str]:
        """Applications without a card among the `count` rows around this one."""
        start = max(0, row - count // 2)
        return [id_of(code) for code in self._rows[start : start + count] if code >= 0 and code not in self._cards]

    def row_of(self, application_id: str) -> int:
        """Row of an application, -1 when it is not in the list."""
        try:
            return self._rows.index(code_of(application_id))
        except ValueError:
            return -1

    def first_row_of(self, application_ids: Iterable[str]) -> int:
        """First row of these applications, -1 when none is in the list."""
        wanted = {code_of(one) for one in application_ids}
        return next((row for row, code in enumerate(self._rows) if code in wanted), -1)

    @property
    def kinds(self) -> bytearray:
        """For each row 0 (two lines), 1 (three lines, the last one with chips) or 2 (heading)."""
        return self._kinds

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Applications and headings."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        return Qt.ItemFlag.NoItemFlags if self._rows[index.row()] < 0 else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Row value, title, tool tip with the full Eingang, spoken sentence."""
        code = self._rows[index.row()]
        if code < 0:
            heading = say("list.older" if code == _OLDER else "list.recent")
            if role == ROW_ROLE:
                return CardRow(heading=heading)
            return heading if role == Qt.ItemDataRole.DisplayRole else None
        if role not in _ROLES:
            return None
        card = self._cards.get(code)
        if card is None:
            return self._not_here(index.row(), role)
        self._cards.move_to_end(code)
        return self._shown(card, role)

    def _not_here(self, row: int, role: int) -> object:
        if role in (ROW_ROLE, Qt.ItemDataRole.AccessibleTextRole):
            self.cards_wanted.emit(row)
        return CardRow(icon="clock", title=say("list.loading")) if role == ROW_ROLE else say("list.loading")


    def _shown(self, card: ApplicationCard, role: int) -> object:
        today = berlin(datetime.now(UTC)).date()
        if role == ROW_ROLE:
            chips = () if self._row.dense else chips_of(card, self._row, self._ages, today, mixed=self._mixed)
            return CardRow(
                key=card.id, icon=STATE_ICONS[card.state], fresh=card.state is State.NEW, title=title_of(card),
                time=short(card.received), subtitle=_under(card), chips=chips,
            )
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_row(card, self._ages, today)
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal_tooltip(plain_joined("\n", (title_of(card), _under(card), *time_lines(card))))
        return title_of(card)


def same_start(old: array[int], new: array[int]) -> int:
    """How many rows both begin with."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def same_end(old: array[int], new: array[int], most: int) -> int:
    """How many rows, at most `most`, both end with."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low
