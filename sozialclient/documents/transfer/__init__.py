"""Carrying an application over by hand: what is copied, in which order, in which form."""
