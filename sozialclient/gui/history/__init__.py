"""What happened to an application here."""
