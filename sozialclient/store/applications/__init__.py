"""The rows of applications: added, listed, told apart, read after all."""
