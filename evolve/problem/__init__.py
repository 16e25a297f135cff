"""What a run is asked: its configuration, and the wanted function sampled accordingly."""
