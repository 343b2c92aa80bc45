"""Within a dialog an intermediary does not fall behind what it has shown that it can do."""

from __future__ import annotations

from sozialclient.crypto.algorithms import Algorithm, Cipher, KeyTransport, short_name
from sozialclient.crypto.policy import Policy, RefusedAlgorithm, Strength
from sozialclient.model.delivery import Encryption


def no_weaker(policy: Policy, seen: Encryption | None) -> Policy:
    """`policy`, refusing also the weak ciphers or key transports where `seen` used a strong one.

    Whoever can change answers on the way could announce the same ciphertext with a weaker algorithm, to
    try out guesses by what we then do (Jager, Paterson, Somorovsky, "One Bad Apple", NDSS 2013). The
    refusal comes before any key is used.
    """
    if seen is None:
        return policy
    names: list[str] = []
    if _is_strong(policy, Cipher.of(seen.cipher)):
        names += [short_name(each) for each in Cipher if not _is_strong(policy, each)]
    if seen.key_transport is not None and _is_strong(policy, KeyTransport.of(seen.key_transport)):
        names += [short_name(each) for each in KeyTransport if not _is_strong(policy, each)]
    return policy.tightened(names)


def _is_strong(policy: Policy, algorithm: Algorithm) -> bool:
    try:
        return policy.to_read(algorithm) is Strength.STRONG
    except RefusedAlgorithm:
        return False
