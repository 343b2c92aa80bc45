"""The office's own orders of fields, kept with the store so that every place has them."""

from __future__ import annotations

from collections.abc import Iterator

from sozialclient.store.holdings import Holdings
from sozialclient.store.work.errors import ProfileUnknown


class Profiles:
    """Orders of fields by name, as the bytes of their files; they hold no data of applications."""

    def __init__(self, holdings: Holdings) -> None:
        self._index = holdings.index

    def all(self) -> dict[str, bytes]:
        """Every profile by its name, by name."""
        with self._index.reading() as connection:
            rows: Iterator[tuple[str, bytes]] = connection.execute("SELECT name, value FROM profile ORDER BY name")
            return dict(rows)

    def keep(self, name: str, value: bytes) -> None:
        """Add a profile, or replace the one of this name."""
        with self._index.writing() as connection:
            connection.execute(
                "INSERT INTO profile(name, value) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
                (name, value),
            )

    def remove(self, name: str) -> None:
        """Forget a profile. Raises ProfileUnknown."""
        with self._index.writing() as connection:
            connection.execute("DELETE FROM profile WHERE name = ?", (name,))
            if connection.changes() == 0:
                raise ProfileUnknown()
