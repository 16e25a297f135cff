"""What a record says: the terms, names and notation that answers to it are read in."""
