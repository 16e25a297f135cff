"""Checks of records with an injected error whose steps are no derivations.

The checks of families answer for right records. Here it is found out which steps are right, by the
same means, and that just those are labelled so; that the first wrong one is wrong in the way that
its kind says, and what would have been right; that later ones go on from it or are right.
"""
