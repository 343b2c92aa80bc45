"""The statistics of a month: its figures, and saving them."""
