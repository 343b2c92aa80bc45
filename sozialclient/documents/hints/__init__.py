"""Hints about an application: what looks wrong or matters, never a change."""
