"""The window for carrying an application over, beside the other program."""
