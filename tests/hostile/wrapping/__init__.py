"""Signature wrapping: every variant at every signed element of every sample, and what became of each mutant."""
