from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from sozialclient.render.document import OpenDocument
from sozialclient.render.limits import DEFAULT, RenderLimits
from sozialclient.render.renderer import DocumentRenderer

Opener = Callable[..., OpenDocument]


@pytest.fixture
def opened() -> Iterator[Opener]:
    """Opens documents in real workers and closes them after the test."""
    documents: list[OpenDocument] = []

    def open_one(data: bytes, hint: str | None = None, limits: RenderLimits = DEFAULT) -> OpenDocument:
        documents.append(DocumentRenderer(limits).open(data, hint))
        return documents[-1]

    yield open_one
    for document in documents:
        document.close()
