"""The list of applications, newest Eingang first, grouped by age; made for thousands of rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from sozialclient.documents.local_time import at_month_change, time_text
from sozialclient.gui.folders.table_model import STATE_ICONS
from sozialclient.gui.plain import literal_tooltip, visible_line
from sozialclient.gui.widgets.rows import ROW_ROLE, CardRow, Chip
from sozialclient.gui.wording import count, say, short, spoken
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.verdict import Verdict

Index = QModelIndex | QPersistentModelIndex
Entry = ApplicationCard | str
_RECENT = timedelta(days=7)
_SUBJECT = 120
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def title_of(card: ApplicationCard) -> str:
    """The service as one literal line, or in words that it was not recognised or nothing could be read."""
    if card.content_count + card.attachment_count == 0:
        return say("list.nothing_read")
    return visible_line(card.service_name) if _recognised(card) else say("list.service_unknown")


def _recognised(card: ApplicationCard) -> bool:
    """False where the service is only the subject, a technical word of the sender."""
    return bool(card.service_name) and (card.service_key is not None or card.service_name != card.subject)


def subject_of(card: ApplicationCard) -> str:
    """`Betreff …` where the title does not say what it is about, else empty."""
    subject = "" if _recognised(card) else visible_line(card.subject, _SUBJECT)
    return say("list.subject", subject=subject) if subject else ""


def about(card: ApplicationCard) -> str:
    """Applicant, and the subject where no service was recognised; never empty."""
    name = visible_line(card.applicant)
    subject = subject_of(card)
    return " · ".join(part for part in (name or ("" if subject else say("list.no_name")), subject) if part)


def number_of(card: ApplicationCard) -> str:
    """The first eight characters people use to talk about an application."""
    return visible_line(card.message_id.rsplit(":", 1)[-1].rsplit("/", 1)[-1][:8])


def spoken_row(card: ApplicationCard) -> str:
    """One sentence for screen readers, most important first."""
    parts = [f"{title_of(card)}, {about(card)}.",
             say("list.spoken_received", time=spoken(card.received))]
    if card.received and at_month_change(card.received):
        parts.append(say("list.spoken_month_change"))
    parts.append(say("list.spoken_state", state=say(f"folders.{card.state.value}")))
    parts.append(count("list.evidence", card.attachment_count) + ".")
    if card.finding_count:
        parts.append(count("list.findings", card.finding_count) + ".")
    return " ".join(parts)


def _chips(card: ApplicationCard) -> tuple[Chip, ...]:
    chips: list[Chip] = []
    if card.verdict is Verdict.FAILED:
        chips.append(Chip("danger", say("list.failed"), "danger"))
    if card.received and at_month_change(card.received):
        chips.append(Chip("month", say("list.month_change"), "warning"))
    if card.duplicate_of:
        chips.append(Chip("copy", say("list.duplicate"), "undecided"))
    if card.attachment_count:
        chips.append(Chip("clip", str(card.attachment_count)))
    if card.state is State.UNPROCESSABLE:
        chips.append(Chip("lock", say("list.unreadable"), "warning"))
    return tuple(chips)


class ApplicationTableModel(QAbstractListModel):
    """Cards and group headings; keeps selection and scroll place when cards come and go."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[Entry] = []
        self._grouped = True

    def show_cards(self, cards: Sequence[ApplicationCard], *, newest_first: bool = True) -> None:
        """Show these cards in order of Eingang; rows that stay are kept."""
        ordered = sorted(cards, key=lambda card: card.received or card.fetched or _EARLIEST, reverse=newest_first)
        self._replace(self._with_headings(ordered) if newest_first else list(ordered))

    def _with_headings(self, cards: Sequence[ApplicationCard]) -> list[Entry]:
        limit = datetime.now(UTC) - _RECENT
        entries: list[Entry] = []
        heading = ""
        for card in cards:
            wanted = say("list.recent") if (card.received or card.fetched) >= limit else say("list.older")
            if wanted != heading:
                heading = wanted
                entries.append(heading)
            entries.append(card)
        return entries

    def _replace(self, new: list[Entry]) -> None:
        old, ids = [_key(entry) for entry in self._entries], [_key(entry) for entry in new]
        start = 0
        while start < min(len(old), len(ids)) and old[start] == ids[start]:
            start += 1
        end = 0
        while end < min(len(old), len(ids)) - start and old[-1 - end] == ids[-1 - end]:
            end += 1
        if len(old) - end > start:
            self.beginRemoveRows(QModelIndex(), start, len(old) - end - 1)
            del self._entries[start : len(old) - end]
            self.endRemoveRows()
        if len(new) - end > start:
            self.beginInsertRows(QModelIndex(), start, len(new) - end - 1)
            self._entries[start:start] = new[start : len(new) - end]
            self.endInsertRows()
        if self._entries != new:
            self._entries = new
            self.dataChanged.emit(self.index(0), self.index(len(new) - 1))

    def card_at(self, row: int) -> ApplicationCard | None:
        """The card of a row; None for a heading."""
        entry = self._entries[row] if 0 <= row < len(self._entries) else None
        return None if isinstance(entry, str) else entry

    def row_of(self, application_id: str) -> int:
        """Row of an application, -1 when it is not in the list."""
        return next((row for row, entry in enumerate(self._entries) if _key(entry) == application_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Cards and headings."""
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        return Qt.ItemFlag.NoItemFlags if isinstance(self._entries[index.row()], str) else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Row value, title, tool tip with the full Eingang, spoken sentence."""
        entry = self._entries[index.row()]
        if role == ROW_ROLE:
            return CardRow(heading=entry) if isinstance(entry, str) else self._row(entry)
        if isinstance(entry, str):
            return entry if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return title_of(entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_row(entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            received = time_text(entry.received) if entry.received else say("time.unknown")
            return literal_tooltip(f"{title_of(entry)}\n{say('eingang.label')}: {received}")
        return None

    @staticmethod
    def _row(card: ApplicationCard) -> CardRow:
        return CardRow(
            key=card.id, icon=STATE_ICONS[card.state], fresh=card.state is State.NEW, title=title_of(card),
            time=short(card.received), subtitle=f"{about(card)} · {number_of(card)}", chips=_chips(card),
        )


def _key(entry: Entry) -> str:
    return entry if isinstance(entry, str) else entry.id
