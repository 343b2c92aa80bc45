"""Short help for each screen and each error, in a panel beside it."""
