"""Hands applications over: what is written is in `profiles.py`, how it is packed in `registry.py`."""
