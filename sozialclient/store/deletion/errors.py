"""Why an application is not deleted."""

from __future__ import annotations

from sozialclient.store.errors import StoreError


class ApplicationHeld(StoreError):
    """A Löschsperre forbids it; parameter `application`."""

    reference = "DELETION-HELD"


class NotInTrash(StoreError):
    """Only what lies in the Papierkorb can be deleted for good; parameter `application`."""

    reference = "DELETION-NOT-IN-TRASH"


class StillWaiting(StoreError):
    """It was not acknowledged and waits at the intermediary; parameter `application`."""

    reference = "DELETION-WAITING"


class UntransferredKept(StoreError):
    """It was never transferred, and this store does not let people delete such; parameter `application`."""

    reference = "DELETION-UNTRANSFERRED"


class NotConfirmed(StoreError):
    """The number that was confirmed is not the number there is; parameters `expected` and `given`."""

    reference = "DELETION-NOT-CONFIRMED"
