"""The dialogs about backups and restoring."""
