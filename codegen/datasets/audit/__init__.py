"""What datasets say of their records beside the mathematics: labels, places, counts, origin."""
