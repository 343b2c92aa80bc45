"""Desktop client for the OSCI mailboxes of German public administration."""

__version__ = "0.1.0"
