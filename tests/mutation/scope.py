"""Which modules have their guards taken out, and which tests are asked."""

from __future__ import annotations

import re

CORE = re.compile(
    r"sozialclient\.(wire|osci|crypto|store\.(applications|contents|database)|usecases\.fetch\w*)(\.|$)"
)
"""Verifying, decrypting, the dialog, the store."""

WRITING = re.compile(
    r"sozialclient\.(osci\.(compose|content_compose|content_signing|requests?|request_envelopes|response_envelopes))$"
)
"""Modules of the core that write messages, for the training intermediary too."""

FOLDERS = (
    "tests/unit/wire",
    "tests/unit/crypto",
    "tests/unit/osci",
    "tests/unit/store",
    "tests/unit/usecases",
    "tests/unit/transports",
    "tests/contract",
    "tests/vectors",
    "tests/hostile",
    "tests/e2e/test_fetch.py",
    "tests/e2e/test_fetch_chunks.py",
    "tests/e2e/test_retry.py",
    "tests/e2e/test_poison.py",
    "tests/e2e/test_disk.py",
)
"""What is collected."""

NEAR = (
    *FOLDERS[:3],
    *(f"tests/hostile/test_{group}_" for group in "xmecs"),
)
"""Tests, by the beginnings of their names, that most guards are missed by."""

FAR = FOLDERS[3:]
"""Asked only about what the near ones did not miss, for they take longer."""

HOSTILE = ("tests/hostile",)
LEFT_OUT = (
    "tests/unit/store/test_backup_killed.py",
    "tests/unit/store/test_fault_matrix.py",
    "tests/unit/store/test_deletion_faults.py",
    "tests/hostile/test_table.py",
)
"""Campaigns of minutes, in which everything fires."""

SAMPLE_TESTS = ("tests/unit/wire", "tests/unit/osci", "tests/hostile/test_x_limits.py")
"""What the short form asks."""


def is_core(module: str) -> bool:
    """Whether the guards of a module are counted."""
    return bool(CORE.match(module)) and not WRITING.match(module)
