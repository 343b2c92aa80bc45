"""What was checked, and the process card."""
