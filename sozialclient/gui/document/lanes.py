"""The lanes of `gui/tasks.py` in which documents are opened, drawn and closed."""

LANE = "render"
CLOSE_LANE = "render-close"
