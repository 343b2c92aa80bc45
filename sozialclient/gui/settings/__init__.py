"""One screen for what the program is set to: grouped, each with a sentence of what it does."""
