"""The training mailbox: a real intermediary on the loopback, a sender, invented people and papers."""
