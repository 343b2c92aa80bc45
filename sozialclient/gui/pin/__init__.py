"""Asking for the PIN."""
