"""The evidence (Nachweise) of an application: announced, received, expected."""
