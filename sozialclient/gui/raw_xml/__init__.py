"""The business message as sent."""
