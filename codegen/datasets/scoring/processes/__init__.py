"""Processes that can be killed, and what one does with an answer."""
