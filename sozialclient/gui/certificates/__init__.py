"""Whom the office believes: authorities, pinned intermediaries, revocation."""
