"""The mailbox and the folders of its applications."""
