"""Problems beyond the 18 operators: topics, their steps, the graph of their skills, samplers."""
