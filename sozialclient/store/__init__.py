"""The encrypted local store; the one place where a citizen's application is kept."""
