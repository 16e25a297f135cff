"""Programs as the search knows them: arrays, candidates, prices, symmetric forms, formulas."""
