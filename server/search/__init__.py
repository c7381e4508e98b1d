"""The exact search for the most similar pose."""
