"""The office's own work on an application: who is in charge, when it comes up again, notes."""
