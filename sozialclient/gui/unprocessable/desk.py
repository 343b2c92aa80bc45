"""What the window asks about deliveries that could not be read; every call belongs on a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sozialclient.gui.desk import Desk, FetchResult
from sozialclient.gui.fetch.controller import FetchJob
from sozialclient.gui.unprocessable.words import Unread, unread_of
from sozialclient.model.mailbox import Mailbox

if TYPE_CHECKING:
    from sozialclient.transports.base import CancelCheck, ProgressListener


class UnprocessableDesk:
    """Answers with the program behind the window; raises the errors of the store."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def unread(self, application_id: str) -> Unread | None:
        """What is to be said of an application, None where something could be read."""
        store = self._desk.workplace().store
        return unread_of(store.card(application_id), store.delivery(application_id))

    def message_id(self, application_id: str) -> str:
        """The id under which the intermediary knows an application."""
        return self._desk.workplace().store.card(application_id).message_id

    def retry(self, application_ids: Sequence[str]) -> FetchJob:
        """A job that tries applications again."""

        def job(
            mailbox: Mailbox, pin: str | None, progress: ProgressListener, cancelled: CancelCheck
        ) -> FetchResult:
            from sozialclient.usecases.retry_application import Outcome, Retry

            store = self._desk.workplace().store
            way = Retry(self._desk.transport(mailbox, pin), store, mailbox, progress, cancelled)
            done = way.run(application_ids)
            waiting = {each.message_id for each in store.unprocessable.left_waiting(mailbox.name)}
            return FetchResult(
                new=sum(each.outcome is Outcome.READ for each in done), duplicates=0, with_findings=0,
                error=next((each.error for each in done if each.error is not None), None),
                failures=tuple(each.failure for each in done if each.failure is not None),
                waiting=len(waiting), retried=True,
            )

        return job

    def fetch_again(self, message_id: str) -> FetchJob:
        """A job that fetches one message by its id, received or not."""

        def job(
            mailbox: Mailbox, pin: str | None, progress: ProgressListener, cancelled: CancelCheck
        ) -> FetchResult:
            from sozialclient.usecases.fetch_mailbox import FetchOptions, fetch_mailbox

            store, options = self._desk.workplace().store, FetchOptions(message_ids=(message_id,))
            way = self._desk.transport(mailbox, pin)
            result = FetchResult.of(fetch_mailbox(way, store, mailbox, progress, cancelled, options))
            return replace(result, wanted=True)

        return job

    def save_original(self, application_id: str, path: Path) -> None:
        """Write a message as it came. Raises PaperNotWritten."""
        from sozialclient.usecases.save_original import save_original

        save_original(self._desk.workplace().store, application_id, path)
