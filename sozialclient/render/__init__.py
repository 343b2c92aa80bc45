"""Decodes PDF and images in a process of its own, without keys, store or network."""
