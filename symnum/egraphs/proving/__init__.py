"""A search for equal terms that can say why they are equal, step by step."""
