"""OSCI 1.2 without I/O: dialog, requests, responses, envelope, content, feedback."""
