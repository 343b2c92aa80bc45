"""Fetching a mailbox."""
