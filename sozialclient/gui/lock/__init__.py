"""Covers the window while the store is locked, and asks for what opens it."""
