"""The evidence (Nachweise) of an application."""
