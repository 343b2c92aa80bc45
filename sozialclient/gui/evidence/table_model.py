"""All contents of a delivery as rows: what it is, size, soundness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from sozialclient.gui.plain import Shown, literal_tooltip, plain, plain_joined
from sozialclient.gui.widgets.rows import ROW_ROLE, CardRow, Chip
from sozialclient.gui.wording import named, say, size
from sozialclient.model.delivery import Content
from sozialclient.model.verdict import Verdict

Index = QModelIndex | QPersistentModelIndex
_PICTURES = (".png", ".jpg", ".jpeg", ".heic", ".heif")


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A content and what it is to the application (`application_xml`, `application_pdf`, `evidence`, `other`).

    `reason` says in words why it is not certain to be unaltered, empty where it is.
    """

    content: Content
    role: str
    reason: str = ""

    @property
    def name(self) -> Shown:
        """File name of the sender, or what we call it, as one literal line."""
        return named(self.content.untrusted_name or "") or say(f"evidence.role.{self.role}")

    @property
    def icon(self) -> str:
        """A sheet, a sheet with lines or a picture, by the name."""
        lower = self.name.lower()
        if lower.endswith(_PICTURES):
            return "image"
        return "file-pdf" if lower.endswith(".pdf") else "file"


class EvidenceTableModel(QAbstractListModel):
    """One row per content: the application first, then evidence, then the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[EvidenceRow] = ()

    def show_rows(self, rows: Sequence[EvidenceRow]) -> None:
        """Show these contents."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def evidence_count(self) -> int:
        """How many rows are evidence."""
        return sum(row.role == "evidence" for row in self.rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Number of contents."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Row value, name, sentence for screen readers, the sender's words as tool tip."""
        row = self.rows[index.row()]
        content = row.content
        if role == ROW_ROLE:
            subtitle = f"{say(f'evidence.role.{row.role}')} · {_soundness(content)}"
            return CardRow(key=content.key, icon=row.icon, title=row.name, aside=_size(content), subtitle=subtitle,
                           chips=_chips(content))
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            chips = (chip.text for chip in _chips(content))
            spoken = (row.name, say(f"evidence.role.{row.role}"), _size(content), *chips,
                      plain(_soundness(content), "."))
            return plain_joined(" ", filter(None, (plain_joined(", ", spoken), row.reason)))
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = (content.untrusted_name or row.name, content.untrusted_media_type or "", row.reason)
            return literal_tooltip("\n".join(line for line in lines if line))
        return None


def _size(content: Content) -> str:
    return size(content.size) if content.size is not None else say("evidence.unreadable")


def _soundness(content: Content) -> str:
    return say(f"evidence.integrity.{content.integrity.value}")


def _chips(content: Content) -> tuple[Chip, ...]:
    # Later than at the start of the program, which has no use for it.
    from sozialclient.exporters.file_names import misleading

    chips = []
    if content.integrity is Verdict.FAILED:
        chips.append(Chip("danger", say("evidence.withheld"), "danger"))
    elif content.integrity is Verdict.UNDECIDED:
        chips.append(Chip("undecided", say("evidence.undecided"), "undecided"))
    if misleading(content.untrusted_name or ""):
        chips.append(Chip("warning", say("evidence.odd_name"), "warning"))
    return tuple(chips)
