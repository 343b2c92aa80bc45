"""Hints about the application that is shown."""
