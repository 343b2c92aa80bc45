"""The key ring of the system: Windows' Credential Manager, on Linux the Secret Service."""

from __future__ import annotations

import base64
import contextlib
import importlib
import sys

SERVICE = "Sozialclient"


def keep(store: str, key: bytes) -> bool:
    """Whether the key ring took the key and gives it back; the null and fail backends do not."""
    import keyring

    backend = keyring.get_keyring()
    if _is_plain_text(backend):
        return False
    _keep_on_this_machine(backend)
    try:
        keyring.set_password(SERVICE, store, base64.b64encode(key).decode())
    except _refusals():
        return False
    return find(store) == key


def find(store: str) -> bytes | None:
    """The key kept for `store`, None when the key ring does not have it or does not give it."""
    import keyring

    refusals: tuple[type[Exception], ...] = (*_refusals(), ValueError)
    try:
        text = keyring.get_password(SERVICE, store)
        return None if text is None else base64.b64decode(text, validate=True)
    except refusals:
        return None


def drop(store: str) -> None:
    """Forget the key kept for `store`; nothing happens when there is none or the key ring does not answer."""
    import keyring

    if find(store) is None:
        return
    with contextlib.suppress(*_refusals()):
        keyring.delete_password(SERVICE, store)


def _refusals() -> tuple[type[Exception], ...]:
    """What backends raise; that for Windows lets its system calls' own error through.

    Windows refuses to keep anything where a policy forbids saved credentials, or in a task that
    runs without its user being signed in.
    """
    from keyring.errors import KeyringError

    if sys.platform == "win32":
        # It comes without types.
        return (KeyringError, importlib.import_module("win32ctypes.pywin32.pywintypes").error)
    return (KeyringError,)


def _keep_on_this_machine(backend: object) -> None:
    """By default Windows would carry the key to the user's other PCs, where the store is not."""
    for ring in (backend, *getattr(backend, "backends", ())):
        if hasattr(ring, "persist"):
            ring.persist = "local machine"


def _is_plain_text(backend: object) -> bool:
    """Whether a backend is, or falls back to, one of `keyrings.alt`, which write to readable files."""
    inner = getattr(backend, "backends", ())
    return type(backend).__module__.startswith("keyrings.alt") or any(_is_plain_text(item) for item in inner)
