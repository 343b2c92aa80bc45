"""How our papers become PDF: type, tables, tags for screen readers, what an archive wants."""
