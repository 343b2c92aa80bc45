"""What two applications differ in."""
