"""One file per thing a user can ask for, each a plain function over ports."""
