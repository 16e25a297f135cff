"""Constants: candidates on samples, descents, and the last digits in ball arithmetic."""
