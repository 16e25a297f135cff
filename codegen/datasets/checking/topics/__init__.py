"""Checks of topics: every step replayed by operators of the topic, and the answer by itself."""
