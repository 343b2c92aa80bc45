"""Empties all windows at once for whoever should not see them, and brings them back."""
