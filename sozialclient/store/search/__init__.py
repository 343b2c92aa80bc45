"""The index of words, by which applications are found."""
