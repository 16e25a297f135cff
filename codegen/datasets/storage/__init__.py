"""Datasets on disk: shards of JSON Lines and Parquet, card, splits, and the journal of a run."""
