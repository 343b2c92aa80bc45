"""The use cases from the command line, for scheduled tasks, IT staff and proof."""
