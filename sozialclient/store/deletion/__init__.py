"""Retention, Papierkorb and final deletion."""
