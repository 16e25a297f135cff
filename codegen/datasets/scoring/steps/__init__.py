"""The lines of an answer: what each claims, and the verdict on it."""
