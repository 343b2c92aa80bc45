"""The list of applications."""
