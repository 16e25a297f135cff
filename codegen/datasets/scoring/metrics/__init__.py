"""Figures over many judged answers: each takes plain numbers and names its formula's source."""
