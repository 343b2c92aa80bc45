"""The document beside the fields."""
