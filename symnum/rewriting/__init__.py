"""The classical engine: matching, combinators, facts and the simplifier made of them."""
