"""Dialogs that show how something of the program stands (certificates, keys, schemas) and take wishes for it."""
