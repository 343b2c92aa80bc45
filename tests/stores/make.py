"""Makes the golden store of the version it is run with: `PYTHONPATH=<checkout of it> python make.py`.

It uses only what every version has, so that a released version can always be asked for its store.
Everything in it is invented. What must be found in it again is written to `expected.json` beside it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sozialclient.model.application import State
from sozialclient.store import KeyVault, Store
from sozialclient.store.database.schema import INDEX
from tests.unit.store.samples import FETCHED, mailbox_of, sample

_HERE = Path(__file__).resolve().parent


def main() -> int:
    version = len(INDEX.steps)
    target = _HERE / str(version)
    with TemporaryDirectory() as place:
        folder = Path(place) / "store"
        expected = _fill(folder)
        shutil.rmtree(folder / "seats", ignore_errors=True)
        shutil.rmtree(folder / "spool", ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(folder, target)
    (target / "expected.json").write_text(json.dumps(expected, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


def _fill(folder: Path) -> dict[str, object]:
    store = Store.open(folder, KeyVault(folder, self_contained=True))
    try:
        store.save_mailbox(mailbox_of("Sozialamt"))
        tokens = [sample(number, size=200).add(store) for number in (1, 2)]
        # The same contents under another id, and the first message once more.
        tokens.append(sample(4, size=200, content_seed=2).add(store))
        assert sample(1, size=200).add(store).duplicate
        store.mark_opened(tokens[0].application_id, FETCHED + timedelta(hours=1))
        store.set_state(tokens[0].application_id, State.IN_REVIEW, action="state_changed")
        store.set_state(tokens[1].application_id, State.ARCHIVED, action="state_changed")
        store.record_fetch("Sozialamt", FETCHED, "ok")
        applications = {token.application_id: _application(store, token.application_id) for token in tokens}
        return {"applications": applications, "journal": [entry.action for entry in store.journal()]}
    finally:
        store.close()


def _application(store: Store, application_id: str) -> dict[str, object]:
    card = store.card(application_id)
    keys = [content.key for content in store.delivery(application_id).contents()]
    digests = {key: hashlib.sha256(b"".join(store.payload(application_id, key))).hexdigest() for key in keys}
    original = hashlib.sha256(b"".join(store.original(application_id))).hexdigest()
    return {"message_id": card.message_id, "state": card.state.value, "applicant": card.applicant,
            "service": card.service_name, "contents": digests, "original": original}


if __name__ == "__main__":
    sys.exit(main())
