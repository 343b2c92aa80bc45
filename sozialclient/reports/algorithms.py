"""Short names for algorithm URIs, for people who compare them with a guideline."""

from __future__ import annotations

_NAMES = {
    "tripledes-cbc": "3DES-CBC",
    "rsa-1_5": "RSA PKCS#1 1.5",
    "rsa-oaep-mgf1p": "RSA-OAEP (SHA-1)",
    "rsa-oaep": "RSA-OAEP",
    "rsa-sha1": "RSA-SHA-1",
    "rsa-md5": "RSA-MD5",
    "rsa-ripemd160": "RSA-RIPEMD-160",
    "sha1": "SHA-1",
    "ripemd160": "RIPEMD-160",
}
_LONGEST = 80


def algorithm_name(uri: str | None) -> str:
    """`AES-256-GCM` for its URI; an unknown one by the end of its URI; empty for None."""
    if not uri:
        return ""
    end = uri.rstrip("/").rpartition("#")[2].rpartition("/")[2][:_LONGEST]
    return _NAMES.get(end) or _composed(end)


def _composed(end: str) -> str:
    """`aes256-gcm`, `rsa-sha256`, `ecdsa-sha384`, `sha256-rsa-MGF1` and their like."""
    parts = end.split("-")
    first = parts[0].lower()
    if first.startswith("aes") and first[3:].isdigit():
        return "-".join(("AES", first[3:], *(part.upper() for part in parts[1:])))
    if end.lower().endswith("rsa-mgf1"):
        return f"RSA-PSS ({_digest(parts[0])})"
    if first in ("rsa", "ecdsa") and len(parts) > 1:
        return f"{first.upper()}-{_digest('-'.join(parts[1:]))}"
    return _digest(end) if first.startswith("sha") else end


def _digest(name: str) -> str:
    lower = name.lower()
    return f"SHA-{lower[3:].lstrip('-')}" if lower.startswith("sha") else name
