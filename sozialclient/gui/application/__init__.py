"""One application: header, legal Eingang, verdict, tabs."""
