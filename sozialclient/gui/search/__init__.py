"""Keeping applications findable while the window is open."""
