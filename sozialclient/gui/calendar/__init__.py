"""What the office counts working days by."""
