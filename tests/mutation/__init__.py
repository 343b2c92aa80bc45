"""Takes the product's guards out one by one: each must be missed by a test. `python -m tests.mutation`."""
