"""All contents of a delivery as rows, what was announced and did not arrive, and what is usually expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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

    `reason` says in words why it is not certain to be unaltered, empty where it is. `untrusted_original` is the
    applicant's name for the file, `untrusted_title` what it should be, as far as the application says so;
    `announced` False: it came though nothing announced it.
    """

    content: Content
    role: str
    reason: str = ""
    untrusted_original: str = ""
    untrusted_title: str = ""
    announced: bool = True

    @property
    def name(self) -> Shown:
        """The applicant's name for it, else that of the sender, else what we call it, as one literal line."""
        return named(self.untrusted_original or self.content.untrusted_name or "") or say(f"evidence.role.{self.role}")

    @property
    def icon(self) -> str:
        """A sheet, a sheet with lines or a picture, by the name."""
        lower = (self.content.untrusted_name or self.name).lower()
        if lower.endswith(_PICTURES):
            return "image"
        return "file-pdf" if lower.endswith(".pdf") else "file"

    @property
    def renamed(self) -> bool:
        """It travelled under another name than the applicant's."""
        return bool(self.untrusted_original) and self.untrusted_original != self.content.untrusted_name


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceNote:
    """A row about evidence that is no content, already in words; with `heading` alone a heading.

    `key` names the content that seems to be it, empty where there is none.
    """

    heading: str = ""
    icon: str = ""
    title: str = ""
    subtitle: str = ""
    chips: tuple[Chip, ...] = ()
    explanation: str = ""
    key: str = ""


class EvidenceTableModel(QAbstractListModel):
    """One row per content: the application first, then evidence, then the rest; below them the notes."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[EvidenceRow] = ()
        self.notes: Sequence[EvidenceNote] = ()

    def show_rows(self, rows: Sequence[EvidenceRow], notes: Sequence[EvidenceNote] = ()) -> None:
        """Show these contents and notes."""
        self.beginResetModel()
        self.rows, self.notes = rows, notes
        self.endResetModel()

    def evidence_count(self) -> int:
        """How many rows are evidence."""
        return sum(row.role == "evidence" for row in self.rows)

    def key_at(self, at: int) -> str:
        """Key of the content a row is about; empty where it is about none."""
        if at < len(self.rows):
            return self.rows[at].content.key
        return self.notes[at - len(self.rows)].key

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Number of contents and notes."""
        return 0 if parent.isValid() else len(self.rows) + len(self.notes)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        at = index.row() - len(self.rows)
        return Qt.ItemFlag.NoItemFlags if at >= 0 and self.notes[at].heading else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Row value, name, sentence for screen readers, the sender's words as tool tip."""
        if index.row() >= len(self.rows):
            return _note_data(self.notes[index.row() - len(self.rows)], role)
        return _content_data(self.rows[index.row()], role)


def _content_data(row: EvidenceRow, role: int) -> object:
    content = row.content
    if role == ROW_ROLE:
        return CardRow(key=content.key, icon=row.icon, title=row.name, aside=_size(content), subtitle=_about(row),
                       chips=_chips(row))
    if role == Qt.ItemDataRole.DisplayRole:
        return row.name
    if role == Qt.ItemDataRole.AccessibleTextRole:
        chips = (chip.text for chip in _chips(row))
        spoken = (row.name, say(f"evidence.role.{row.role}"), _size(content), *chips, plain(_soundness(content), "."))
        return plain_joined(" ", filter(None, (plain_joined(", ", spoken), _arrived_as(row), row.reason)))
    if role == Qt.ItemDataRole.ToolTipRole:
        lines = (row.untrusted_original, content.untrusted_name or row.name, row.untrusted_title,
                 content.untrusted_media_type or "", row.reason)
        return literal_tooltip("\n".join(line for line in lines if line))
    return None


def _note_data(note: EvidenceNote, role: int) -> object:
    if role == ROW_ROLE:
        return CardRow(heading=note.heading, icon=note.icon, title=note.title, subtitle=note.subtitle, chips=note.chips)
    if role == Qt.ItemDataRole.DisplayRole:
        return plain(note.heading or note.title)
    if role == Qt.ItemDataRole.AccessibleTextRole:
        chips = (chip.text for chip in note.chips)
        return plain_joined(", ", filter(None, (note.heading, note.title, *chips, note.subtitle)))
    if role == Qt.ItemDataRole.ToolTipRole and note.explanation:
        return literal_tooltip(note.explanation)
    return None


def _about(row: EvidenceRow) -> Shown:
    """What it is by the application's own words, else by its role; and the name it arrived under."""
    what = plain(row.untrusted_title) or say(f"evidence.role.{row.role}")
    return plain_joined(" · ", filter(None, (what, _arrived_as(row), _soundness(row.content))))


def _arrived_as(row: EvidenceRow) -> Shown:
    if not row.renamed:
        return plain("")
    return say("evidence.arrived_as", name=named(row.content.untrusted_name or row.content.id))


def with_original(row: EvidenceRow, untrusted_original: str, untrusted_title: str, *, announced: bool) -> EvidenceRow:
    """A row with what the application says of its content."""
    return replace(row, untrusted_original=untrusted_original, untrusted_title=untrusted_title, announced=announced)


def _size(content: Content) -> str:
    return size(content.size) if content.size is not None else say("evidence.unreadable")


def _soundness(content: Content) -> str:
    return say(f"evidence.integrity.{content.integrity.value}")


def _chips(row: EvidenceRow) -> tuple[Chip, ...]:
    # Later than at the start of the program, which has no use for it.
    from sozialclient.exporters.file_names import misleading

    content = row.content
    chips = []
    if content.integrity is Verdict.FAILED:
        chips.append(Chip("danger", say("evidence.withheld"), "danger"))
    elif content.integrity is Verdict.UNDECIDED:
        chips.append(Chip("undecided", say("evidence.undecided"), "undecided"))
    if misleading(content.untrusted_name or ""):
        chips.append(Chip("warning", say("evidence.odd_name"), "warning"))
    if not row.announced:
        chips.append(Chip("warning", say("evidence.unannounced"), "warning"))
    return tuple(chips)
