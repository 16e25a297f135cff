"""Whether a statement is true of a record, how that is known, and what it follows from."""
