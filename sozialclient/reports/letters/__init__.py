"""Letters of the office: what each says, and the one form in which all of them are set."""
