"""Equal forms of a term, chosen by cost and certified rounding error."""
