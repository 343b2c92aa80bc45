"""Who has the store open, who may only read, and where its folder lies."""
