"""What holds the screens together."""
