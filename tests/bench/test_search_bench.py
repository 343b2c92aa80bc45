"""Finding words in fifty thousand applications: the times of many queries, beside a plain scan of the words."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from sozialclient.model.listing import ListQuery
from sozialclient.store import KeyVault, Store
from tests.bench.many import MAILBOX, many_applications, vocabulary

COUNT, FIELDS = 50_000, 100
AIM_MS = 50.0
LEAST_TIMES_FASTER = 5.0
"""A scan reads every word of every application; the index must beat it by far however busy the machine is."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("search") / "data"
    many_applications(folder, COUNT, FIELDS)
    opened = Store.open(folder, KeyVault(folder, self_contained=True))
    yield opened
    opened.close()


def queries() -> dict[str, list[tuple[str, ...]]]:
    """What people type, by kind; no query comes twice."""
    chosen, known = random.Random(3), vocabulary()
    names = ("müller", "schroder", "strassburger", "yılmaz", "kowalska", "nguyen", "jäger")
    return {
        "one letter": [(letter,) for letter in "abcdefghijklmnoprstuvwz"],
        "two letters": list(dict.fromkeys((word[:2],) for word in chosen.sample(known, 40))),
        "a word being typed": list(dict.fromkeys((word[:4],) for word in chosen.sample(known[:8000], 80))),
        "whole words": list(dict.fromkeys((word,) for word in chosen.sample(known, 80))),
        "two words": [(chosen.choice(known[:300]), chosen.choice(known[:3000])[:3]) for _ in range(60)],
        "a name": [(name, f"vorname-{chosen.randrange(1, 5000)}") for name in names for _ in range(10)],
        "nothing": [(f"xq{number}",) for number in range(20)],
    }


def milliseconds(call: Callable[[], object]) -> float:
    """What it took of a processor: nothing waits for a disk here, and while others have their turn no time passes."""
    begun = time.thread_time()
    call()
    return 1000 * (time.thread_time() - begun)


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def scanned(store: Store, word: str) -> int:
    """How many applications hold the word anywhere, found without the index of words."""
    with store._index.reading() as connection:
        number: int = connection.execute("SELECT count(*) FROM found WHERE instr(words, ?)", (word,)).get
    return number


def test_the_95th_of_a_hundred_searches(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    def find(words: tuple[str, ...]) -> int:
        return len(store.listing.order(ListQuery(mailbox=MAILBOX, words=words)))

    find(("warm",))
    times = {kind: [milliseconds(partial(find, words)) for words in asked]
             for kind, asked in queries().items()}
    every = [one for taken in times.values() for one in taken]
    scans = [milliseconds(partial(scanned, store, word)) for word in ("müller", "zzz", "wohngeld")]
    with capsys.disabled():
        print(f"\n{len(every)} different searches in {COUNT:,}, each with {FIELDS} values: p95 {p95(every):.0f} ms, "
              f"{min(scans) / p95(every):.0f} times as fast as a plain scan ({min(scans):.0f} ms)")
        for kind, taken in times.items():
            print(f"{kind:<20} p50 {sorted(taken)[len(taken) // 2]:6.1f} ms"
                  f"  p95 {p95(taken):6.1f} ms")
    assert find(("wohngeld",)) == scanned(store, "wohngeld") > COUNT / 10
    assert p95(every) * LEAST_TIMES_FASTER < min(scans)
    assert p95(every) < AIM_MS
