"""Tracing: ordinary array code run on symbolic arrays, so that its structure can be used.

A symbolic array is cut into boxes of indices; one term describes all elements of a box
(:mod:`.blocks`). So a stencil on a grid of 512 × 512 is traced in a few terms, differentiated term
by term, and emitted as a few loops.
"""
