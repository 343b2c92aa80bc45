"""The fields of the business message."""
