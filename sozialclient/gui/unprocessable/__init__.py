"""What could not be read: why, what is safe, and trying again."""
