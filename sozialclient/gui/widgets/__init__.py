"""Parts of the window that know nothing about applications or mailboxes."""
