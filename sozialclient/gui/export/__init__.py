"""Exporting applications."""
