"""The journal: who did what, and whether the record is whole."""
