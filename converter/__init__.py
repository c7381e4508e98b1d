"""Train, evaluate, export and convert the offset-map pose network."""
