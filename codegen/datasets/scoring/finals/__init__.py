"""Final answers that are no equation, by what a record asks for."""
