"""The band and the controller for a data folder that several places use."""
