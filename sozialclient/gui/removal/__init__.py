"""Removing a mailbox: what it means, and the removal."""
