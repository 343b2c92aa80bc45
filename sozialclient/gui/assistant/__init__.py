"""Setting up a mailbox."""
