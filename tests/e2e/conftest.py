"""Mailboxes of the end-to-end tests: a small one afresh for each test, the training set once for all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from sozialclient.demo.training_application import Quirk, TrainingApplication
from sozialclient.demo.training_set import training_set
from sozialclient.model.application import ApplicationCard
from sozialclient.model.process_card import ProcessCardBundle
from sozialclient.net.http_client import NetSettings
from sozialclient.usecases.fetch_mailbox import FetchSummary
from sozialclient.wire.spool import MemorySpool
from tests.e2e.place import DIRECT, Desk, Hub, desk, hub, three_applications
from tests.e2e.wire_between import Between, between


@dataclass
class Scene:
    """Intermediary with three deliveries, a proxy that may do harm, an office behind it."""

    hub: Hub
    between: Between
    desk: Desk
    sent: list[str]

    def assert_nothing_lost(self) -> None:
        """The rule of all rules: what counts as received is in the store."""
        assert set(self.hub.received()) <= set(self.desk.stored_ids())

    def assert_next_fetch_completes(self) -> None:
        """A further fetch without harm leaves everything in the store exactly once, and acknowledged."""
        self.between.harmed = None
        summary = self.desk.fetch()
        assert (summary.error, summary.closing_error) == (None, None)
        assert sorted(self.desk.stored_ids()) == sorted(self.sent)
        assert sorted(self.hub.received()) == sorted(self.sent)


MakeScene = Callable[..., Scene]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The state of an intermediary with three deliveries, to be copied, and their message ids."""
    folder = tmp_path_factory.mktemp("filled")
    with hub(folder) as running:
        return folder, running.put(three_applications())


@pytest.fixture
def make_scene(tmp_path: Path, filled: tuple[Path, list[str]]) -> Iterator[MakeScene]:
    """Makes a scene; `net` says how patient the client is."""
    with ExitStack() as stack:

        def make(net: NetSettings = DIRECT) -> Scene:
            shutil.copytree(filled[0], tmp_path / "hub")
            running = stack.enter_context(hub(tmp_path / "hub"))
            running.rig.clock.now = three_applications()[-1].created_at
            sent = list(filled[1])
            proxy = stack.enter_context(between(running.url))
            office = stack.enter_context(desk(tmp_path / "desk", proxy.url, net))
            return Scene(running, proxy, office, sent)

        yield make


@pytest.fixture
def scene(make_scene: MakeScene) -> Scene:
    """A scene with a patient client."""
    return make_scene()


@dataclass
class Training:
    """The training set, delivered and fetched once; tests may fetch again but change nothing."""

    hub: Hub
    desk: Desk
    summary: FetchSummary
    sent: dict[str, TrainingApplication]
    cards_before: tuple[ProcessCardBundle, ...]

    def message_id(self, quirk: Quirk) -> str:
        """The delivery with that quirk."""
        (found,) = (message_id for message_id, each in self.sent.items() if quirk in each.quirks)
        return found

    def card(self, message_id: str) -> ApplicationCard:
        """The one application made of a delivery."""
        (found,) = (card for card in self.desk.workplace.store.cards() if card.message_id == message_id)
        return found


@pytest.fixture(scope="session")
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Training]:
    """All applications but the one of 100 MB, fetched into a fresh store."""
    folder = tmp_path_factory.mktemp("training")
    with hub(folder / "hub") as running, desk(folder / "desk", running.url) as office:
        applications = training_set(1, with_large=False)
        sent = dict(zip(running.put(applications), applications, strict=True))
        session = office.transport().open(MemorySpool, lambda _: None, lambda: False)
        cards = session.process_cards(None)
        session.close(None)
        summary = office.fetch()
        yield Training(running, office, summary, sent, cards)
