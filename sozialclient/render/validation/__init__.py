"""Checks a business message against a schema, in the worker process: both come from strangers."""
