"""Find what the intermediary handed out and the store lacks, apart from what was deleted here on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sozialclient.model.mailbox import Mailbox
from sozialclient.store.store import Store
from sozialclient.transports.base import CancelCheck, MailboxTransport, ProgressListener

# The clocks of this PC and of the intermediary need not agree.
_MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingMessages:
    """Message ids of deliveries that were received and are not in the store.

    `lost`: nothing is known of them here. `deleted`: deleted for good on purpose, and when (UTC). `untold`: so
    many deletions of an older program name no message, so as many of `lost` may be meant by them.
    """

    lost: tuple[str, ...]
    deleted: Mapping[str, datetime]
    untold: int


def missing_since(
    transport: MailboxTransport, store: Store, mailbox: Mailbox, since: datetime,
    progress: ProgressListener, cancelled: CancelCheck,
) -> MissingMessages:
    """What the intermediary noted as received after `since`, or on the day before, and the store lacks.

    After a restore these are what was fetched later than the backup; fetching them by id brings them again as long as
    the intermediary keeps them. What was deleted after the backup, the restored store cannot know: it is among `lost`
    where it was fetched after it too. Raises the errors of the transport.
    """
    session = transport.open(store.spool, progress, cancelled)
    try:
        bundles = session.process_cards(None, since=since - _MARGIN)
        session.close(None)
    except BaseException:
        session.abandon()
        raise
    known = {card.message_id for card in store.cards(mailbox=mailbox.name)}
    absent = tuple(dict.fromkeys(
        each.message_id for each in bundles if each.card.reception is not None and each.message_id not in known))
    deleted = store.deletion.deleted_messages(mailbox.name, absent)
    lost = tuple(each for each in absent if each not in deleted)
    # A deletion from before these were received cannot be about one of them.
    untold = min(len(lost), store.deletion.untold_since(mailbox.name, since - _MARGIN))
    return MissingMessages(lost=lost, deleted=deleted, untold=untold)
