"""The Eingangsbestätigung of an application: seen, changed, saved and printed."""
