"""From a configuration to certified programs: in a directory that outlives it, or in one call."""
