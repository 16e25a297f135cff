"""Checks of families of problems: each computes the answer again, by a route of its own.

A check is given a record whose shape is validated already, and answers for what is special about
its family: that the problem says what the steps rest on, and that steps and answer follow from it.
What all records share (id, structure, labels, LaTeX) is checked elsewhere. No check uses the code
that makes records.
"""
