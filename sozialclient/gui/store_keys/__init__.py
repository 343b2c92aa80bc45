"""Shows who can open the store, and changes it."""
