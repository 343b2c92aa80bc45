"""One file per way to reach a mailbox, behind one small interface."""
