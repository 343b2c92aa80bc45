"""Schema packages of XÖV standards: imported from a ZIP or folder, kept as tables, asked for labels and codes."""
