"""Where an application comes from and when."""
