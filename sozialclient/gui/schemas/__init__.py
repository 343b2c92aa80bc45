"""Schema packages in the window: the dialog that lists them, and what they say of an application."""
