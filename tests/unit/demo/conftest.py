from __future__ import annotations

import pytest

from sozialclient.demo.training_application import TrainingApplication
from sozialclient.demo.training_set import training_set


@pytest.fixture(scope="package")
def applications() -> tuple[TrainingApplication, ...]:
    """The training set with everything made at most once for all tests."""
    return training_set(7, with_large=False)
