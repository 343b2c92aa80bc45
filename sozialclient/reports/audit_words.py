"""Says in German what the books found, the same way everywhere."""

from __future__ import annotations

from sozialclient.documents.shown_text import one_line
from sozialclient.model.books import AuditReport, Discrepancy, JournalCheck, MailboxBooks
from sozialclient.texts import text

_SHOWN = 10


def balance_words(books: MailboxBooks) -> str:
    """`148 abgeholt = 148 vorhanden`, or plainly that it is not so."""
    key = "wrong" if not books.balanced else "right_deleted" if books.deleted else "right"
    return text(
        "audit", f"balance.{key}", arrived=books.arrived, present=books.present, deleted=books.deleted
    )


def short_balance_words(report: AuditReport) -> str:
    """The balance of all mailboxes together, or how many discrepancies there are, for the status bar."""
    if report.balanced:
        return balance_words(report.total)
    return text("audit", "balance.wrong_short", count=len(report.discrepancies))


def row_words(books: MailboxBooks, report: AuditReport) -> str:
    """`stimmt` or `stimmt nicht` for one mailbox, or for all (`mailbox` empty)."""
    right = report.balanced if not books.mailbox else books.balanced and not report.of(books.mailbox)
    return text("audit", "row.right" if right else "row.wrong")


def verdict_words(report: AuditReport) -> str:
    """The outcome as sentences."""
    key = "wrong" if not report.balanced else "right_full" if report.full else "right_quick"
    words = text("audit", f"verdict.{key}")
    if report.total.unacknowledged:
        number = report.total.unacknowledged
        words += " " + (text("audit", "balance.unacknowledged_one") if number == 1
                        else text("audit", "balance.unacknowledged", count=number))
    return words


def journal_words(check: JournalCheck, *, full: bool) -> str:
    """The state of the journal; only who followed it whole (`full`) says that nothing is missing."""
    if check.broken_line is not None:
        return text("audit", "journal.broken", line=check.broken_line)
    if check.older:
        return text("audit", "journal.older", kept=check.kept or 0, lines=check.lines)
    return text("audit", "journal.sound" if full else "journal.counted", lines=check.lines)


def fault_words(item: Discrepancy) -> str:
    """One discrepancy as a sentence with its first ids."""
    shown = ", ".join(one_line(identifier) for identifier in item.ids[:_SHOWN])
    if item.found > _SHOWN and item.ids:
        shown = text("audit", "fault.more", ids=shown, count=item.found - _SHOWN)
    return text(
        "audit",
        f"fault.{item.fault.value}",
        mailbox=one_line(item.mailbox) if item.mailbox else text("audit", "row.total"),
        ids=shown,
        expected=item.expected,
        found=item.found,
    )
