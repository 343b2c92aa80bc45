"""Signature values made without, or against, the rules of their method: S-23 and S-24."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from sozialclient.crypto.algorithms import Signature
from sozialclient.crypto.certificates import public_key
from sozialclient.wire.base64 import decode_base64, encode_base64
from sozialclient.wire.xml import canonical
from tests.hostile.wrapping.elements import NotHere, Stage, Target
from tests.hostile.wrapping.raw_rsa import PADDINGS, raw_signature
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import key_of, redigest, resign
from tests.hostile.wrapping.spoiling import spoil

ORDERS = {"secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551}
"""SEC 2, 2.4.2."""


def _number(change: Callable[[int, int], int]) -> Callable[[bytes, int], bytes]:
    def changed(value: bytes, modulus: int) -> bytes:
        number = change(int.from_bytes(value, "big"), modulus)
        return number.to_bytes((max(number, 1).bit_length() + 7) // 8, "big").rjust(len(value), b"\0")

    return changed


RSA_VALUES: dict[str, Callable[[bytes, int], bytes]] = {
    "empty": lambda value, n: b"",
    "zero": lambda value, n: bytes(len(value)),
    "one": _number(lambda s, n: 1),
    "modulus": _number(lambda s, n: n),
    "modulus less one": _number(lambda s, n: n - 1),
    "plus modulus": _number(lambda s, n: s + n),
    "negative": _number(lambda s, n: n - s),
    "all ones": lambda value, n: b"\xff" * len(value),
    "last bit": lambda value, n: value[:-1] + bytes([value[-1] ^ 1]),
    "first bit": lambda value, n: bytes([value[0] ^ 1]) + value[1:],
    "shorter": lambda value, n: value[:-1],
    "longer": lambda value, n: value + b"\0",
    "zero in front": lambda value, n: b"\0" + value,
    "reversed": lambda value, n: value[::-1],
    "twice": lambda value, n: value + value,
}


@variant("S-23", list(RSA_VALUES))
def rsa_value_bent(stage: Stage, target: Target, how: str) -> None:
    """Something is changed; the old value, bent in some way, stays."""
    key = public_key(key_of(stage).certificate_der)
    if not isinstance(key, RSAPublicKey):
        raise NotHere
    value = stage.signature[1]
    old = decode_base64(value.text or "")
    spoil(stage, target)
    redigest(stage, target)
    value.text = encode_base64(RSA_VALUES[how](old, key.public_numbers().n))


@variant("S-23", list(PADDINGS), once=True)
def rsa_padding_forged(stage: Stage, padding: str) -> None:
    """A value whose padding a lax reader would take; made with the private key, as e = 3 would allow without it."""
    if stage.signature[0][1].get("Algorithm") != Signature.RSA_SHA256.value:
        raise NotHere
    key, target = key_of(stage), stage.targets[0]
    spoil(stage, target)
    redigest(stage, target)
    digest = hashlib.sha256(canonical(stage.signature[0])).digest()
    stage.signature[1].text = encode_base64(raw_signature(key, PADDINGS[padding], digest))


EC_VALUES: dict[str, Callable[[int, int, int], tuple[int, int]]] = {
    "both zero": lambda r, s, n: (0, 0),
    "r zero": lambda r, s, n: (0, s),
    "s zero": lambda r, s, n: (r, 0),
    "r order": lambda r, s, n: (n, s),
    "s order": lambda r, s, n: (r, n),
    "both order": lambda r, s, n: (n, n),
    "both one": lambda r, s, n: (1, 1),
    "swapped": lambda r, s, n: (s, r),
    "r plus one": lambda r, s, n: (r + 1, s),
    "the same": lambda r, s, n: (r, s),
}


@variant("S-24", list(EC_VALUES))
def curve_value_bent(stage: Stage, target: Target, how: str) -> None:
    """Something is changed; the value is one of those that lax readers let pass for everything."""
    size, order = _curve(stage)
    value = decode_base64(stage.signature[1].text or "")
    r, s = EC_VALUES[how](int.from_bytes(value[:size], "big"), int.from_bytes(value[size:], "big"), order)
    spoil(stage, target)
    redigest(stage, target)
    stage.signature[1].text = encode_base64(r.to_bytes(size, "big") + s.to_bytes(size, "big"))


@variant("S-24", ["der", "longer", "shorter", "half", "empty"])
def curve_value_in_another_form(stage: Stage, target: Target, form: str) -> None:
    """The genuine value over what was changed, but in a form that is not the profile's."""
    size, _ = _curve(stage)
    spoil(stage, target)
    redigest(stage, target)
    resign(stage)
    value = decode_base64(stage.signature[1].text or "")
    r, s = int.from_bytes(value[:size], "big"), int.from_bytes(value[size:], "big")
    forms = {
        "der": encode_dss_signature(r, s),
        "longer": b"\0" + value[:size] + b"\0" + value[size:],
        "shorter": value[:-1],
        "half": value[:size],
        "empty": b"",
    }
    stage.signature[1].text = encode_base64(forms[form])


def _curve(stage: Stage) -> tuple[int, int]:
    key = public_key(key_of(stage).certificate_der)
    if not isinstance(key, EllipticCurvePublicKey):
        raise NotHere
    return (key.curve.key_size + 7) // 8, ORDERS[key.curve.name]
