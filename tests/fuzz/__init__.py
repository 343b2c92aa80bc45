"""Fuzzing of everything that reads strangers' bytes; `python -m tests.fuzz --seconds 120` is the long form."""
