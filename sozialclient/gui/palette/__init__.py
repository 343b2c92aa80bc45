"""Every command of the window, found by a few letters or by the name another client gave it."""
