"""The books (Verlustfrei-Anzeige): what was fetched and where it is."""
