"""How good and how fast the networks are: every figure of the model card comes from a command here."""
