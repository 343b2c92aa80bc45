"""Every target by its name."""

from __future__ import annotations

from tests.fuzz.certificate_targets import judge_certificate, judge_list
from tests.fuzz.file_targets import name_files, open_key, write_table
from tests.fuzz.message_targets import open_package, read_answer, speak
from tests.fuzz.target import Target
from tests.fuzz.wire_targets import read_document, read_mime_in_pieces

TARGETS = {
    target.name: target
    for target in (
        Target("mime", read_mime_in_pieces),
        Target("xml", read_document),
        Target("envelope", read_answer),
        Target("content", open_package),
        Target("dialog", speak),
        Target("key-file", open_key),
        Target("certificate", judge_certificate),
        Target("revocation", judge_list),
        Target("file-names", name_files),
        Target("table", write_table),
    )
}
