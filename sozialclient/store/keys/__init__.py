"""The store key: the ways to it, its lock, its renewal."""
