"""Which messages are attacked how thoroughly: a default run for every day, and everything."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.wrapping.elements import Setting
from tests.hostile.wrapping.golden import golden_messages
from tests.hostile.wrapping.mutate import Tally, run
from tests.hostile.wrapping.samples import own_messages
from tests.hostile.wrapping.settings import settings_of

GOLDEN = (
    "enc_3des_cbc_rsa15",
    "interop_comments",
    "interop_default_ns_signature",
    "interop_minimal_namespaces",
    "net_baseline",
    "net_nested_encrypted_signed_outer",
    "sig_rsa_pss_sha256",
    "struct_message_metadata",
    "struct_nested_container",
    "struct_nested_encrypted_signed_outer",
)
"""Ten of the reference libraries' messages, each different in what it signs or how."""
_SHARES = {
    "delivery/transport": 1,
    "delivery/couter by one": 1,
    "curve/eouter": 1,
    "curve/transport": 2,
    "delivery/souter": 3,
    "store/transport": 4,
}
"""Every n-th mutant: between them all variants at every kind of element."""
_SHARE_OF_OTHERS = 25

Planned = tuple[Setting, int]


def every_day() -> Iterator[Planned]:
    """Every variant at every kind of signed element, and a share at all the others, the golden ones included."""
    for origin in (*own_messages(), *golden_messages(*GOLDEN)):
        for setting in settings_of(origin):
            yield setting, _SHARES.get(setting.name, _SHARE_OF_OTHERS)


def everything() -> Iterator[Planned]:
    """Every variant at every element of every message."""
    for origin in (*own_messages(), *golden_messages()):
        for setting in settings_of(origin):
            yield setting, 1


def tally_of(planned: Iterator[Planned]) -> Tally:
    """Judge them all."""
    tally = Tally()
    for setting, share in planned:
        run(setting, tally, share=share)
    return tally
