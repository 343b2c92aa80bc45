"""The support bundle: every line is seen before it is saved."""
