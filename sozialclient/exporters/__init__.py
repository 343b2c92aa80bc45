"""One file per output format for applications."""
