"""The checker's own mathematics; it shares nothing with the generator but the terms."""
