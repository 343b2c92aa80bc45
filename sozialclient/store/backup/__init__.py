"""Backups of the store: written, checked, tried out, restored."""
