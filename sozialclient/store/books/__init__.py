"""Books that balance: counts, journal, what was noted of it elsewhere."""
