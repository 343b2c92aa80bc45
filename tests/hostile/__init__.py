"""One test for each row of the catalogue of hostile inputs, named by the row's id; see docs/hostile.md."""
